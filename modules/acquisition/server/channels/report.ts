import { z } from 'zod'
import { refuse } from '#platform/http/problem'
import { settingsOf } from '#platform/settings'
import { invitedName, unknownName } from '../../core/channels/recognise.ts'
import { channelProblems } from '../../core/channels/refusals.ts'
import { type OfChannel, reportOf } from '../../core/channels/report.ts'
import { type Newcomers, sumUp } from '../../core/channels/sums.ts'
import { type Channel, within } from '../../core/channels/tree.ts'
import type { CameSet } from '../../index.ts'
import { linkVisitors } from './clicked.ts'
import type { ChannelDeps } from './deps.ts'
import { costsOf, lastMarked, markedAdds, readTree, type Slot, slotsOf } from './read.ts'

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
  const wanted = channel === undefined ? null : within(channels, one(channels, channel))
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

const one = (channels: readonly { readonly id: string }[], id: string): string =>
  channels.some((channel) => channel.id === id) ? id : refuse(channelProblems, 'no-such-channel')

type PeopleAsked = Range & {
  readonly channel?: string | undefined
  readonly of: 'all' | 'own' | 'unknown'
  readonly set: CameSet
  readonly source?: string | undefined
  readonly cursor?: string | undefined
  readonly limit: number
}

/** Who stands behind a number. */
export async function answerPeople(deps: ChannelDeps, asked: PeopleAsked) {
  const { set, cursor, limit } = asked
  const { whole, slots } = await slotsOf(deps, asked)
  const { channels, read } = await readTree(deps)
  const marked = asked.source === undefined ? (await markedAdds(deps, read, whole)).marked : []
  const seen = [...(await deps.came.names()), ...marked, { name: invitedName }, { name: unknownName }]
  const isWanted = wantedBy(channels, asked)
  const every = asked.source === undefined ? seen.map(({ name }) => name) : [asked.source]
  const names = [...new Set(every)].filter((name) => isWanted(read.byName(name)))
  const offset = Number(cursor ?? 0)
  const question = { from: whole.start, to: whole.end, starts: slots.map(({ start }) => start), marked }
  const rows = await deps.came.people({ ...question, names, set, offset, limit: limit + 1 })
  const called = await deps.calledOf(rows.map(({ person }) => person))
  const items = rows.slice(0, limit).map(({ at, ...row }) => ({
    ...{ ...row, at: new Date(at).toISOString(), called: called.get(row.person) ?? null },
    channel: read.byName(row.name),
  }))
  return rows.length > limit ? { items, next: String(offset + limit) } : { items }
}

/** Whether somebody of this channel, null = of none, belongs to what was asked for. */
function wantedBy(channels: readonly Channel[], { channel, of }: PeopleAsked): (id: string | null) => boolean {
  if (of === 'unknown') return (id) => id === null
  if (channel === undefined) return () => true
  const found = one(channels, channel)
  const wanted = of === 'own' ? new Set([found]) : within(channels, found)
  return (id) => id !== null && wanted.has(id)
}
