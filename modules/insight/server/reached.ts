import type { Olap } from '#platform/clickhouse/olap'
import { countsOf } from '../core/board.ts'
import type { Range } from '../core/range.ts'
import { daily } from './daily.ts'
import { tally } from './gmv.ts'
import { stock } from './pool.ts'
import { personSliceTallies, series } from './slices.ts'

interface Deps {
  olap: Olap
  settings(): Promise<{ zone: string; assistedDays: number }>
  now(): number
}

const day = 86_400_000
const usual = { scope: 'private', horizonDays: null } as const

/** What was reached, for those who compare it with a plan: as the board counts it (period view, direct + assisted). */
export function reachedOf({ olap, settings, now }: Deps) {
  const zone = async () => (await settings()).zone
  const tallied = async (range: Range) =>
    tally(olap, { view: 'period', ...usual, ...range }, (await settings()).assistedDays)
  return {
    zone,
    async counts(range: Range) {
      const found = await tallied(range)
      const { direct, assisted } = found.parts
      return { ...countsOf(found), direct, assisted, unlinked: found.lines.unlinked.amount }
    },
    /** The days of the range until today; of a longer one than a year the last 368. */
    async days({ from, to }: Range) {
      const { assistedDays } = await settings()
      const last = Math.min(now(), to - 1)
      if (last < from) return []
      const count = Math.min(368, Math.floor((last - from) / day) + 2)
      const { days } = await daily({ olap, zone: await zone(), assistedDays, now: last }, count)
      return days.filter(({ start }) => start >= from)
    },
    /** Who entered in the range by themselves, by source. */
    async cameBy(range: Range) {
      const of = { view: 'cohort', ...usual, ...range } as const
      const found = await personSliceTallies(olap, 'source', of, (await settings()).assistedDays)
      return [...found].map(([key, { people, invited }]) => ({ key, self: people - invited }))
    },
    async earnedBy(range: Range) {
      const of = { view: 'period', ...usual, ...range } as const
      const found = await personSliceTallies(olap, 'owner', of, (await settings()).assistedDays)
      return [...found].map(([key, { lines }]) => ({ key, gmv: lines.counted.amount }))
    },
    stock: (range: Range) => stock(olap, range),
    buyers: (slots: readonly Slot[]) => buyersOf({ olap, settings }, slots),
  }
}

type Slot = { start: number; end: number }

/** Buyers of each slot, in one pass; the slots follow each other. */
async function buyersOf({ olap, settings }: Pick<Deps, 'olap' | 'settings'>, slots: readonly Slot[]) {
  const [from, to] = [slots[0]?.start ?? 0, slots.at(-1)?.end ?? 0]
  const { assistedDays } = await settings()
  const starts = slots.map(({ start }) => start)
  const rows = await series(olap, { view: 'period', ...usual, from, to }, assistedDays, starts)
  const found = new Map(rows.map(({ start, buyers }) => [start, buyers]))
  return starts.map((start) => found.get(start) ?? 0)
}
