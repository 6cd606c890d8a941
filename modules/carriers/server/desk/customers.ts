import { sql } from 'kysely'
import { aboutHash } from '../inbox.ts'
import { refuseCarrier } from '../problems.ts'
import type { CarrierTables } from '../tables.ts'
import type { Caller, DeskDeps } from './caller.ts'

/** A member who has the customer. */
export interface Tie {
  readonly member: string
  readonly name: string
  readonly addedAt: Date | null
}

/** Who a customer of the platform is here; refused when nobody knows them, or when they are another member's. */
export async function customerBy(deps: DeskDeps, caller: Caller, external: string): Promise<string> {
  const contact = await deps.postgres
    .tables<CarrierTables>()
    .selectFrom('carriers_contact')
    .select('strand')
    .where('account', '=', caller.account.id)
    .where('external', '=', aboutHash(deps, caller.account.id, external))
    .executeTakeFirst()
  const person = contact ? await deps.identities.standing(contact.strand) : null
  if (person === null) return refuseCarrier('no-such-customer')
  await tiesOf(deps, caller, person)
  return person
}

/** The members who have the customer now; refused when the one who asks sees the customers of none of them. */
export async function tiesOf(deps: DeskDeps, caller: Caller, person: string): Promise<readonly Tie[]> {
  const strands = await deps.identities.strands(person)
  const { rows } = await sql<Tie>`
    select r.userid as member, coalesce(s.name, r.userid) as name, r.added_at as "addedAt"
    from carriers_contact c join carriers_relation r on r.contact = c.id and r.ended_at is null
      left join carriers_staff s on s.account = r.account and s.userid = r.userid
    where c.account = ${caller.account.id}::bigint and c.strand = any(${strands}::bigint[])
    order by r.added_at nulls last, r.userid`.execute(deps.postgres.tables<CarrierTables>())
  const { sees } = caller
  if (sees !== null && !rows.some(({ member }) => sees.includes(member))) refuseCarrier('not-your-customer')
  return rows
}
