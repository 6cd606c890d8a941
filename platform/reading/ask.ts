import pg from 'pg'
import type { Olap } from '../clickhouse/olap.ts'
import type { Connection } from '../postgres/postgres.ts'
import { readingSchema } from './view.ts'

/** What one question answers: its columns in order, and rows of texts, numbers, truths and blanks. */
export interface Answer {
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  readonly rows: readonly (readonly Value[])[]
  /** There were more rows than asked for. */
  readonly more: boolean
}

export type Value = string | number | boolean | null

/** SQL that the store refuses: its own words, which name what is wrong. */
export class SqlRefused extends Error {}

const secondsAtMost = 30

/** Asks as a login that can only read the views, on a connection of its own: what a question sets goes with it. */
export async function askPostgres(connection: Connection, sql: string, limit: number): Promise<Answer> {
  const client = new pg.Client({
    ...connection,
    application_name: 'siyu sql',
    query_timeout: secondsAtMost * 1000 + 2000,
  })
  // A server that ends in the middle tells the running query too.
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query('begin read only')
    await client.query(`set local statement_timeout = '${secondsAtMost}s'; set local search_path = ${readingSchema}`)
    // A cursor holds a select and nothing else, and this way of asking takes one statement at a time.
    await client.query(extended(`declare asked no scroll cursor for ${sql}\n`))
    const found = await client.query<unknown[]>({ text: `fetch ${limit + 1} from asked`, rowMode: 'array' })
    const columns = found.fields.map(({ name, dataTypeID }) => ({ name, type: typeNames.get(dataTypeID) ?? 'text' }))
    const rows = found.rows.slice(0, limit).map((row) => row.map(cellOf))
    return { columns, rows, more: found.rows.length > limit }
  } catch (error) {
    if (error instanceof pg.DatabaseError || /timeout/i.test(String(error))) throw new SqlRefused(wordsOf(error))
    throw error
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** Takes one statement and refuses a second, which the simple way of asking would run too. */
const extended = (text: string): pg.QueryConfig => {
  const mode = { queryMode: 'extended' }
  return { text, ...mode }
}

const wordsOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

const typeNames = new Map(Object.entries(pg.types.builtins).map(([name, oid]) => [Number(oid), name.toLowerCase()]))

function cellOf(value: unknown): Value {
  if (value === null || value === undefined) return null
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'object') return JSON.stringify(value)
  return typeof value === 'number' || typeof value === 'boolean' ? value : String(value)
}

/** Names of functions that reach beyond the views: they read files, wait, or run what an administrator has put there. */
const beyond = /^(file|sleep|sleepeachrow|catboostevaluate|getmacro|executable|evalmlmethod|joinget|joingetornull)$/
/** Functions that stand for a table and read nothing that is stored. */
const tableFunctions = new Set(['numbers', 'zeros', 'generateseries', 'generate_series', 'values', 'view'])

/**
 * What in a question the reader may not use, by ClickHouse's own reading of it (`explain ast`); null when there is
 * nothing. The connection refuses to write and to reach outside by itself (`readonly`), yet reads every table, and files
 * through one function.
 */
function forbiddenIn(ast: string): string | null {
  const lines = ast.split('\n').map((line) => line.replace(/^"|"$/g, '').trim())
  for (const [i, line] of lines.entries()) {
    const [kind, name = ''] = line.split(' ')
    if (kind === 'TableIdentifier' && name.includes('.') && !name.startsWith(`${readingSchema}.`)) return name
    if (kind !== 'Function') continue
    const isTable = lines[i - 1]?.startsWith('TableExpression') ?? false
    if (isTable ? !tableFunctions.has(name.toLowerCase()) : beyond.test(name.toLowerCase())) return name
  }
  return null
}

/** Asks ClickHouse, and before that what the question is made of. */
export async function askOlap(olap: Olap, sql: string, limit: number): Promise<Answer> {
  const wrapped = `select * from (${sql}\n) limit ${limit + 1}`
  try {
    const forbidden = forbiddenIn(await olap.read(`explain ast ${wrapped} format TSVRaw`))
    if (forbidden !== null) throw new SqlRefused(`${forbidden} is not among the views that may be read here`)
    const answer = JSON.parse(await olap.read(`${wrapped} format JSONCompact`)) as {
      meta: { name: string; type: string }[]
      data: unknown[][]
    }
    const rows = answer.data.slice(0, limit).map((row) => row.map(cellOf))
    return { columns: answer.meta, rows, more: answer.data.length > limit }
  } catch (error) {
    throw error instanceof SqlRefused ? error : new SqlRefused(wordsOf(error))
  }
}
