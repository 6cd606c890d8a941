import { sql } from 'kysely'
import { day } from '#kit/time'
import type { CarrierDeps } from './deps.ts'
import type { CarrierTables } from './tables.ts'

interface Row {
  userid: string
  name: string
  departments: string[]
  active: boolean
  serves: boolean
  left_at: Date | null
  customers: number
  lost: number
}

/** The members of an account with how many customers each has, and how many went by themselves. */
export async function staffOf({ postgres, now }: Pick<CarrierDeps, 'postgres' | 'now'>, account: string) {
  const rows = await sql<Row>`
    select s.userid, s.name, s.active, s.serves, s.left_at,
      array(select d.name from carriers_department d where d.account = s.account and d.id = any(s.departments)
        order by d.id) as departments,
      coalesce(r.customers, 0)::int as customers, coalesce(r.lost, 0)::int as lost
    from carriers_staff s left join (
      select userid, count(*) filter (where ended_at is null) as customers,
        count(*) filter (where ended_by = 'customer' and ended_at > ${new Date(now() - 30 * day)}) as lost
      from carriers_relation where account = ${account}::bigint group by userid) r on r.userid = s.userid
    where s.account = ${account}::bigint
    order by s.left_at nulls first, customers desc, s.userid limit 2000`.execute(postgres.tables<CarrierTables>())
  return rows.rows.map(({ left_at, ...row }) => ({ ...row, account, leftAt: left_at?.toISOString() ?? null }))
}
