import { type CohortCost, type Newcomers, type Reading, type Sums, sumUp } from './sums.ts'
import { type Channel, treeRows } from './tree.ts'

/** What belongs to one channel itself; null = to none that is known. */
export interface OfChannel<T> {
  readonly channel: string | null
  readonly of: T
}

/** With the visitors of its tagged links. */
export interface Total extends Sums {
  readonly clicks: number
}

export interface ReportLine extends Total {
  /**
   * `channel` = with all below it; `own` = what a channel with others below it has by itself; `unknown` = what belongs to
   * no channel. The lines at the top and `unknown` add up to the total.
   */
  readonly kind: 'channel' | 'own' | 'unknown'
  readonly channel: string | null
  readonly parent: string | null
  readonly name: string
  readonly level: number
  readonly archived: boolean
  /** When somebody came last by it or by one below it, whenever that was; epoch ms. */
  readonly lastAt: number | null
  /** People came by it before, or it costs something, and nobody has come for a week. */
  readonly quiet: boolean
}

export interface ReportOf {
  readonly cohorts: readonly OfChannel<Newcomers>[]
  readonly costs: readonly OfChannel<CohortCost>[]
  /** Visitors of links that are marked as a channel's. */
  readonly clicks: readonly OfChannel<number>[]
  /** When somebody came last, by channel. */
  readonly last: readonly OfChannel<number>[]
}

const weekMs = 7 * 86_400_000

/** Each channel with what is below it, in the order of the tree, and everything in one line. */
export function reportOf(
  channels: readonly Channel[],
  of: ReportOf,
  reading: Reading,
): { items: ReportLine[]; total: Total } {
  const line = liner(of, reading)
  const below = Map.groupBy(channels, ({ parent }) => parent)
  const all = (id: string): string[] => [id, ...(below.get(id) ?? []).flatMap((child) => all(child.id))]
  const items = treeRows(channels).flatMap(({ channel, level }): ReportLine[] => {
    const { id, parent, name, archived } = channel
    const found = line(all(id))
    const whole = { ...found, quiet: found.quiet && !archived, kind: 'channel' as const, channel: id }
    // What is put away and has nothing to show is not shown.
    if (archived && isEmpty(whole)) return []
    const named = [{ ...whole, parent, name, level, archived }]
    const own = line([id])
    if (!below.has(id) || isEmpty(own)) return named
    return [...named, { ...own, kind: 'own', channel: id, parent: id, name, level: level + 1, archived, quiet: false }]
  })
  const rest = line([null])
  const nowhere = { channel: null, parent: null, name: '', level: 1, archived: false, quiet: false }
  const unknown: ReportLine[] = isEmpty(rest) ? [] : [{ ...rest, ...nowhere, kind: 'unknown' }]
  const total = { ...totalOf(of.cohorts, of.costs, reading), clicks: of.clicks.reduce((sum, one) => sum + one.of, 0) }
  return { items: [...items, ...unknown], total }
}

/** Makes the line of some channels, null = of none. */
function liner({ cohorts, costs, clicks, last }: ReportOf, reading: Reading) {
  const at = { cohorts: group(cohorts), costs: group(costs), clicks: group(clicks), last: group(last) }
  return (ids: readonly (string | null)[]) => {
    const sums = sumUp(
      ids.flatMap((id) => at.cohorts.get(id) ?? []),
      ids.flatMap((id) => at.costs.get(id) ?? []),
      reading,
    )
    const times = ids.flatMap((id) => at.last.get(id) ?? [])
    const lastAt = times.length === 0 ? null : Math.max(...times)
    const quiet = lastAt === null ? sums.cost > 0 : lastAt <= reading.now - weekMs
    const seen = ids.flatMap((id) => at.clicks.get(id) ?? []).reduce((sum, one) => sum + one, 0)
    return { ...sums, clicks: seen, lastAt, quiet }
  }
}

const totalOf = (
  cohorts: readonly OfChannel<Newcomers>[],
  costs: readonly OfChannel<CohortCost>[],
  reading: Reading,
): Sums =>
  sumUp(
    cohorts.map(({ of }) => of),
    costs.map(({ of }) => of),
    reading,
  )

const group = <T>(list: readonly OfChannel<T>[]): ReadonlyMap<string | null, T[]> =>
  new Map([...Map.groupBy(list, ({ channel }) => channel)].map(([id, found]) => [id, found.map(({ of }) => of)]))

const isEmpty = ({ people, cost, value, clicks }: Total) => people === 0 && cost === 0 && value === 0 && clicks === 0
