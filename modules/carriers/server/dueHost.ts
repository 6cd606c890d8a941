import { type RawBuilder, sql } from 'kysely'
import { second } from '#kit/time'
import type { Log } from '#platform/log'
import { Looking } from '#platform/looking'
import type { Postgres } from '#platform/postgres/postgres'

const lookEveryMs = second
const afterTroubleMs = 30 * second

/** Work that is kept in a table with `state`, `look_at` and `error`, and taken on as it comes due. */
export interface Due {
  readonly table: 'carriers_send' | 'carriers_transfer' | 'carriers_post'
  /** Which rows are not over. */
  readonly isOpen: RawBuilder<boolean>
  /** So many at a time: a long one holds up no other. */
  readonly atATime: number
  /** What is not over is looked after again after so long. */
  readonly againMs: number
  /** Takes one as far as it goes now. @throws what passes by itself: it goes on a little later */
  advance(id: string, signal: AbortSignal): Promise<void>
}

interface Deps {
  readonly postgres: Postgres
  readonly log: Log
  now(): number
}

/** Takes work on as it comes due. */
export class DueHost {
  readonly #deps: Deps
  readonly #due: Due
  readonly #looking: Looking
  readonly #under = new Map<string, Promise<void>>()
  readonly #stopping = new AbortController()

  constructor(deps: Deps, due: Due) {
    this.#deps = deps
    this.#due = due
    const failed = (error: unknown) =>
      deps.log.error({ table: due.table, error: error instanceof Error ? error.stack : error }, 'work of carriers')
    this.#looking = new Looking(() => this.#look(), lookEveryMs, failed)
  }

  start() {
    this.#looking.start()
  }

  /** Something may be due now. */
  kick() {
    this.#looking.kick()
  }

  async stop() {
    this.#stopping.abort()
    await this.#looking.stop()
    await Promise.all(this.#under.values())
  }

  async #look(): Promise<boolean> {
    const { postgres, now } = this.#deps
    const { table, isOpen, atATime } = this.#due
    const free = atATime - this.#under.size
    if (free <= 0 || this.#stopping.signal.aborted) return false
    const { rows } = await sql<{ id: string }>`
      select id::text as id from ${sql.table(table)} where ${isOpen} and look_at <= ${new Date(now())}
        and id <> all(${[...this.#under.keys()]}::bigint[]) order by look_at limit ${free}`.execute(postgres.tables())
    for (const { id } of rows) {
      const work = this.#advance(id).finally(() => {
        this.#under.delete(id)
        // Whatever waited for its place takes it.
        this.#looking.kick()
      })
      this.#under.set(id, work)
    }
    return false
  }

  async #advance(id: string) {
    const { log, postgres, now } = this.#deps
    const { table, againMs, advance } = this.#due
    const again = (inMs: number, error: string | null) =>
      sql`update ${sql.table(table)} set look_at = ${new Date(now() + inMs)}, error = ${error}
        where id = ${id}::bigint`.execute(postgres.tables())
    try {
      await advance(id, this.#stopping.signal)
      await again(againMs, null)
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error)
      log.warn({ table, id, error: text }, 'work goes on later')
      await again(afterTroubleMs, text.slice(0, 500)).catch(() => undefined)
    }
  }
}
