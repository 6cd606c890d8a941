import { sql } from 'kysely'
import { audit } from '#platform/audit'
import { refuse } from '#platform/http/problem'
import type { Postgres, Tx } from '#platform/postgres/postgres'
import { type Shipped, shippedTree } from '../../core/channels/defaults.ts'
import { plainName } from '../../core/channels/recognise.ts'
import { channelProblems } from '../../core/channels/refusals.ts'
import { type Channel, placeRefusal, treeRows } from '../../core/channels/tree.ts'
import type { ChannelRow, ChannelState, ChannelTables } from './tables.ts'

export interface TreeDeps {
  readonly postgres: Postgres
  now(): number
}

/** All channels, those of a parent in their order; a company that has none begins with the tree that ships. */
export async function channelRows(deps: TreeDeps): Promise<readonly ChannelRow[]> {
  const rows = await rowsOf(deps.postgres.tables<ChannelTables>())
  if (rows.length > 0) return rows
  return deps.postgres.transaction(async (tx) => {
    await lock(tx)
    if ((await rowsOf(tx.tables<ChannelTables>())).length === 0) await ship(tx, null, shippedTree, new Date(deps.now()))
    return rowsOf(tx.tables<ChannelTables>())
  })
}

type Db = ReturnType<typeof tablesOf>
const tablesOf = (tx: Tx) => tx.tables<ChannelTables>()

const rowsOf = (db: Db) => db.selectFrom('acquisition_channel').selectAll().orderBy('position').orderBy('id').execute()

/** One change of the tree at a time: whether it fits depends on all of it. */
const lock = (tx: Tx) =>
  sql`select pg_advisory_xact_lock(hashtextextended('acquisition channels', 0))`.execute(tx.tables())

async function ship(tx: Tx, parent: string | null, list: readonly Shipped[], at: Date) {
  for (const [position, { name, names = [], utm = [], below = [] }] of list.entries()) {
    const { id } = await tablesOf(tx)
      .insertInto('acquisition_channel')
      .values({
        ...columnsOf({ parent, name, names, utm, position, archived: false }, at),
        ...{ created_by: 'system', created_at: at },
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await ship(tx, id, below, at)
  }
}

const columnsOf = ({ names, utm, archived, ...state }: ChannelState, at: Date) => ({
  ...{ ...state, names: JSON.stringify(names) as never, utm: JSON.stringify(utm) as never },
  ...{ archived_at: archived ? at : null, changed_at: at },
})

const stateOf = ({ parent, name, names, utm, position, archived_at }: ChannelRow): ChannelState => ({
  ...{ parent, name, names, utm, position, archived: archived_at !== null },
})

export const channelOf = (row: ChannelRow): Channel => ({ id: row.id, ...stateOf(row) })

/** The tree as the API shows it. */
export function shownTree(rows: readonly ChannelRow[]) {
  return treeRows(rows).map(({ channel: row, level }) => ({
    ...{
      id: row.id,
      parent: row.parent,
      name: row.name,
      names: [...row.names],
      utm: row.utm.map((one) => ({ ...one })),
    },
    ...{
      level,
      archived: row.archived_at !== null,
      createdBy: row.created_by,
      createdAt: row.created_at.toISOString(),
    },
  }))
}

type Fields = Omit<ChannelState, 'position'>
export type Patch = { readonly [K in keyof Fields]?: Fields[K] | undefined } & {
  readonly before?: string | null | undefined
}

/** @param id null = a new one */
export async function changeChannel(deps: TreeDeps, id: string | null, patch: Patch, by: string) {
  await channelRows(deps)
  return deps.postgres.transaction(async (tx) => {
    await lock(tx)
    const rows = await rowsOf(tablesOf(tx))
    const was = id === null ? null : (rows.find((row) => row.id === id) ?? refuse(channelProblems, 'no-such-channel'))
    const after = afterOf(rows, was, patch)
    judge(rows, was?.id ?? null, after)
    return keep(tx, was, after, { by, at: new Date(deps.now()) })
  })
}

const blank: ChannelState = { parent: null, name: '', names: [], utm: [], position: 0, archived: false }

function afterOf(rows: readonly ChannelRow[], was: ChannelRow | null, { before, ...patch }: Patch): ChannelState {
  const given = Object.fromEntries(
    Object.entries(patch).filter(([, value]) => value !== undefined),
  ) as Partial<ChannelState>
  const state = { ...(was ? stateOf(was) : blank), ...given }
  const names = [...new Map(state.names.map((name) => [plainName(name), name])).values()]
  const isMoved = was === null || before !== undefined || state.parent !== was.parent
  if (!isMoved) return { ...state, names }
  const others = rows.filter(({ id, parent }) => parent === state.parent && id !== was?.id)
  return { ...state, names, position: positionBefore(others, before ?? null) }
}

/** Between the one it stands before and the one before that; behind all when it stands before none. */
function positionBefore(others: readonly ChannelRow[], before: string | null): number {
  const i = before === null ? -1 : others.findIndex(({ id }) => id === before)
  const next = others[i]
  if (i < 0 || !next) return (others.at(-1)?.position ?? 0) + 1
  const previous = others[i - 1]
  return previous ? (previous.position + next.position) / 2 : next.position - 1
}

/** Refuses what the tree cannot be. */
function judge(rows: readonly ChannelRow[], id: string | null, after: ChannelState) {
  const refusal = placeRefusal(rows, id, after.parent)
  if (refusal !== null) refuse(channelProblems, refusal)
  const parent = rows.find((row) => row.id === after.parent)
  if (parent && parent.archived_at !== null && !after.archived) refuse(channelProblems, 'archived-parent')
  const others = rows.filter((row) => row.id !== id)
  const isTaken = (row: ChannelRow) => row.parent === after.parent && plainName(row.name) === plainName(after.name)
  if (others.some((row) => row.archived_at === null && !after.archived && isTaken(row)))
    refuse(channelProblems, 'channel-name-taken')
  const names = new Set(after.names.map(plainName))
  const owner = others.find((row) => row.names.some((name) => names.has(plainName(name))))
  if (owner) refuse(channelProblems, 'known-by-another', { detail: owner.name })
}

interface How {
  readonly by: string
  readonly at: Date
}

async function keep(tx: Tx, was: ChannelRow | null, after: ChannelState, { by, at }: How) {
  const db = tablesOf(tx)
  const columns = columnsOf(after, at)
  const id = was
    ? was.id
    : (
        await db
          .insertInto('acquisition_channel')
          .values({ ...columns, created_by: by, created_at: at })
          .returning('id')
          .executeTakeFirstOrThrow()
      ).id
  if (was) await db.updateTable('acquisition_channel').set(columns).where('id', '=', id).execute()
  const { id: change } = await db
    .insertInto('acquisition_channel_change')
    .values({
      ...{ channel: id, before: was ? (JSON.stringify(stateOf(was)) as never) : null },
      ...{ after: JSON.stringify(after) as never, by, at, undone_at: null },
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  if (was) await audit(tx, by, 'channel.changed', id, { name: after.name })
  else await audit(tx, by, 'channel.created', id, { name: after.name })
  return { id, change }
}

/** As it was before; not once something else has changed it, nor where another one has taken its place since. */
export async function undoChange(deps: TreeDeps, change: string, by: string) {
  await deps.postgres.transaction(async (tx) => {
    await lock(tx)
    const db = tablesOf(tx)
    const found = await db
      .selectFrom('acquisition_channel_change')
      .selectAll()
      .where('id', '=', change)
      .where('undone_at', 'is', null)
      .executeTakeFirst()
    const { channel, before, after } = found ?? refuse(channelProblems, 'no-such-change')
    const rows = await rowsOf(db)
    const row = rows.find(({ id }) => id === channel)
    if (!row || !isSame(stateOf(row), after)) return refuse(channelProblems, 'changed-since')
    // What was new stays with the costs that it may have by now, out of sight.
    const back = before ?? { ...after, archived: true }
    judge(rows, channel, back)
    const at = new Date(deps.now())
    await db.updateTable('acquisition_channel').set(columnsOf(back, at)).where('id', '=', channel).execute()
    await db.updateTable('acquisition_channel_change').set({ undone_at: at }).where('id', '=', change).execute()
    await audit(tx, by, 'channel.undone', channel, { change })
  })
}

const isSame = (one: ChannelState, other: ChannelState) => {
  const plain = ({ parent, name, names, utm, position, archived }: ChannelState) =>
    JSON.stringify([
      parent,
      name,
      names,
      utm.map((rule) => [rule.source, rule.medium, rule.campaign]),
      position,
      archived,
    ])
  return plain(one) === plain(other)
}
