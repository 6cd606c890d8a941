import { implement } from '@orpc/server'
import { audit } from '#platform/audit'
import type { Olap } from '#platform/clickhouse/olap'
import { nameOf, type RequestContext } from '#platform/http/context'
import { refuse } from '#platform/http/problem'
import type { Connection, Postgres } from '#platform/postgres/postgres'
import { type Answer, askOlap, askPostgres, SqlRefused } from '#platform/reading/ask'
import type { ReadingEngine, ReadingView } from '#platform/reading/view'
import { maskCell, maskText } from '../../core/maskCells.ts'
import { directSql, sqlProblems } from '../../core/sqlContract.ts'

export interface SqlDeps {
  postgres: Postgres
  olap: Olap
  views: readonly ReadingView[]
  /** The login of PostgreSQL that can read the views alone; null when there is none. */
  reader: Connection | null
  now(): number
}

/** Questions that may wait for another one. */
const mostWaiting = 4

interface Question {
  engine: ReadingEngine
  sql: string
  limit: number
}

/** Questions by SQL over the views of all houses. */
export function sqlHandlers(deps: SqlDeps) {
  const os = implement(directSql).$context<RequestContext>()
  let open = 0
  const ask = async (question: Question): Promise<Answer> => {
    if (open > mostWaiting) refuse(sqlProblems, 'sql-busy', { retryAfterSeconds: 5 })
    open += 1
    try {
      return await answerOf(deps, question)
    } catch (error) {
      if (error instanceof SqlRefused) refuse(sqlProblems, 'sql-refused', { detail: error.message })
      throw error
    } finally {
      open -= 1
    }
  }
  return os.router({
    views: os.views.handler(() => ({
      items: deps.views.map(({ name, engine, title, columns }) => ({
        ...{ name, engine, title },
        columns: Object.entries(columns).map(([column, words]) => ({ name: column, title: words })),
      })),
      engines: deps.reader ? ['clickhouse', 'postgres'] : ['clickhouse'],
    })),
    ask: os.ask.handler(async ({ input, context }) => {
      const sql = oneSelect(input.sql)
      const started = deps.now()
      const answer = await ask({ ...input, sql })
      const ms = deps.now() - started
      const rows = answer.rows.map((row) => row.map(maskCell))
      const told = { engine: input.engine, sql: maskText(sql).slice(0, 2000), rows: rows.length, ms }
      await deps.postgres.transaction((tx) => audit(tx, nameOf(context.actor), 'sql.asked', input.engine, told))
      return { columns: answer.columns.map((column) => ({ ...column })), rows, more: answer.more, ms }
    }),
  })
}

/** One question without the semicolon that people put at its end; both stores would run what stands behind one. */
function oneSelect(text: string): string {
  const sql = text.replace(/;\s*$/, '')
  if (sql.includes(';')) refuse(sqlProblems, 'sql-many')
  return sql
}

function answerOf({ olap, reader }: SqlDeps, { engine, sql, limit }: Question): Promise<Answer> {
  if (engine === 'clickhouse') return askOlap(olap, sql, limit)
  if (!reader) return refuse(sqlProblems, 'sql-closed')
  return askPostgres(reader, sql, limit)
}
