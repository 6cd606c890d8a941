import { csvLine } from '#kit/csv'
import type { Config } from '#platform/config'
import { running } from './running.ts'

/** One question by SQL; the rows go to standard output, and whether there were more to the other one. */
export async function runSql(config: Config, sql: string, words: readonly string[]): Promise<number> {
  const control = await running(config)
  const engine = words.includes('postgres') ? 'postgres' : 'clickhouse'
  const answer = await fetch(`${control.base}/api/v1/sql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${control.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ engine, sql, limit: 10_000 }),
  })
  if (!answer.ok) {
    const { title, detail } = (await answer.json()) as { title: string; detail?: string }
    throw new AskError(detail ? `${title}\n${detail}` : title)
  }
  const { columns, rows, more } = (await answer.json()) as SqlAnswer
  const names = columns.map(({ name }) => name)
  const texts = words.includes('json')
    ? rows.map((row) => `${JSON.stringify(Object.fromEntries(names.map((name, i) => [name, row[i] ?? null])))}\n`)
    : [names, ...rows].map((row) => csvLine(row.map((cell) => (typeof cell === 'boolean' ? String(cell) : cell))))
  process.stdout.write(texts.join(''))
  if (more) console.error(`只给出前 ${rows.length} 行 only the first ${rows.length} rows`)
  return 0
}

interface SqlAnswer {
  columns: { name: string }[]
  rows: (string | number | boolean | null)[][]
  more: boolean
}

export class AskError extends Error {}
