import { sql } from 'kysely'
import type { Log } from './log.ts'
import { Looking } from './looking.ts'
import type { Postgres, Tx } from './postgres/postgres.ts'
import { lookEveryMs, type OutboxTables, Relay, type Subscription } from './relay.ts'

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

export type { Fact, Subscription } from './relay.ts'

export function createOutbox(postgres: Postgres, log: Log): Outbox {
  const relays: Relay[] = []
  const watch = new Looking(
    async () => {
      const names = await awaited(postgres, relays)
      for (const relay of relays) if (names.has(relay.subscription.consumer)) relay.kick()
      return false
    },
    lookEveryMs,
    // Each finds out for itself, says so, and pauses for longer and longer.
    () => relays.forEach((relay) => void relay.kick()),
  )
  // What a handler wrote may be a fact for a neighbour.
  const delivered = () => watch.kick()
  return {
    publish: (tx, topic, payload) => publishAll(tx, topic, [payload]),
    publishAll,
    subscribe: (subscription) => void relays.push(new Relay(postgres, log, subscription, delivered)),
    kick: () => watch.kick(),
    settled: (withinMs = 120_000) => settled(postgres, relays, () => watch.kick(), withinMs),
    async start() {
      await begin(postgres, relays)
      for (const relay of relays) relay.start()
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

/** A cursor for each consumer that has none. */
async function begin(postgres: Postgres, relays: readonly Relay[]) {
  const names = relays.map((relay) => relay.subscription.consumer)
  await sql`insert into platform_outbox_cursor (consumer, xid, id) select consumer, '0', 0 from unnest(${names}::text[]) c(consumer)
    on conflict do nothing`.execute(postgres.tables<OutboxTables>())
}

/**
 * Who has facts to hear: one look for all of them. The cursors of those for whom nothing new is meant pass it at once, but for
 * those that a delivery holds; each of them in a transaction of its own was three quarters of what PostgreSQL was asked.
 */
async function awaited(postgres: Postgres, relays: readonly Relay[]): Promise<ReadonlySet<string>> {
  const listeners = JSON.stringify(relays.map(({ subscription: { consumer, topics } }) => ({ consumer, topics })))
  const { rows } = await sql<{ consumer: string }>`
    with newest as materialized (select xid, id from platform_outbox where xid < pg_snapshot_xmin(pg_current_snapshot())
      order by xid desc, id desc limit 1),
    behind as materialized (select c.consumer, exists (select 1 from platform_outbox o where o.topic = any(l.topics)
        and (o.xid, o.id) > (c.xid, c.id) and (o.xid, o.id) <= (n.xid, n.id)) as heard
      from platform_outbox_cursor c join jsonb_to_recordset(${listeners}::jsonb) l(consumer text, topics text[]) using (consumer),
        newest n where (c.xid, c.id) < (n.xid, n.id)),
    free as (select c.consumer from platform_outbox_cursor c join behind b using (consumer) where not b.heard
      for update of c skip locked),
    passed as (update platform_outbox_cursor c set xid = n.xid, id = n.id, updated_at = now() from newest n
      where c.consumer in (select consumer from free) and (c.xid, c.id) < (n.xid, n.id))
    select consumer from behind where heard`.execute(postgres.tables<OutboxTables>())
  return new Set(rows.map(({ consumer }) => consumer))
}

async function publishAll(tx: Tx, topic: string, payloads: readonly object[]) {
  if (payloads.length === 0) return
  await sql`insert into platform_outbox (topic, payload)
    select ${topic}, payload from jsonb_array_elements(${JSON.stringify(payloads)}::jsonb) with ordinality as t(payload, place)
    order by place`.execute(tx.tables<OutboxTables>())
}

/** A fact may make a fact of a neighbour, which may make another: no chain of houses is longer. */
const longestChain = 3

/** Waits for a fixed position each time, so that steady traffic behind it cannot keep the caller for ever. */
async function settled(postgres: Postgres, relays: readonly Relay[], kick: () => void, withinMs: number) {
  const names = relays.map((relay) => relay.subscription.consumer)
  const db = postgres.tables<OutboxTables>()
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
    from platform_outbox_cursor c order by c.consumer`.execute(postgres.tables<OutboxTables>())
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
    postgres.tables<OutboxTables>(),
  )
}
