import { sql } from 'kysely'
import { minute } from '#kit/time'
import type { Tx } from '#platform/postgres/postgres'
import { burstIn, refundsIn, type Suspicion, tiesOf } from '../../core/partners/flags.ts'
import type { Terms } from '../../core/partners/terms.ts'
import type { PartnerDeps } from './deps.ts'
import type { DealRow, PartnerTables } from './tables.ts'
import { tracesOf, tracesOfPartner } from './traces.ts'

/** With so many of those whom a partner has brought last a new customer is compared. */
const compared = 200
/** So many of a burst are told apart. */
const most = 1000

/** Looks at new deals for what speaks for a cheat. It decides nothing: while a flag is open the deal waits. */
export async function raise(deps: PartnerDeps, tx: Tx, deals: readonly DealRow[]): Promise<void> {
  for (const [partner, own] of Map.groupBy(deals, (deal) => deal.partner)) {
    await raiseTies(deps, tx, partner, own)
    for (const deal of own) await raiseBurst(deps, tx, deal)
  }
}

async function raiseTies(deps: PartnerDeps, tx: Tx, id: string, deals: readonly DealRow[]) {
  const db = tx.tables<PartnerTables>()
  const partners = db.selectFrom('acquisition_partner').selectAll().where('id', '=', id)
  const partner = await tracesOfPartner(tx, deps, await partners.executeTakeFirstOrThrow())
  const before = await sql<{ strand: string }>`
    select distinct strand::text as strand from (select strand from acquisition_deal
      where partner = ${id} and strand is not null order by id desc limit ${compared}) as d`.execute(db)
  const asked = [...before.rows.map(({ strand }) => strand), ...deals.flatMap(({ strand }) => strand ?? [])]
  const stands = await deps.sight.stand([...new Set(asked)])
  const traces = await tracesOf(tx, deps, stands)
  const personOf = new Map(stands.map((one) => [one.asked, one.person]))
  for (const deal of deals) {
    const customer = traces.get(personOf.get(deal.strand ?? '') ?? '')
    const found = customer ? tiesOf(partner, customer, [...traces.values()]) : []
    for (const one of found) await keep(deps, tx, [{ partner: id, deal: deal.id, month: null }], one)
  }
}

/** All deals of a burst wait, not only the one that made it one; one that was found with others is not looked at again. */
async function raiseBurst(deps: PartnerDeps, tx: Tx, { id, partner, at }: DealRow) {
  const db = tx.tables<PartnerTables>()
  const known = db
    .selectFrom('acquisition_partner_flag')
    .select('id')
    .where('deal', '=', id)
    .where('kind', '=', 'burst')
  if (await known.executeTakeFirst()) return
  const terms = await sql<{ terms: Terms }>`
    select t.terms from acquisition_deal d join acquisition_programme_terms t on t.id = d.terms where d.id = ${id}`.execute(
    db,
  )
  const [held] = terms.rows
  if (!held) return
  const span = held.terms.guards.burstMinutes * minute
  const near = await db
    .selectFrom('acquisition_deal')
    .select(['id', 'strand', 'at'])
    .where('partner', '=', partner)
    .where('at', '>=', new Date(at.getTime() - span))
    .where('at', '<=', new Date(at.getTime() + span))
    .where('strand', 'is not', null)
    .orderBy('id', 'desc')
    .limit(most)
    .execute()
  const found = burstIn(
    near.map((one) => ({ person: one.strand ?? '', at: one.at.getTime() })),
    held.terms,
  )
  if (found)
    await keep(
      deps,
      tx,
      near.map((one) => ({ partner, deal: one.id, month: null })),
      found,
    )
}

/** Looks at a month of a partner for orders that went back. */
export async function raiseRefunds(deps: Pick<PartnerDeps, 'now'>, tx: Tx, partner: string, month: string) {
  const rows = await sql<{ gross: string; net: string; terms: Terms }>`
    select d.gross, d.net, t.terms from acquisition_deal d join acquisition_programme_terms t on t.id = d.terms
    where d.partner = ${partner} and d.kind = 'sale' and left(d.day, 7) = ${month} order by d.id desc`.execute(
    tx.tables<PartnerTables>(),
  )
  const [newest] = rows.rows
  const sales = rows.rows.map(({ gross, net }) => ({ gross: Number(gross), net: Number(net) }))
  const found = newest ? refundsIn(sales, newest.terms) : null
  if (found) await keep(deps, tx, [{ partner, deal: null, month }], found)
}

interface About {
  readonly partner: string
  readonly deal: string | null
  readonly month: string | null
}

/** Once for each deal, or month, and kind: what was decided stays decided. */
async function keep({ now }: Pick<PartnerDeps, 'now'>, tx: Tx, about: readonly About[], { kind, because }: Suspicion) {
  const [raised, text] = [new Date(now()), JSON.stringify(because)]
  await tx
    .tables<PartnerTables>()
    .insertInto('acquisition_partner_flag')
    .values(
      about.map((one) => ({
        ...{ ...one, kind, because: text as never, raised_at: raised },
        ...{ decided_by: null, decided_at: null, reason: null },
      })),
    )
    .onConflict((on) => on.doNothing())
    .execute()
}
