import { sql } from 'kysely'
import type { Postgres } from '#platform/postgres/postgres'
import type { CarrierTables } from '../tables.ts'

/** A member of an account. */
export interface Member {
  readonly account: string
  readonly member: string
}

/** Whose customers somebody may see, in the words of the staff house. */
export interface ScopeAsked {
  readonly kind: 'all' | 'custom' | 'departmentTree' | 'department' | 'self'
  /** With `custom`: `account:department`. */
  readonly departments: readonly string[]
  /** Who they are at the platforms. */
  readonly bindings: readonly Member[]
}

/** The members whose customers they see; null = all there are. Whoever is nobody at a platform sees nobody's. */
export async function membersWithin(postgres: Postgres, asked: ScopeAsked): Promise<readonly Member[] | null> {
  if (asked.kind === 'all') return null
  if (asked.kind === 'self') return asked.bindings
  const mine = asked.bindings
  const chosen = asked.departments.map((one) => one.split(':'))
  const { rows } = await sql<Member>`
    with recursive own as (
      select s.account, unnest(s.departments) as id from carriers_staff s
        join unnest(${mine.map(({ account }) => account)}::bigint[], ${mine.map(({ member }) => member)}::text[])
          as m(account, member) on m.account = s.account and m.member = s.userid
        where ${asked.kind !== 'custom'}
      union select * from unnest(${chosen.map(([account]) => account ?? '0')}::bigint[],
        ${chosen.map(([, id]) => id ?? '0')}::int[]) as c(account, id) where ${asked.kind === 'custom'}
    ), seen as (
      select account, id from own
      union select d.account, d.id from carriers_department d join seen on seen.account = d.account and seen.id = d.parent
        where ${asked.kind === 'departmentTree'}
    )
    select distinct s.account::text as account, s.userid as member from carriers_staff s
    where exists (select from seen where seen.account = s.account and seen.id = any(s.departments))`.execute(
    postgres.tables<CarrierTables>(),
  )
  const isMine = ({ account, member }: Member) => rows.some((one) => one.account === account && one.member === member)
  return [...rows, ...(asked.kind === 'custom' ? [] : mine.filter((one) => !isMine(one)))]
}
