import { sql } from 'kysely'
import type { Reached } from '../../core/cardFunnel.ts'
import type { CardDeps } from './deps.ts'
import type { BatchRow, CardTables } from './tables.ts'

/** What became of some cards. Money in fen. */
export interface Worth {
  readonly reached: Reached
  readonly left: number
  readonly revenue: number
  readonly cost: number
  /** Inserted in the last 14 days, and when the first of these was (epoch ms). */
  readonly recent: number
  readonly since: number | null
}

interface Counts {
  batch: string
  made: number
  inserted: number
  scanned: number
  added: number
  left_again: number
  claimed: number
  recent: number
  since: Date | null
  given: string
}

/** What became of the cards of these batches, by batch. A person who came by several cards counts with the first. */
export async function worthOf(deps: CardDeps, batches: readonly BatchRow[]): Promise<ReadonlyMap<string, Worth>> {
  const ids = batches.map(({ id }) => id)
  if (ids.length === 0) return new Map()
  const counts = await countsOf(deps, ids)
  const orders = await ordersOf(deps, ids)
  return new Map(
    batches.map((batch) => {
      const one = counts.get(batch.id)
      const { ordered = 0, revenue = 0 } = orders.get(batch.id) ?? {}
      const made = one?.made ?? 0
      const inserted = Math.max(one?.inserted ?? 0, batch.inserted_estimate ?? 0)
      const { scanned = 0, added = 0, claimed = 0 } = one ?? {}
      const reached = { printed: made, delivered: batch.delivered, inserted, scanned, added, claimed, ordered }
      const cost = made * batch.card_cost + Number(one?.given ?? 0)
      const at = one?.since?.getTime() ?? null
      return [batch.id, { reached, left: one?.left_again ?? 0, revenue, cost, recent: one?.recent ?? 0, since: at }]
    }),
  )
}

async function countsOf({ postgres, now }: CardDeps, ids: readonly string[]) {
  const from = new Date(now() - 14 * 86_400_000)
  const rows = await sql<Counts>`
    select batch, count(*)::int as made, count(inserted_at)::int as inserted, count(scanned_at)::int as scanned,
      count(added_at)::int as added, count(left_at)::int as left_again, count(claimed_at)::int as claimed,
      (count(*) filter (where inserted_at > ${from}))::int as recent, min(inserted_at) filter (where inserted_at > ${from}) as since,
      (select coalesce(sum(l.cost), 0) from acquisition_claim l join acquisition_card k on k.id = l.card
        where k.batch = c.batch and l.state not in ('cancelled', 'returned')) as given
    from acquisition_card c where batch = any(${ids}::bigint[]) group by batch`.execute(postgres.tables<CardTables>())
  return new Map(rows.rows.map((row) => [row.batch, row]))
}

interface Bought {
  readonly card: string
  readonly batch: string
  /** Their first private order came after they were added. */
  readonly isFirst: boolean
  /** Fen. */
  readonly revenue: number
}

/** Who of these batches bought in the private domain after they were added, and for how much. */
async function boughtBy({ postgres, bought }: Buying, ids: readonly string[]): Promise<Bought[]> {
  const { rows } = await sql<{ id: string; batch: string; strand: string; added_at: Date }>`
    select id, batch, strand, added_at from acquisition_card
    where batch = any(${ids}::bigint[]) and strand is not null and added_at is not null order by added_at, id`.execute(
    postgres.tables<CardTables>(),
  )
  const known = await bought(rows.map(({ strand }) => strand))
  const counted = new Set<string>()
  return rows.flatMap(({ id: card, batch, strand, added_at: at }) => {
    const one = known.get(strand)
    if (!one || counted.has(one.person)) return []
    counted.add(one.person)
    const after = one.orders.filter((order) => order.at >= at.getTime())
    const revenue = after.reduce((total, { net }) => total + net, 0)
    return [{ card, batch, revenue, isFirst: one.first >= at.getTime() }]
  })
}

type Buying = Pick<CardDeps, 'postgres' | 'bought'>

async function ordersOf(deps: Buying, ids: readonly string[]) {
  const sums = new Map<string, { ordered: number; revenue: number }>()
  for (const { batch, isFirst, revenue } of await boughtBy(deps, ids)) {
    const sum = sums.get(batch) ?? { ordered: 0, revenue: 0 }
    sums.set(batch, { ordered: sum.ordered + (isFirst ? 1 : 0), revenue: sum.revenue + revenue })
  }
  return sums
}

/** Cards of a batch whose people count as having ordered. */
export const orderedCards = async (deps: Buying, batch: string): Promise<string[]> =>
  (await boughtBy(deps, [batch])).filter(({ isFirst }) => isFirst).map(({ card }) => card)
