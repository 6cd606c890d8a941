import type { QueryResult } from 'pg'
import { type Job, PgBoss } from 'pg-boss'
import type { Log } from './log.ts'
import type { Postgres } from './postgres/postgres.ts'

export interface JobContext {
  id: string
  /** Aborted when the process stops: leave the work where a later run can take it up. */
  signal: AbortSignal
}

export type JobHandler = (data: unknown, context: JobContext) => Promise<void>

export interface Jobs {
  /** Declares a job before `start`; a failed run is tried again with growing pauses, so handlers must be idempotent. */
  define(name: string, handler: JobHandler, options?: { concurrency?: number; cron?: string; retries?: number }): void
  /** Returns once the job is stored. The same key is queued only once while it waits. */
  enqueue(name: string, data: object, options?: { key?: string }): Promise<void>
  start(): Promise<void>
  stop(): Promise<void>
}

interface Definition {
  name: string
  handler: JobHandler
  concurrency: number
  cron: string | undefined
  retries: number
}

/** Jobs on pg-boss in the schema `jobs` of the same PostgreSQL: no broker to run. */
export function createJobs(postgres: Postgres, log: Log): Jobs {
  const boss = new PgBoss({
    schema: 'jobs',
    db: { executeSql: (text, values) => executeSql(postgres, text, values) },
  })
  boss.on('error', (error) => log.error({ error: error.message }, 'job queue'))
  const definitions: Definition[] = []
  const workers = new Map<string, string>()
  const stopping = new AbortController()
  let started = false
  return {
    define(name, handler, options = {}) {
      if (started) throw new Error(`job ${name} is defined after start`)
      const { concurrency = 1, cron, retries = 5 } = options
      definitions.push({ name, handler, concurrency, cron, retries })
    },
    async enqueue(name, data, options = {}) {
      // send() looks at the key only in queues of other policies; upsert() keeps one waiting job a key in any.
      if (options.key) await boss.upsert(name, data, { singletonKey: options.key })
      else await boss.send(name, data)
      const worker = workers.get(name)
      if (worker) boss.notifyWorker(worker)
    },
    async start() {
      started = true
      await boss.start()
      for (const definition of definitions) await serve(boss, definition, workers, stopping.signal, log)
    },
    async stop() {
      stopping.abort()
      await boss.stop({ graceful: true, timeout: 10_000 })
    },
  }
}

/** pg answers a text of several statements with a list of results. */
async function executeSql(postgres: Postgres, text: string, values?: unknown[]) {
  const result: QueryResult | QueryResult[] = await postgres.pool.query(text, values)
  return { rows: Array.isArray(result) ? result.flatMap((one) => one.rows) : result.rows }
}

async function serve(boss: PgBoss, job: Definition, workers: Map<string, string>, signal: AbortSignal, log: Log) {
  const options = { retryLimit: job.retries, retryBackoff: true, retryDelay: 1, expireInSeconds: 4 * 3600 }
  if ((await boss.getQueue(job.name)) === null) await boss.createQueue(job.name, options)
  const run = async ([one]: Job<unknown>[]) => {
    if (!one) return
    try {
      await job.handler(one.data, { id: one.id, signal })
    } catch (error) {
      log.error(
        { job: job.name, id: one.id, error: error instanceof Error ? error.stack : String(error) },
        'job failed',
      )
      throw error
    }
  }
  const polling = { pollingIntervalSeconds: 1, localConcurrency: job.concurrency }
  workers.set(job.name, await boss.work(job.name, polling, run))
  if (job.cron) await boss.schedule(job.name, job.cron)
}
