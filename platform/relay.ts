import { sql } from 'kysely'
import type { Log } from './log.ts'
import type { Postgres, Tx } from './postgres/postgres.ts'

export interface OutboxTables {
  platform_outbox: { id: string; xid: string; topic: string; payload: unknown }
  platform_outbox_cursor: { consumer: string; xid: string; id: string; failures: number; last_error: string | null }
}

export interface Fact {
  /** Stable: the same fact has the same id however often it is delivered. */
  id: string
  topic: string
  payload: unknown
}

export interface Subscription {
  consumer: string
  topics: readonly string[]
  /** Runs inside the transaction that moves the cursor: what it writes to PostgreSQL happens exactly once; anything
   * else must be idempotent by the fact's id. */
  handle(tx: Tx, facts: readonly Fact[]): Promise<void>
}

/** How often is looked for facts of which nobody told. */
export const lookEveryMs = 250
const batchSize = 500

/** Delivers to one consumer in commit order when it is kicked; one process at a time holds its cursor row. */
export class Relay {
  readonly #postgres: Postgres
  readonly #log: Log
  readonly subscription: Subscription
  readonly #delivered: () => void
  #running = false
  #wake: (() => void) | undefined
  #kicked = false
  #loop: Promise<void> = Promise.resolve()
  #failures = 0

  /** @param delivered hears of each delivery that is done */
  constructor(postgres: Postgres, log: Log, subscription: Subscription, delivered: () => void) {
    this.#postgres = postgres
    this.#log = log
    this.subscription = subscription
    this.#delivered = delivered
  }

  /** One loop, however often it is asked: a house that subscribes late starts again what runs. */
  start() {
    if (this.#running) return
    this.#running = true
    this.#loop = this.#run()
  }

  kick() {
    this.#kicked = true
    // New facts do not make a broken handler whole: it keeps its pause.
    if (this.#failures === 0) this.#wake?.()
  }

  async stop() {
    this.#running = false
    this.#wake?.()
    await this.#loop
  }

  async #run() {
    while (this.#running) {
      await this.#rest()
      let more: boolean = this.#running
      while (more && this.#running) more = await this.#deliver().catch((error: unknown) => this.#failed(error))
    }
  }

  /** True when there may be more to deliver at once. In `order by` a bare xid would be the text of the result: 10 before 9. */
  async #deliver(): Promise<boolean> {
    const seen = await this.#postgres.transaction(async (tx) => {
      const db = tx.tables<OutboxTables>()
      const cursor = await db
        .selectFrom('platform_outbox_cursor')
        .select(['xid', 'id'])
        .where('consumer', '=', this.subscription.consumer)
        .forUpdate()
        .skipLocked()
        .executeTakeFirst()
      if (!cursor) return 0
      const rows = await sql<{ id: string; xid: string; topic: string; payload: unknown }>`
        select o.id, o.xid::text as xid, o.topic, case when o.topic = any(${this.subscription.topics}) then o.payload end as payload
        from platform_outbox o
        where (o.xid, o.id) > (${cursor.xid}::xid8, ${cursor.id}::bigint)
          and o.xid < pg_snapshot_xmin(pg_current_snapshot())
        order by o.xid, o.id limit ${batchSize}`.execute(db)
      const last = rows.rows.at(-1)
      if (!last) return 0
      const facts = rows.rows.filter((row) => this.subscription.topics.includes(row.topic))
      if (facts.length > 0) await this.subscription.handle(tx, facts)
      await sql`update platform_outbox_cursor set xid = ${last.xid}::xid8, id = ${last.id}::bigint, failures = 0,
        last_error = null, updated_at = now() where consumer = ${this.subscription.consumer}`.execute(db)
      return rows.rows.length
    })
    this.#failures = 0
    if (seen > 0) this.#delivered()
    return seen === batchSize
  }

  async #failed(error: unknown): Promise<false> {
    this.#failures += 1
    const text = error instanceof Error ? error.message : String(error)
    this.#log.error({ consumer: this.subscription.consumer, failures: this.#failures, error: text }, 'relay failed')
    await sql`update platform_outbox_cursor set failures = ${this.#failures}, last_error = ${text.slice(0, 1000)}
      where consumer = ${this.subscription.consumer}`
      .execute(this.#postgres.tables<OutboxTables>())
      .catch(() => undefined)
    return false
  }

  /** Until it is kicked; a broken one for its pause. */
  async #rest() {
    if (this.#kicked && this.#failures === 0) {
      this.#kicked = false
      return
    }
    await new Promise<void>((resolve) => {
      const pause = Math.min(30_000, lookEveryMs * 2 ** this.#failures)
      const timer = this.#failures > 0 ? setTimeout(resolve, pause) : undefined
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    this.#wake = undefined
    this.#kicked = false
  }
}
