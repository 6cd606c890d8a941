import { randomUUID } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { type ClickHouseClient, createClient } from '@clickhouse/client'
import { createChdbConnection } from 'chdb/connection'
import type { z } from 'zod'
import { createLane, type LaneState, ReportCancelled, type ReportOptions, ReportTooHeavy } from './lane.ts'
import { clientPool, oneClient } from './pool.ts'

/** A query is a value with a name: SQL text with server-side parameters (`{from:DateTime64(3)}`), never concatenated. */
export interface Query<P extends z.ZodType, R extends z.ZodType> {
  readonly name: string
  readonly sql: string
  readonly params: P
  readonly row: R
}

/** The analytical store: chDB in this process, or a ClickHouse server; the same SQL on both. */
export interface Olap {
  readonly engine: 'chdb' | 'clickhouse'
  query<P extends z.ZodType, R extends z.ZodType>(query: Query<P, R>, params: z.input<P>): Promise<z.output<R>[]>
  /**
   * As `query`, for what may take long: on connections of its own with limits, in a queue, ended when the reader goes.
   * @throws ReportsBusy, ReportTooHeavy, ReportCancelled
   */
  report<P extends z.ZodType, R extends z.ZodType>(
    query: Query<P, R>,
    params: z.input<P>,
    options?: ReportOptions,
  ): Promise<z.output<R>[]>
  /** How many reports run and wait, and the place of the one with this ticket. */
  reports(ticket?: string): LaneState
  /** Inserts rows as JSONEachRow; returns when they are stored. */
  insert(table: string, rows: readonly object[]): Promise<void>
  /** Inserts text that already is JSONEachRow (hot path: the caller has built the lines). */
  insertLines(table: string, lines: string): Promise<void>
  command(sql: string): Promise<void>
  /** A statement that answers no rows, such as `insert into … select`, with parameters as a query has them. */
  run(statement: { readonly name: string; readonly sql: string }, params: Record<string, unknown>): Promise<void>
  /** Raw bytes of a query whose text ends with its FORMAT. */
  bytes(sql: string): Promise<Buffer>
  /** Text of a query that somebody else has written; it can read, in the database `siyu_reading`, and has limits. */
  read(sql: string): Promise<string>
  close(): Promise<void>
}

export type OlapOptions = { path: string; connections?: number } | { url: string; connections?: number }

const settings = {
  output_format_json_quote_64bit_integers: 1,
  // Siyu coalesces by itself; an answered insert must be stored.
  async_insert: 0,
  date_time_input_format: 'best_effort',
  // A property "2024-01-05" is the sender's text: as a guessed date its wording would be lost.
  input_format_try_infer_dates: 0,
  input_format_try_infer_datetimes: 0,
} as const

/** Opens a small pool: a chDB connection runs one query at a time, so reports must not wait behind each other. */
export function openOlap(options: OlapOptions): Olap {
  const embedded = 'path' in options
  const create = (more: object = {}) =>
    embedded
      ? createClient({ connection: chdbConnection(options.path), clickhouse_settings: { ...settings, ...more } })
      : createClient({
          url: options.url,
          clickhouse_settings: { ...settings, async_insert: 1, wait_for_async_insert: 1, ...more },
        })
  const pool = clientPool(() => create(), options.connections ?? 4)
  const reports = reportLane(
    () => create(reportSettings),
    embedded ? Math.max(1, availableParallelism() >> 2) : 4,
    (sql) => pool.use(async (client) => void (await client.command({ query: sql }))),
  )
  // One question at a time: theirs must not take the machine from the reports.
  const reader = oneClient(() => readerOf(options))
  return {
    engine: embedded ? 'chdb' : 'clickhouse',
    query: (query, params) => pool.use((client) => runQuery(client, query, params)),
    report: reports.run,
    reports: reports.state,
    insert: (table, rows) => (rows.length === 0 ? done : pool.use((client) => insertRows(client, table, rows))),
    insertLines: (table, lines) => pool.use((client) => insertText(client, table, lines)),
    command: (sql) => pool.use(async (client) => void (await client.command({ query: sql }))),
    run: (statement, params) => pool.use((client) => runStatement(client, statement, params)),
    bytes: (sql) => pool.use((client) => readBytes(client, sql)),
    read: (sql) => reader.use(async (client) => (await readBytes(client, sql)).toString('utf8')),
    async close() {
      await reader.close()
      await reports.close()
      await pool.close()
    },
  }
}

// Half of the cores, one of two: what comes in and what others look at must not wait for a report.
const reportSettings = {
  max_threads: Math.max(1, availableParallelism() >> 1),
  max_execution_time: 120,
  max_memory_usage: '4000000000',
  max_bytes_before_external_group_by: '1500000000',
} as const

const mostWaiting = 20

function reportLane(create: () => ClickHouseClient, width: number, command: (sql: string) => Promise<void>) {
  const lane = createLane(width, mostWaiting)
  const clients = clientPool(create, width)
  const run: Olap['report'] = (query, params, options = {}) =>
    lane.run(options, () =>
      clients.use(async (client) => {
        // The store knows a running query by its text alone: by this mark it is found, from another connection.
        const mark = `siyu report ${randomUUID()}`
        const kill = () => void command(`kill query where startsWith(query, '/* ${mark}') async`).catch(() => undefined)
        let again: NodeJS.Timeout | undefined
        const end = () => {
          kill()
          // A query that is just being sent is not known yet: it is looked for until it is gone.
          again = setInterval(kill, 250)
        }
        options.signal?.addEventListener('abort', end, { once: true })
        try {
          return await runQuery(client, { ...query, sql: `/* ${mark} */ ${query.sql}` }, params)
        } catch (error) {
          if (options.signal?.aborted) throw new ReportCancelled()
          throw tooHeavy(error) ?? error
        } finally {
          clearInterval(again)
          options.signal?.removeEventListener('abort', end)
        }
      }),
    )
  return { run, state: lane.state, close: clients.close }
}

/** What the store says where it has ended a report at a limit; null for every other failure. */
function tooHeavy(error: unknown): ReportTooHeavy | null {
  const text = error instanceof Error ? error.message : ''
  return /TIMEOUT_EXCEEDED|MEMORY_LIMIT_EXCEEDED|timeout exceeded|memory limit/i.test(text)
    ? new ReportTooHeavy(text)
    : null
}

const readerSettings = {
  max_execution_time: 30,
  max_threads: 1,
  max_memory_usage: '2000000000',
  max_result_bytes: '100000000',
  output_format_json_quote_64bit_integers: 1,
  output_format_json_quote_denormals: 1,
} as const

/** A client that cannot write, nor reach a file or an address by a table function; its settings cannot be changed. */
async function readerOf(options: OlapOptions): Promise<ClickHouseClient> {
  if (!('path' in options))
    return createClient({
      url: options.url,
      database: 'siyu_reading',
      clickhouse_settings: { ...readerSettings, readonly: '1' },
    })
  const client = createClient({ connection: chdbConnection(options.path) })
  await client.command({ query: 'use siyu_reading' })
  // A setting of chDB stays for the connection; after the last one none can be set any more.
  await client.command({ query: 'select 1', clickhouse_settings: { ...readerSettings, readonly: '1' } })
  return client
}

// Both packages bundle the same interface with a private field each, so TypeScript takes them for strangers.
type ClientConnection = NonNullable<NonNullable<Parameters<typeof createClient>[0]>['connection']>
function chdbConnection(path: string): ClientConnection {
  const connection: object = createChdbConnection({ path })
  return connection as ClientConnection
}

const done = Promise.resolve()

async function runQuery<P extends z.ZodType, R extends z.ZodType>(
  client: ClickHouseClient,
  query: Query<P, R>,
  params: z.input<P>,
): Promise<z.output<R>[]> {
  const bound = query.params.parse(params) as Record<string, unknown>
  const answer = await client
    .query({ query: query.sql, query_params: bound, format: 'JSONEachRow' })
    .catch((cause: unknown) => asFailed(query.name, cause))
  const rows: unknown[] = await answer.json()
  return rows.map((row) => query.row.parse(row))
}

function asFailed(name: string, cause: unknown): never {
  throw new Error(`query ${name} failed: ${cause instanceof Error ? cause.message : cause}`, { cause })
}

async function runStatement(
  client: ClickHouseClient,
  { name, sql }: { name: string; sql: string },
  params: Record<string, unknown>,
) {
  await client.command({ query: sql, query_params: params }).catch((cause: unknown) => asFailed(name, cause))
}

async function insertRows(client: ClickHouseClient, table: string, rows: readonly object[]) {
  await client.insert({ table, values: rows, format: 'JSONEachRow' })
}

async function insertText(client: ClickHouseClient, table: string, lines: string) {
  await client.command({
    query: `insert into ${table} format JSONEachRow
${lines}`,
  })
}

async function readBytes(client: ClickHouseClient, sql: string): Promise<Buffer> {
  const { stream } = await client.exec({ query: sql })
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}
