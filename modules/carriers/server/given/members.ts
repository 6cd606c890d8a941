import { sql } from 'kysely'
import type { Department, Holder, MemberState } from '../../core/givenCodes.ts'
import type { CarrierTables } from '../tables.ts'
import type { GivenDeps } from './make.ts'

interface Row {
  userid: string
  name: string
  departments: number[]
  active: boolean
  serves: boolean
  left_at: Date | null
  customers: number
}

const whyOf = ({ active, serves, left_at }: Row): MemberState['why'] =>
  left_at !== null ? 'left' : !active ? 'inactive' : !serves ? 'no-right' : null

/** Members of an account, those who have left among them, and its departments. */
export async function membersOf(
  { postgres }: GivenDeps,
  account: string,
): Promise<{ members: MemberState[]; departments: Department[] }> {
  const db = postgres.tables<CarrierTables>()
  const { rows } = await sql<Row>`
    select s.userid, s.name, s.departments, s.active, s.serves, s.left_at, coalesce(r.customers, 0)::int as customers
    from carriers_staff s left join (
      select userid, count(*) as customers from carriers_relation
      where account = ${account}::bigint and ended_at is null group by userid) r on r.userid = s.userid
    where s.account = ${account}::bigint order by s.name`.execute(db)
  const departments = db.selectFrom('carriers_department').select(['id', 'parent', 'name'])
  const members = rows.map((row) => {
    const why = whyOf(row)
    return {
      member: row.userid,
      name: row.name,
      departments: row.departments,
      fit: why === null,
      why,
      customers: row.customers,
    }
  })
  return { members, departments: await departments.where('account', '=', account).orderBy('id').execute() }
}

/** Who has the person of this number now, the first first; all who stand for them count. */
export async function holdersOf({ postgres, identities }: GivenDeps, strand: string): Promise<Holder[]> {
  const person = await identities.standing(strand)
  const strands = person === null ? [strand] : await identities.strands(person)
  const { rows } = await sql<{ account: string; member: string; added_at: Date | null }>`
    select r.account::text as account, r.userid as member, r.added_at from carriers_contact c
      join carriers_relation r on r.contact = c.id and r.ended_at is null
    where c.strand = any(${[...strands]}::bigint[]) order by r.added_at nulls last, r.userid`.execute(
    postgres.tables<CarrierTables>(),
  )
  return rows.map(({ account, member, added_at }) => ({ account, member, since: added_at?.getTime() ?? null }))
}
