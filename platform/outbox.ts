import { sql } from 'kysely'
import type { Log } from './log.ts'
import { Looking } from './looking.ts'
import type { Postgres, Tx } from './postgres/postgres.ts'

interface Tables {
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

export interface Outbox {
  publish(tx: Tx, topic: string, payload: object): Promise<void>
  /** Several of one topic, delivered in their order. */
  publishAll(tx: Tx, topic: string, payloads: readonly object[]): Promise<void>
  subscribe(subscription: Subscription): void
  /** Call after the publishing transaction has committed; delivery then starts at once instead of at the next look. */
  kick(): void
  /** Resolves when all that was committed before the call, and all that followed from it, was delivered. */
  settled(withinMs?: number): Promise<void>
  start(): Promise<void>
  stop(): Promise<void>
  lag(): Promise<{ consumer: string; waiting: number; failures: number; lastError: string | null }[]>
  /** Drops facts that every consumer has seen and that are older than a week. */
  sweep(): Promise<void>
}

const batchSize = 500
const lookEveryMs = 250

export function createOutbox(postgres: Postgres, log: Log): Outbox {
  const relays: Relay[] = []
  const watch = new Looking(
    async () => {
      const names = await behind(postgres, relays)
      for (const relay of relays) if (names.has(relay.subscription.consumer)) relay.kick()
      return false
    },
    lookEveryMs,
    // Each finds out for itself, says so, and pauses for longer and longer.
    () => relays.forEach((relay) => void relay.kick()),
  )
  return {
    publish: (tx, topic, payload) => publishAll(tx, topic, [payload]),
    publishAll,
    subscribe: (subscription) => void relays.push(new Relay(postgres, log, subscription)),
    kick: () => watch.kick(),
    settled: (withinMs = 120_000) => settled(postgres, relays, () => watch.kick(), withinMs),
    async start() {
      await Promise.all(relays.map((relay) => relay.start()))
      watch.start()
    },
    async stop() {
      await watch.stop()
      await Promise.all(relays.map((relay) => relay.stop()))
    },
    lag: () => lag(postgres),
    sweep: () => sweep(postgres),
  }
}

/**
 * Who has not seen the newest fact that may be delivered. One look for all of them, which locks nothing: a look by each took a
 * hundred transactions a second, each with a number of its own, of a process that did nothing.
 */
async function behind(postgres: Postgres, relays: readonly Relay[]): Promise<ReadonlySet<string>> {
  const names = relays.map((relay) => relay.subscription.consumer)
  const { rows } = await sql<{ consumer: string }>`
    with newest as (select xid, id from platform_outbox where xid < pg_snapshot_xmin(pg_current_snapshot())
      order by xid desc, id desc limit 1)
    select c.consumer from platform_outbox_cursor c, newest n
    where c.consumer = any(${names}) and (c.xid, c.id) < (n.xid, n.id)`.execute(postgres.tables<Tables>())
  return new Set(rows.map(({ consumer }) => consumer))
}

async function publishAll(tx: Tx, topic: string, payloads: readonly object[]) {
  if (payloads.length === 0) return
  await sql`insert into platform_outbox (topic, payload)
    select ${topic}, payload from jsonb_array_elements(${JSON.stringify(payloads)}::jsonb) with ordinality as t(payload, place)
    order by place`.execute(tx.tables<Tables>())
}

/** Delivers to one consumer in commit order; one process at a time holds its cursor row. */
class Relay {
  readonly #postgres: Postgres
  readonly #log: Log
  readonly subscription: Subscription
  #running = false
  #wake: (() => void) | undefined
  #kicked = false
  #loop: Promise<void> = Promise.resolve()
  #failures = 0

  constructor(postgres: Postgres, log: Log, subscription: Subscription) {
    this.#postgres = postgres
    this.#log = log
    this.subscription = subscription
  }

  /** One loop, however often it is asked: a house that subscribes late starts again what runs. */
  async start() {
    if (this.#running) return
    this.#running = true
    await this.#postgres
      .tables<Tables>()
      .insertInto('platform_outbox_cursor')
      .values({ consumer: this.subscription.consumer, xid: '0', id: '0', failures: 0, last_error: null })
      .onConflict((c) => c.doNothing())
      .execute()
    if (this.#running) this.#loop = this.#run()
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
      const more = await this.#deliver().catch((error: unknown) => this.#failed(error))
      if (!more) await this.#rest()
    }
  }

  /** True when there may be more to deliver at once. In `order by` a bare xid would be the text of the result: 10 before 9. */
  async #deliver(): Promise<boolean> {
    const seen = await this.#postgres.transaction(async (tx) => {
      const db = tx.tables<Tables>()
      const cursor = await db
        .selectFrom('platform_outbox_cursor')
        .select(['xid', 'id'])
        .where('consumer', '=', this.subscription.consumer)
        .forUpdate()
        .skipLocked()
        .executeTakeFirst()
      if (!cursor) return 0
      const rows = await sql<{ id: string; xid: string; topic: string; payload: unknown }>`
        select o.id, o.xid::text as xid, o.topic, o.payload from platform_outbox o
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
    // What a handler wrote may be a fact for a neighbour.
    if (seen > 0) this.#kicked = true
    return seen === batchSize
  }

  async #failed(error: unknown): Promise<false> {
    this.#failures += 1
    const text = error instanceof Error ? error.message : String(error)
    this.#log.error({ consumer: this.subscription.consumer, failures: this.#failures, error: text }, 'relay failed')
    await sql`update platform_outbox_cursor set failures = ${this.#failures}, last_error = ${text.slice(0, 1000)}
      where consumer = ${this.subscription.consumer}`
      .execute(this.#postgres.tables<Tables>())
      .catch(() => undefined)
    return false
  }

  /** Until it is kicked; a broken one for its pause. */
  async #rest() {
    if (!this.#running) return
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

/** A fact may make a fact of a neighbour, which may make another: no chain of houses is longer. */
const longestChain = 3

/** Waits for a fixed position each time, so that steady traffic behind it cannot keep the caller for ever. */
async function settled(postgres: Postgres, relays: readonly Relay[], kick: () => void, withinMs: number) {
  const names = relays.map((relay) => relay.subscription.consumer)
  const db = postgres.tables<Tables>()
  const end = performance.now() + withinMs
  for (let link = 0; link < longestChain && names.length > 0; link += 1) {
    const last = await sql<{ xid: string; id: string }>`
      select o.xid::text as xid, o.id from platform_outbox o order by o.xid desc, o.id desc limit 1`.execute(db)
    const position = last.rows[0]
    if (!position) return
    for (;;) {
      kick()
      const behind = await sql<{ n: string }>`
        select count(*) as n from platform_outbox_cursor
        where consumer = any(${names}) and (xid, id) < (${position.xid}::xid8, ${position.id}::bigint)`.execute(db)
      if (behind.rows[0]?.n === '0') break
      if (performance.now() > end) throw new Error('facts were not delivered in time: see the relay errors in the log')
      await new Promise((resolve) => setTimeout(resolve, 15))
    }
  }
}

async function lag(postgres: Postgres) {
  const rows = await sql<{ consumer: string; waiting: string; failures: number; last_error: string | null }>`
    select c.consumer, c.failures, c.last_error,
      (select count(*) from (select 1 from platform_outbox o where (o.xid, o.id) > (c.xid, c.id) limit 10000) w) as waiting
    from platform_outbox_cursor c order by c.consumer`.execute(postgres.tables<Tables>())
  return rows.rows.map((row) => ({
    consumer: row.consumer,
    waiting: Number(row.waiting),
    failures: row.failures,
    lastError: row.last_error,
  }))
}

async function sweep(postgres: Postgres) {
  await sql`delete from platform_outbox o where o.at < now() - interval '7 days'
    and not exists (select 1 from platform_outbox_cursor c where (c.xid, c.id) < (o.xid, o.id))`.execute(
    postgres.tables<Tables>(),
  )
}
