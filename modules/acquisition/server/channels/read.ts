import { sql } from 'kysely'
import { dateText, startOf, type TimeUnit, units } from '#kit/time'
import { refuse } from '#platform/http/problem'
import { costWithin } from '../../core/channels/costs.ts'
import { marksOf, nameOfChannel, type Recogniser, recogniser } from '../../core/channels/recognise.ts'
import { channelProblems } from '../../core/channels/refusals.ts'
import type { OfChannel } from '../../core/channels/report.ts'
import type { CohortCost } from '../../core/channels/sums.ts'
import type { MarkedAdd } from '../../index.ts'
import type { ChannelDeps } from './deps.ts'
import { knownCosts } from './known.ts'
import { channelOf, channelRows } from './tree.ts'

/** Visits with marks that are looked at in one report. */
const mostMarked = 100_000

/** Channels, and what reads names and marks as channels. */
export async function readTree(deps: ChannelDeps) {
  const channels = (await channelRows(deps)).map(channelOf)
  return { channels, read: recogniser(channels) }
}

/** The number of a channel that is there. */
export const oneOf = (channels: readonly { readonly id: string }[], id: string): string =>
  channels.some((channel) => channel.id === id) ? id : refuse(channelProblems, 'no-such-channel')

export interface Slot {
  /** Epoch ms. */
  readonly start: number
  readonly end: number
  /** First day, and the day after the last, in the zone of the workspace. */
  readonly from: string
  readonly to: string
}

const longest = { day: 366, week: 3 * 53, month: 120 } as const

/** Days `[from, to)` of the workspace's zone, in cohorts; the whole as one when there is no unit. */
export async function slotsOf(deps: ChannelDeps, given: { from: string; to: string }, unit?: 'day' | 'week' | 'month') {
  const zone = await deps.zone()
  const [from, to] = [given.from, given.to].map((day) => startOf('day', localNoon(day, zone), zone)) as [number, number]
  if (!(from < to)) refuse(channelProblems, 'wrong-days')
  const whole: Slot = { start: from, end: to, from: given.from, to: given.to }
  if (unit === undefined) return { whole, slots: [whole] }
  const found = units(from, to, unit as TimeUnit, zone)
  if (found.length > longest[unit]) refuse(channelProblems, 'range-too-long')
  const slots = found.map(({ start, end }): Slot => {
    const [first, last] = [Math.max(start, from), Math.min(end, to)]
    return { start: first, end: last, from: dateText(first, zone), to: dateText(last, zone) }
  })
  return { whole, slots }
}

/** A moment in the middle of a day of the zone: zones are within 14 hours of UTC. */
function localNoon(day: string, zone: string): number {
  const noon = Date.parse(`${day}T12:00:00Z`)
  const found = [noon, noon - 12 * 3_600_000, noon + 12 * 3_600_000].find((at) => dateText(at, zone) === day)
  return found ?? refuse(channelProblems, 'wrong-days')
}

interface MarkedRow {
  readonly adder: string
  readonly at: Date
  readonly marks: Readonly<Record<string, string>>
}

/** Who was added in these days by a page that was opened with marks which a channel is known by. */
export async function markedAdds({ postgres }: ChannelDeps, read: Recogniser, { start, end }: Slot) {
  const { rows } = await sql<MarkedRow>`
    select adder::text as adder, added_at as at, marks from acquisition_visit
    where added_at >= ${new Date(start - 3_600_000)} and added_at < ${new Date(end + 3_600_000)} and adder is not null
      and marks <> '{}' order by added_at desc limit ${mostMarked + 1}`.execute(postgres.tables())
  const marked = rows.slice(0, mostMarked).flatMap(({ adder, at, marks }): MarkedAdd[] => {
    const channel = read.byMarks(marksOf(marks))
    return channel === null ? [] : [{ person: adder, at: at.getTime(), name: nameOfChannel(channel) }]
  })
  return { marked, leftOut: Math.max(0, rows.length - mostMarked) }
}

/** When somebody was added last by marks, by channel. */
export async function lastMarked({ postgres }: ChannelDeps, read: Recogniser): Promise<OfChannel<number>[]> {
  const { rows } = await sql<MarkedRow>`
    select marks, max(added_at) as at from acquisition_visit where added_at is not null and marks <> '{}'
    group by marks order by 2 desc limit 5000`.execute(postgres.tables())
  return rows.flatMap(({ marks, at }) => {
    const channel = read.byMarks(marksOf(marks))
    return channel === null ? [] : [{ channel, of: at.getTime() }]
  })
}

interface HandRow {
  readonly channel: string
  readonly from: string
  readonly to: string
  readonly amount: number
}

/** What falls on the days of the cohorts, by channel: entered by hand, and known from the books. */
export async function costsOf(deps: ChannelDeps, read: Recogniser, whole: Slot, slots: readonly Slot[]) {
  const { rows: entered } = await sql<HandRow>`
    select channel::text, first_day::text as "from", last_day::text as "to", amount::float as amount
    from acquisition_channel_cost
    where gone_at is null and first_day < ${whole.to}::date and last_day >= ${whole.from}::date`.execute(
    deps.postgres.tables(),
  )
  const found: OfChannel<CohortCost>[] = []
  for (const { channel, ...range } of entered)
    for (const { start, from, to } of slots) {
      const amount = costWithin(range, from, to)
      if (amount !== 0) found.push({ channel, of: { start, origin: 'hand', amount } })
    }
  for (const { name, day, origin, amount } of await knownCosts(deps, whole.from, whole.to)) {
    const slot = slots.find(({ from, to }) => from <= day && day < to)
    if (slot) found.push({ channel: read.byName(name), of: { start: slot.start, origin, amount } })
  }
  return found
}
