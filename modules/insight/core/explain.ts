import { type Contribution, contributions } from './contributions.ts'
import type { Counts } from './factors.ts'
import { type PersonSlice, personSlices } from './slices.ts'

/** People who came the same way in every respect, with what they count for. Cells of one range add up to the whole. */
export type Cell = { readonly keys: Readonly<Record<PersonSlice, string>>; readonly counts: Counts }

/** One value of a property, on both sides of a change. */
export type Moved = {
  readonly key: string
  readonly before: Counts
  readonly after: Counts
  /** Fen: GMV after less GMV before. */
  readonly change: number
  /** Fen: `change` less what it would be if everybody had moved alike. Sums to 0 over the values. */
  readonly excess: number
  readonly contributions: Contribution[]
}

/** One level down: the property that tells most, its values, and which of them the next level looks into. */
export type Step = {
  readonly by: PersonSlice
  readonly moved: Moved[]
  /** The value that explains the direction; null where all moved much alike. */
  readonly chosen: string | null
  /** The value that stood most against it. */
  readonly against: string | null
}

/** A value that explains less than this part of the change is no cause worth looking into. */
const leastShare = 0.1
/** With fewer people than this on both sides one order more or less makes the difference: chance, not a cause. */
const leastPeople = 10

/**
 * Follows a change of GMV from the whole to whom it comes from. On each level the property is taken in which one value
 * moved furthest beyond its share (`excess`) in the direction of the change; its people are then split by the others.
 * The values of a level add up to the change of the level above, to the fen.
 */
export function explain(before: readonly Cell[], after: readonly Cell[]): Step[] {
  const steps: Step[] = []
  let [from, to] = [before, after]
  const left = new Set<PersonSlice>(personSlices)
  while (left.size > 0) {
    const found = [...left].map((by) => stepBy(by, from, to)).sort((a, b) => reachOf(b) - reachOf(a))
    const step = found.find(({ moved }) => moved.length > 1)
    if (!step) break
    steps.push(step)
    left.delete(step.by)
    if (step.chosen === null) break
    const within = (cell: Cell) => cell.keys[step.by] === step.chosen
    ;[from, to] = [from.filter(within), to.filter(within)]
  }
  return steps
}

function stepBy(by: PersonSlice, before: readonly Cell[], after: readonly Cell[]): Step {
  const [was, is] = [sumBy(by, before), sumBy(by, after)]
  const [whole, now] = [sumOf(before), sumOf(after)]
  const change = now.gmv - whole.gmv
  const keys = [...new Set([...was.keys(), ...is.keys()])].filter(
    (key) => isThere(was.get(key)) || isThere(is.get(key)),
  )
  const moved = keys.map((key): Moved => {
    const [from, to] = [was.get(key) ?? nobody, is.get(key) ?? nobody]
    const own = to.gmv - from.gmv
    // Without any money before, everybody's share is what they have now: nobody stands out.
    const share = whole.gmv === 0 ? (now.gmv === 0 ? 0 : to.gmv / now.gmv) : from.gmv / whole.gmv
    const excess = Math.round(own - share * change)
    return { key, before: from, after: to, change: own, excess, contributions: contributions(from, to) }
  })
  const sign = Math.sign(change)
  const sorted = moved.sort((a, b) => b.excess * sign - a.excess * sign || a.key.localeCompare(b.key))
  const first = (ones: readonly Moved[], direction: number) =>
    ones.find((one) => isCause(one, direction * leastShare * Math.abs(change)))?.key ?? null
  const [chosen, against] = sign === 0 ? [null, null] : [first(sorted, sign), first(sorted.toReversed(), -sign)]
  return { by, moved: sorted, chosen, against }
}

const isThere = (counts: Counts | undefined) => counts !== undefined && (counts.people > 0 || counts.gmv !== 0)

/** Whether a value moved at least so far beyond its share, with enough people that it is not chance. */
function isCause({ before, after, excess }: Moved, least: number): boolean {
  return Math.max(before.people, after.people) >= leastPeople && excess * Math.sign(least) >= Math.abs(least)
}

/** How far the chosen value reaches beyond its share, in fen; 0 where none is chosen. */
const reachOf = ({ moved, chosen }: Step): number =>
  Math.abs(moved.find(({ key }) => chosen !== null && key === chosen)?.excess ?? 0)

function sumBy(by: PersonSlice, cells: readonly Cell[]): Map<string, Counts> {
  const groups = Map.groupBy(cells, ({ keys }) => keys[by])
  return new Map([...groups].map(([key, mine]) => [key, sumOf(mine)]))
}

const nobody: Counts = { self: 0, people: 0, buyers: 0, orders: 0, gmv: 0 }

/** What these cells count for together. */
export function sumOf(cells: readonly Cell[]): Counts {
  const sum = { ...nobody }
  for (const { counts } of cells)
    for (const name of ['self', 'people', 'buyers', 'orders', 'gmv'] as const) sum[name] += counts[name]
  return sum
}
