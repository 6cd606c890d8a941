import { cardStages, type Reached } from '../../core/cardFunnel.ts'
import type { CardDeps } from './deps.ts'
import { worthShown } from './read.ts'
import type { CardTables } from './tables.ts'
import { type Worth, worthOf } from './worth.ts'

/** What became of the cards of each design, over all its batches; the best at bringing people in first. */
export async function reportOf(deps: CardDeps) {
  const db = deps.postgres.tables<CardTables>()
  const designs = await db
    .selectFrom('acquisition_card_design')
    .select(['id', 'name', 'form'])
    .orderBy('id', 'desc')
    .limit(200)
    .execute()
  const batches = await db.selectFrom('acquisition_card_batch').selectAll().execute()
  const worths = await worthOf(deps, batches)
  const rows = designs.flatMap(({ id, name, form }) => {
    const own = batches.filter(({ design }) => design === id)
    if (own.length === 0) return []
    const worth = sumOf(own.flatMap((batch) => worths.get(batch.id) ?? []))
    return [{ design: id, name, form, batches: own.length, ...worthShown(worth) }]
  })
  return rows.toSorted((a, b) => b.reached.added - a.reached.added)
}

function sumOf(worths: readonly Worth[]): Worth {
  const total = (value: (one: Worth) => number) => worths.reduce((sum, one) => sum + value(one), 0)
  const reached = Object.fromEntries(cardStages.map((stage) => [stage, total((one) => one.reached[stage])])) as Record<
    keyof Reached,
    number
  >
  return {
    ...{ reached, left: total(({ left }) => left), revenue: total(({ revenue }) => revenue) },
    ...{ cost: total(({ cost }) => cost), recent: total(({ recent }) => recent), since: null },
  }
}
