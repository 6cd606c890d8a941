import { z } from 'zod'
import { settingsOf } from '#platform/settings'
import { type OfChannel, reportOf } from '../../core/channels/report.ts'
import { type Newcomers, sumUp } from '../../core/channels/sums.ts'
import { within } from '../../core/channels/tree.ts'
import { linkVisitors } from './clicked.ts'
import type { ChannelDeps } from './deps.ts'
import { costsOf, lastMarked, markedAdds, oneOf, readTree, type Slot, slotsOf } from './read.ts'

const settingsSchema = z.object({ margin: z.number().int().min(1).max(10_000).nullable().default(null) })

export const channelSettings = ({ postgres, now }: ChannelDeps) =>
  settingsOf(postgres, 'acquisition.channels', settingsSchema, now)

interface Range {
  readonly from: string
  readonly to: string
}

/** What the cohorts of these days brought and cost, by channel. */
async function gather(deps: ChannelDeps, range: Range, unit?: 'day' | 'week' | 'month') {
  const { whole, slots } = await slotsOf(deps, range, unit)
  const { channels, read } = await readTree(deps)
  const { marked, leftOut } = await markedAdds(deps, read, whole)
  const question = { from: whole.start, to: whole.end, starts: slots.map(({ start }) => start), marked }
  const came = await deps.came.cohorts(question)
  const cohorts: OfChannel<Newcomers>[] = came.map(({ name, ...of }) => ({ channel: read.byName(name), of }))
  const costs = await costsOf(deps, read, whole, slots)
  return { whole, slots, channels, read, cohorts, costs, leftOut }
}

export async function answerReport(deps: ChannelDeps, range: Range) {
  const { channels, read, cohorts, costs, whole, leftOut } = await gather(deps, range)
  const { margin } = await channelSettings(deps).read()
  const seen = await deps.came.names()
  const last = seen.flatMap(({ name, last: at }) => (at === null ? [] : [{ channel: read.byName(name), of: at }]))
  const all = [...last, ...(await lastMarked(deps, read))]
  const reading = { end: whole.end, now: deps.now(), margin }
  const clicks = await linkVisitors(deps, read, whole)
  const { items, total } = reportOf(channels, { cohorts, costs, clicks, last: all }, reading)
  return {
    items: items.map(({ lastAt, ...line }) => ({
      ...line,
      lastAt: lastAt === null ? null : new Date(lastAt).toISOString(),
    })),
    ...{ total, margin, marksLeftOut: leftOut },
  }
}

type CohortsAsked = Range & { readonly unit: 'day' | 'week' | 'month'; readonly channel?: string | undefined }

export async function answerCohorts(deps: ChannelDeps, { unit, channel, ...range }: CohortsAsked) {
  const { channels, cohorts, costs, slots, whole } = await gather(deps, range, unit)
  const { margin } = await channelSettings(deps).read()
  const wanted = channel === undefined ? null : within(channels, oneOf(channels, channel))
  const mine = <T>(list: readonly OfChannel<T>[]) =>
    list.flatMap(({ channel: id, of }) => (wanted === null || (id !== null && wanted.has(id)) ? [of] : []))
  const [people, spent] = [mine(cohorts), mine(costs)]
  const reading = (slot: Slot) => ({ end: slot.end, now: deps.now(), margin })
  const items = slots.map((slot) => ({
    ...{ start: new Date(slot.start).toISOString(), from: slot.from, to: slot.to },
    ...sumUp(
      people.filter(({ start }) => start === slot.start),
      spent.filter(({ start }) => start === slot.start),
      reading(slot),
    ),
  }))
  return { items, total: sumUp(people, spent, reading(whole)), margin }
}
