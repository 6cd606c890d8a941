import { sql } from 'kysely'
import type { Account } from '#modules/ledger'
import type { Tx } from '#platform/postgres/postgres'
import { type Line, lineKey, linesOf, type Posted, postingsOf } from '../../core/partners/line.ts'
import { type Deal, type LineKind, settle } from '../../core/partners/settle.ts'
import type { Terms } from '../../core/partners/terms.ts'
import type { PartnerDeps } from './deps.ts'
import { campaignOf } from './samples.ts'
import type { PartnerTables } from './tables.ts'

/** All deals of a programme in a calendar month: what one of them comes to may hang on the others. */
export interface Month {
  readonly programme: string
  /** `2026-06`. */
  readonly month: string
}

/** So many lines go into the store in one statement. */
const atOnce = 500

type Posting = Pick<PartnerDeps, 'ledger' | 'now'>

/** Posts the difference between what these months come to now and what was posted for them, with the books, in the caller's transaction. */
export async function restate(deps: Posting, tx: Tx, months: readonly Month[], by: string): Promise<void> {
  const each = new Map(months.map((one) => [`${one.programme} ${one.month}`, one]))
  // Always in one order, so that no two wait for each other.
  for (const [key, month] of [...each].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const db = tx.tables<PartnerTables>()
    await sql`select pg_advisory_xact_lock(hashtextextended(${`partner month ${key}`}, 0))`.execute(db)
    const deals = await dealsOf(tx, month)
    const lines = linesOf(deals, settle(deals), await postedOf(tx, month))
    for (let at = 0; at < lines.length; at += atOnce)
      await post(deps, tx, { deals, lines: lines.slice(at, at + atOnce), by })
  }
}

interface Row {
  id: string
  partner: string
  upline: string | null
  kind: Deal['kind']
  at: Date
  day: string
  net: string
  void: boolean
  terms: Terms
}

const inMonth = ({ programme, month }: Month) =>
  sql<boolean>`d.programme = ${programme}::bigint and d.day between ${`${month}-01`} and ${`${month}-31`}`

async function dealsOf(tx: Tx, month: Month): Promise<Deal[]> {
  const rows = await sql<Row>`
    select d.id::text as id, d.partner::text as partner, d.upline::text as upline, d.kind, d.at, d.day, d.net,
      d.void_at is not null as void, t.terms
    from acquisition_deal d join acquisition_programme_terms t on t.id = d.terms where ${inMonth(month)}`.execute(
    tx.tables<PartnerTables>(),
  )
  return rows.rows.map(({ at, net, void: isVoid, ...row }) => ({
    ...{ ...row, at: at.getTime(), net: Number(net), isVoid },
  }))
}

async function postedOf(tx: Tx, month: Month): Promise<Map<string, Posted>> {
  const rows = await sql<{ deal: string; partner: string; kind: LineKind; sum: string; net: string; void: boolean }>`
    select c.deal::text as deal, c.partner::text as partner, c.kind, sum(c.amount) as sum,
      (array_agg(c.net order by c.id desc))[1] as net, (array_agg(c.is_void order by c.id desc))[1] as void
    from acquisition_commission c join acquisition_deal d on d.id = c.deal where ${inMonth(month)}
    group by c.deal, c.partner, c.kind`.execute(tx.tables<PartnerTables>())
  return new Map(
    rows.rows.map(({ sum, net, void: isVoid, ...of }) => [lineKey(of), { sum: Number(sum), net: Number(net), isVoid }]),
  )
}

interface Changed {
  readonly deals: readonly Deal[]
  readonly lines: readonly Line[]
  readonly by: string
}

async function post({ ledger, now }: Posting, tx: Tx, { deals, lines, by }: Changed) {
  const at = now()
  const byId = new Map(deals.map((deal) => [deal.id, deal]))
  const strands = await strandsOf(tx, lines)
  const made = await tx
    .tables<PartnerTables>()
    .insertInto('acquisition_commission')
    .values(
      lines.map(({ amount, why, ...line }) => ({
        ...{ ...line, amount: String(amount), why: JSON.stringify(why) as never, at: new Date(at), statement: null },
        ...{ net: String(byId.get(line.deal)?.net ?? 0), is_void: byId.get(line.deal)?.isVoid ?? false },
      })),
    )
    .returning(['id', 'partner', 'kind', 'amount', 'reason'])
    .execute()
  for (const { id, partner, kind, amount, reason } of made) {
    const postings = postingsOf({ kind, amount: Number(amount), reason }).map((one) => ({
      ...{ account: one.account as Account, amount: one.amount },
    }))
    const entry = { key: `partner.line ${id}`, reason: `partner.${reason}`, campaign: campaignOf(partner) }
    await ledger.post(tx, { ...entry, person: strands.get(partner) ?? null, at, by, postings })
  }
}

async function strandsOf(tx: Tx, lines: readonly Line[]) {
  const all = tx.tables<PartnerTables>().selectFrom('acquisition_partner').select(['id', 'strand'])
  const rows = await all.where('id', 'in', [...new Set(lines.map(({ partner }) => partner))]).execute()
  return new Map(rows.map(({ id, strand }) => [id, strand]))
}
