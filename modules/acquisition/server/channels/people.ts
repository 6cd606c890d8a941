import { refuse } from '#platform/http/problem'
import { invitedName, unknownName } from '../../core/channels/recognise.ts'
import { channelProblems } from '../../core/channels/refusals.ts'
import { type Channel, within } from '../../core/channels/tree.ts'
import type { CameSet } from '../../index.ts'
import type { ChannelDeps } from './deps.ts'
import { markedAdds, oneOf, readTree, slotsOf } from './read.ts'

interface Behind {
  readonly from: string
  readonly to: string
  readonly channel?: string | undefined
  readonly of: 'all' | 'own' | 'unknown'
  readonly set: CameSet
  readonly source?: string | undefined
}

/** Whom a number stands for, as the house of reports is asked. */
async function questionOf(deps: ChannelDeps, asked: Behind) {
  const { whole, slots } = await slotsOf(deps, asked)
  const { channels, read } = await readTree(deps)
  const marked = asked.source === undefined ? (await markedAdds(deps, read, whole)).marked : []
  const seen = [...(await deps.came.names()), ...marked, { name: invitedName }, { name: unknownName }]
  const isWanted = wantedBy(channels, asked)
  const every = asked.source === undefined ? seen.map(({ name }) => name) : [asked.source]
  const names = [...new Set(every)].filter((name) => isWanted(read.byName(name)))
  const range = { from: whole.start, to: whole.end, starts: slots.map(({ start }) => start) }
  return { read, question: { ...range, marked, names, set: asked.set } }
}

/** Who stands behind a number, the latest first. */
export async function answerPeople(
  deps: ChannelDeps,
  { cursor, limit, ...asked }: Behind & { readonly cursor?: string | undefined; readonly limit: number },
) {
  const { read, question } = await questionOf(deps, asked)
  const offset = Number(cursor ?? 0)
  const rows = await deps.came.people({ ...question, offset, limit: limit + 1 })
  const called = await deps.calledOf(rows.map(({ person }) => person))
  const items = rows.slice(0, limit).map(({ at, ...row }) => ({
    ...{ ...row, at: new Date(at).toISOString(), called: called.get(row.person) ?? null },
    channel: read.byName(row.name),
  }))
  return rows.length > limit ? { items, next: String(offset + limit) } : { items }
}

const mostKept = 100_000

/** They as a segment; it stays as they were. */
export async function keepPeople(
  deps: ChannelDeps,
  { name, ...asked }: Behind & { readonly name: string },
  by: string,
) {
  const { question } = await questionOf(deps, asked)
  const rows = await deps.came.people({ ...question, offset: 0, limit: mostKept + 1 })
  if (rows.length === 0) refuse(channelProblems, 'nobody-there')
  if (rows.length > mostKept) refuse(channelProblems, 'too-many-people')
  const people = rows.map(({ person }) => person)
  return { id: await deps.keepList(name, people, by), people: people.length }
}

/** Whether somebody of this channel, null = of none, belongs to what was asked for. */
function wantedBy(channels: readonly Channel[], { channel, of }: Behind): (id: string | null) => boolean {
  if (of === 'unknown') return (id) => id === null
  if (channel === undefined) return () => true
  const found = oneOf(channels, channel)
  const wanted = of === 'own' ? new Set([found]) : within(channels, found)
  return (id) => id !== null && wanted.has(id)
}
