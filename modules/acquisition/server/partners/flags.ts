import { sql } from 'kysely'
import { audit } from '#platform/audit'
import type { Tx } from '#platform/postgres/postgres'
import type { PartnerDeps } from './deps.ts'
import { type Month, restate } from './restate.ts'
import { refusePartner } from './roster.ts'
import { partnerNames } from './shown.ts'
import type { FlagRow, PartnerTables } from './tables.ts'

/** Says of a flag what it is; what a cheat earned is taken back in the same transaction. @throws the refusal */
export async function decideFlag(
  deps: PartnerDeps,
  id: string,
  { verdict, reason }: { verdict: 'cheat' | 'fair'; reason: string },
  by: string,
): Promise<void> {
  await deps.postgres.transaction(async (tx) => {
    const flag = await heldFlag(tx, id)
    if (flag.state !== 'open') refusePartner('decided-already')
    const decided = { state: verdict, decided_by: by, decided_at: new Date(deps.now()), reason }
    await change(deps, tx, flag, decided, by)
    await audit(tx, by, 'partner.flagDecided', id, { partner: flag.partner, verdict, reason })
  })
}

/** As if it had not been decided. @throws the refusal */
export async function undoFlag(deps: PartnerDeps, id: string, reason: string, by: string): Promise<void> {
  await deps.postgres.transaction(async (tx) => {
    const flag = await heldFlag(tx, id)
    if (flag.state === 'open') refusePartner('not-decided')
    await change(deps, tx, flag, { state: 'open', decided_by: null, decided_at: null, reason: null }, by)
    await audit(tx, by, 'partner.flagUndone', id, { partner: flag.partner, verdict: flag.state, reason })
  })
}

async function heldFlag(tx: Tx, id: string): Promise<FlagRow> {
  const all = tx.tables<PartnerTables>().selectFrom('acquisition_partner_flag').selectAll()
  return (await all.where('id', '=', id).forUpdate().executeTakeFirst()) ?? refusePartner('no-such-flag')
}

type Decided = Pick<FlagRow, 'state' | 'decided_by' | 'decided_at' | 'reason'>

/** A deal is void as long as one flag says that it is a cheat: of itself, or of the whole month of the partner. */
async function change(deps: PartnerDeps, tx: Tx, { id, deal, partner, month }: FlagRow, to: Decided, by: string) {
  const db = tx.tables<PartnerTables>()
  await db.updateTable('acquisition_partner_flag').set(to).where('id', '=', id).execute()
  const about = deal === null ? sql`d.partner = ${partner} and left(d.day, 7) = ${month}` : sql`d.id = ${deal}`
  const isCheat = sql`exists (select from acquisition_partner_flag f where f.state = 'cheat'
    and (f.deal = d.id or (f.deal is null and f.partner = d.partner and f.month = left(d.day, 7))))`
  const { rows } = await sql<Month>`
    update acquisition_deal d set void_at = case when ${isCheat} then ${new Date(deps.now())}::timestamptz end
    where ${about} and (d.void_at is null) = ${isCheat}
    returning d.programme::text as programme, left(d.day, 7) as month`.execute(db)
  await restate(deps, tx, rows, by)
}

interface Wanted {
  readonly cursor?: string | undefined
  readonly limit: number
  readonly state?: FlagRow['state'] | undefined
  readonly partner?: string | undefined
  readonly id?: string | undefined
}

interface Row extends FlagRow {
  order_id: string | null
  strand: string | null
  amount: string
}

/** A page of the queue, newest first. */
export async function listFlags(deps: PartnerDeps, { cursor, limit, state, partner, id }: Wanted) {
  const below = /^\d{1,18}$/.test(cursor ?? '') ? (cursor ?? '') : '9223372036854775807'
  const { rows } = await sql<Row>`
    select f.*, d.order_id::text as order_id, d.strand::text as strand,
      (select coalesce(sum(c.amount), 0) from acquisition_commission c join acquisition_deal e on e.id = c.deal
        where case when f.deal is null then e.partner = f.partner and left(e.day, 7) = f.month else e.id = f.deal end) as amount
    from acquisition_partner_flag f left join acquisition_deal d on d.id = f.deal
    where f.id < ${below}::bigint and (${state ?? null}::text is null or f.state = ${state ?? null})
      and (${partner ?? null}::bigint is null or f.partner = ${partner ?? null}::bigint)
      and (${id ?? null}::bigint is null or f.id = ${id ?? null}::bigint)
    order by f.id desc limit ${limit + 1}`.execute(deps.postgres.tables<PartnerTables>())
  const items = await shown(deps, rows.slice(0, limit))
  const last = items.at(-1)
  return rows.length > limit && last ? { items, next: last.id } : { items }
}

export async function oneFlag(deps: PartnerDeps, id: string) {
  const { items } = await listFlags(deps, { limit: 1, id })
  return items[0] ?? refusePartner('no-such-flag')
}

async function shown(deps: PartnerDeps, rows: readonly Row[]) {
  const partners = await partnerNames(
    deps,
    rows.map(({ partner }) => partner),
  )
  const names = await deps.whole.namesOf(rows.flatMap(({ strand }) => strand ?? []))
  return rows.map((row) => {
    const who = row.strand === null ? undefined : names.get(row.strand)
    return {
      ...{ id: row.id, partner: row.partner, partnerName: partners.get(row.partner) ?? '', deal: row.deal },
      ...{ order: row.order_id, person: who?.person ?? null, name: who?.name ?? null, month: row.month },
      ...{ kind: row.kind, because: { ...row.because }, amount: Number(row.amount), state: row.state },
      ...{ raisedAt: row.raised_at.toISOString(), decidedBy: row.decided_by, reason: row.reason },
      decidedAt: row.decided_at?.toISOString() ?? null,
    }
  })
}
