import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { audit } from '#platform/audit'
import { refuse } from '#platform/http/problem'
import { type CostLine, isRange, readChannelCosts } from '../../core/channels/costs.ts'
import { channelProblems } from '../../core/channels/refusals.ts'
import { finder } from './find.ts'
import { channelRows, type TreeDeps } from './tree.ts'

interface Shown {
  readonly id: string
  readonly channel: string
  readonly from: string
  readonly to: string
  readonly amount: number
  readonly note: string
  readonly by: string
  readonly at: string
}

interface Wanted {
  readonly cursor?: string | undefined
  readonly limit: number
  readonly channel?: string | undefined
}

interface CostShownRow extends Omit<Shown, 'at'> {
  readonly at: Date
}

const columns = sql`id::text, channel::text, first_day::text as "from", last_day::text as "to", amount::float as amount,
  note, made_by as by, made_at as at`

const shown = ({ at, ...row }: CostShownRow): Shown => ({ ...row, at: at.toISOString() })

export async function listCosts({ postgres }: TreeDeps, { cursor, limit, channel }: Wanted) {
  const { rows } = await sql<CostShownRow>`
    select ${columns} from acquisition_channel_cost where gone_at is null
      and (${cursor ?? null}::bigint is null or id < ${cursor ?? null}::bigint)
      and (${channel ?? null}::bigint is null or channel = ${channel ?? null}::bigint)
    order by id desc limit ${limit + 1}`.execute(postgres.tables())
  const items = rows.slice(0, limit).map(shown)
  const last = items.at(-1)
  return rows.length > limit && last ? { items, next: last.id } : { items }
}

export async function addCost(deps: TreeDeps, given: CostLine, by: string): Promise<Shown> {
  if (!isRange(given.from, given.to)) refuse(channelProblems, 'wrong-days')
  const rows = await channelRows(deps)
  if (!rows.some(({ id }) => id === given.channel)) refuse(channelProblems, 'no-such-channel')
  return deps.postgres.transaction(async (tx) => {
    const made = await sql<CostShownRow>`
      insert into acquisition_channel_cost (channel, first_day, last_day, amount, note, made_by, made_at)
      values (${given.channel}::bigint, ${given.from}::date, ${given.to}::date, ${given.amount}, ${given.note}, ${by},
        ${new Date(deps.now())}) returning ${columns}`.execute(tx.tables())
    const [row] = made.rows
    if (!row) throw new Error('a cost was not stored')
    await audit(tx, by, 'channel.cost', row.id, { channel: given.channel, amount: given.amount })
    return shown(row)
  })
}

/** Taken away, or put back. */
export async function setGone({ postgres, now }: TreeDeps, id: string, gone: boolean, by: string): Promise<Shown> {
  return postgres.transaction(async (tx) => {
    const done = await sql<CostShownRow>`
      update acquisition_channel_cost set gone_at = ${gone ? new Date(now()) : null}
      where id = ${id}::bigint and (gone_at is null) = ${gone} returning ${columns}`.execute(tx.tables())
    const row = done.rows[0] ?? refuse(channelProblems, 'no-such-cost')
    if (gone) await audit(tx, by, 'channel.costRemoved', id, { channel: row.channel })
    else await audit(tx, by, 'channel.costBack', id, { channel: row.channel })
    return shown(row)
  })
}

type Found = CostLine & { readonly line: number }

/** Costs of a table: a line that stands there already is left out, so that a table may come twice. */
export async function importCosts(deps: TreeDeps, { text, dryRun }: { text: string; dryRun: boolean }, by: string) {
  const find = finder(await channelRows(deps))
  const { rows, wrong } = readChannelCosts(text)
  const named = rows.map((row) => ({ ...row, found: find(row.channel) }))
  const known: Found[] = named.flatMap(({ found, ...row }) => (found === null ? [] : [{ ...row, channel: found }]))
  const unknown = named.flatMap(({ found, line }) => (found === null ? [{ line, why: 'unknown' as const }] : []))
  const fresh = await freshOf(deps, known)
  const key = dryRun || fresh.length === 0 ? null : randomUUID()
  if (key !== null) await keep(deps, fresh, { key, by })
  return {
    ...{ rows: known.length, created: fresh.length, there: known.length - fresh.length, import: key },
    cost: fresh.reduce((sum, { amount }) => sum + amount, 0),
    wrong: [...wrong, ...unknown].toSorted((one, other) => one.line - other.line).slice(0, 200),
  }
}

const listOf = (rows: readonly Found[]) => sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
  as t(line int, channel bigint, "from" date, "to" date, amount bigint, note text)`

async function freshOf({ postgres }: TreeDeps, rows: readonly Found[]): Promise<readonly Found[]> {
  const there = await sql<{ line: number }>`
    select distinct t.line from ${listOf(rows)} join acquisition_channel_cost c on c.channel = t.channel and c.first_day = t."from"
      and c.last_day = t."to" and c.amount = t.amount and c.note = t.note and c.gone_at is null`.execute(
    postgres.tables(),
  )
  const lines = new Set(there.rows.map(({ line }) => line))
  return rows.filter(({ line, amount }) => amount > 0 && !lines.has(line))
}

async function keep({ postgres, now }: TreeDeps, rows: readonly Found[], { key, by }: { key: string; by: string }) {
  await postgres.transaction(async (tx) => {
    await sql`
      insert into acquisition_channel_cost (channel, first_day, last_day, amount, note, import, made_by, made_at)
      select t.channel, t."from", t."to", t.amount, t.note, ${key}, ${by}, ${new Date(now())} from ${listOf(rows)}`.execute(
      tx.tables(),
    )
    await audit(tx, by, 'channel.costs', key, { rows: rows.length })
  })
}

export async function undoImport({ postgres, now }: TreeDeps, key: string, by: string): Promise<number> {
  return postgres.transaction(async (tx) => {
    const done = await sql`update acquisition_channel_cost set gone_at = ${new Date(now())}
      where import = ${key} and gone_at is null returning id`.execute(tx.tables())
    if (done.rows.length === 0) refuse(channelProblems, 'no-such-cost')
    await audit(tx, by, 'channel.costsUndone', key, { rows: done.rows.length })
    return done.rows.length
  })
}
