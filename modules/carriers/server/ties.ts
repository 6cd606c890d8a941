import { sql } from 'kysely'
import type { Reach } from '#modules/people'
import { type Stretch, sameTie, stretchesOf, type TieFact } from '../core/ties.ts'
import type { CarrierDeps } from './deps.ts'
import type { CarrierDb, CarrierTables } from './tables.ts'
import type { UserDb } from './users/tables.ts'

/** Whose tie to whom. */
interface Tie {
  readonly account: string
  readonly external: Buffer
  /** The member; '' = the account itself. */
  readonly member: string
}

/** Keeps what was told of ties; what is known already changes nothing. */
export async function keepTies(db: CarrierDb | UserDb, rows: readonly (Tie & TieFact)[]): Promise<void> {
  if (rows.length === 0) return
  await sql`
    insert into carriers_tie (account, external, member, kind, at)
    select account, external, member, kind, to_timestamp(at / 1000.0) from unnest(
      ${rows.map(({ account }) => account)}::bigint[], ${rows.map(({ external }) => external)}::bytea[],
      ${rows.map(({ member }) => member)}::text[], ${rows.map(({ kind }) => kind)}::text[],
      ${rows.map(({ at }) => at)}::float8[]) as t(account, external, member, kind, at)
    order by account, external, member, kind, at on conflict do nothing`.execute(db as CarrierDb)
}

interface Told {
  external: Buffer
  member: string
  kind: TieFact['kind']
  at: Date
  strand: string
  identity: string
  /** When the tie that stands, or stood last, began. */
  present: Date | null
}

interface Where {
  readonly account: string
  readonly externals: readonly Buffer[]
  /** Where a tie to this member is. */
  place(member: string): Pick<Reach, 'carrier' | 'account'>
}

/**
 * Tells ties that were over before the present one began, by all that was told of them. One at a time for each customer: whoever
 * tells last has read everything.
 */
export async function tellPast(deps: Pick<CarrierDeps, 'postgres' | 'reached'>, where: Where): Promise<void> {
  if ((await pastOf(deps.postgres.tables<CarrierTables>(), where)).length === 0) return
  await deps.postgres.transaction(async (tx) => {
    const db = tx.tables<CarrierTables>()
    const keys = where.externals.map((external) => `carriers tie ${where.account} ${external.toString('hex')}`)
    for (const key of keys.toSorted()) await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(db)
    await deps.reached(await pastOf(db, where))
  })
}

async function pastOf(db: CarrierDb, { account, externals, place }: Where): Promise<Reach[]> {
  const { rows } = await sql<Told>`
    select t.external, t.member, t.kind, t.at, coalesce(c.strand, u.strand)::text as strand,
      coalesce(c.identity, u.identity)::text as identity, coalesce(r.added_at, u.followed_at) as present
    from carriers_tie t left join carriers_contact c on c.account = t.account and c.external = t.external
      left join carriers_relation r on r.contact = c.id and r.userid = t.member
      left join carriers_user u on u.account = t.account and u.external = t.external and t.member = ''
    where t.account = ${account}::bigint and t.external = any(${[...externals]}::bytea[])
      and coalesce(c.strand, u.strand) is not null`.execute(db)
  const byTie = Map.groupBy(rows, ({ external, member }) => `${external.toString('hex')} ${member}`)
  return [...byTie.values()].flatMap((told): Reach[] => {
    const [first] = told
    if (!first || !told.some(({ kind }) => kind === 'end')) return []
    const { strand, identity, present, member } = first
    const said = { strand, identity, ...place(member), source: null, owner: null }
    const all = stretchesOf(told.map(({ kind, at }) => ({ kind, at: at.getTime() })))
    const standing = present && nearest(all, present.getTime())
    return all.flatMap((one) =>
      one.by === 'end' && one !== standing ? [{ ...said, startedAt: one.startedAt, endedAt: one.endedAt }] : [],
    )
  })
}

/** The one that began then, give or take what a platform's seconds differ by. */
function nearest(all: readonly Stretch[], at: number): Stretch | undefined {
  const apart = ({ startedAt }: Stretch) => Math.abs(startedAt - at)
  const [first] = all.toSorted((a, b) => apart(a) - apart(b))
  return first && apart(first) <= sameTie ? first : undefined
}

/** What was told of somebody who never was seen is let go with the messages that told it. */
export const sweepTies = (db: CarrierDb, before: Date) =>
  sql`delete from carriers_tie t where t.at < ${before}
    and not exists (select from carriers_contact c where c.account = t.account and c.external = t.external)
    and not exists (select from carriers_user u where u.account = t.account and u.external = t.external)`.execute(db)
