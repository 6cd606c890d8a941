import { sql } from 'kysely'
import { z } from 'zod'
import type { Olap, Query } from '#platform/clickhouse/olap'
import type { Db, Postgres, Tx } from '#platform/postgres/postgres'
import { seenType } from '../../core/plan.ts'
import type { PlanTables } from './store.ts'

/** Blocks get their time before they are stored: what is younger may still be on its way. */
const settleMs = 60_000
/** The first scan of a store that is already full. */
const firstMs = 90 * 86_400_000
/** Properties are looked for in so much of it at most. */
const sampleMs = 86_400_000
const keptDays = 90
/** Names beyond are noise of a broken sender; the largest count first. */
const mostEvents = 5000
const mostProperties = 20_000

const counted = {
  name: 'intake.seenEvents',
  sql: `select event, toString(toDate(received)) as day, count() as events, toUnixTimestamp64Milli(max(received)) as last
    from events
    where received > fromUnixTimestamp64Milli({since:Int64}, 'UTC') and received <= fromUnixTimestamp64Milli({until:Int64}, 'UTC')
    group by event, day order by events desc limit {most:UInt32} settings output_format_json_quote_64bit_integers = 0`,
  params: z.object({ since: z.number(), until: z.number(), most: z.number() }),
  row: z.object({ event: z.string(), day: z.string(), events: z.number(), last: z.coerce.number() }),
} satisfies Query<z.ZodType, z.ZodType>

const sampled = {
  name: 'intake.seenProperties',
  sql: `select event, p.1 as name, p.2 as type, count() as events, any(size) as sampled from (
      select event, size, arrayJoin(arrayConcat(
        arrayZip(mapKeys(paths), mapValues(paths)), [('', '')])) as p from (
        select event, JSONAllPathsWithTypes(properties) as paths, count() over (partition by event) as size from (
          select event, properties from events
          where received > fromUnixTimestamp64Milli({since:Int64}, 'UTC') and received <= fromUnixTimestamp64Milli({until:Int64}, 'UTC')
          limit 500 by event limit 100000)))
    group by event, name, type order by events desc limit {most:UInt32} settings output_format_json_quote_64bit_integers = 0`,
  params: z.object({ since: z.number(), until: z.number(), most: z.number() }),
  row: z.object({ event: z.string(), name: z.string(), type: z.string(), events: z.number(), sampled: z.number() }),
} satisfies Query<z.ZodType, z.ZodType>

/** Counts what came since the last scan, to the minute before now. Two at once count nothing twice: one waits, then finds nothing. */
export async function scanEvents(postgres: Postgres, olap: Olap, now: number): Promise<void> {
  const until = now - settleMs
  await postgres.transaction(async (tx) => {
    const db = tx.tables<PlanTables>()
    await alone(db)
    const mark = await db.selectFrom('intake_seen_mark').select('received').executeTakeFirst()
    const since = mark?.received.getTime() ?? now - firstMs
    if (since >= until) return
    const events = await olap.query(counted, { since, until, most: mostEvents })
    const properties = await olap.query(sampled, {
      ...{ since: Math.max(since, until - sampleMs), until, most: mostProperties },
    })
    await addEvents(db, events)
    await addProperties(db, properties)
    await sql`delete from intake_seen_event where day < ${new Date(now - keptDays * 86_400_000)}::date`.execute(db)
    await sql`insert into intake_seen_mark (received) values (${new Date(until)})
      on conflict (id) do update set received = excluded.received`.execute(db)
  })
}

/** One at a time counts, or forgets what was counted. */
const alone = (db: Db<PlanTables>) =>
  sql`select pg_advisory_xact_lock(hashtextextended('intake plan scan', 0))`.execute(db)

/** Part of erasing a source, after its events are gone: everything is counted anew, from what is left. */
export async function forgetSeen(tx: Tx): Promise<void> {
  const db = tx.tables<PlanTables>()
  await alone(db)
  for (const table of ['intake_seen_event', 'intake_seen_property', 'intake_seen_sample', 'intake_seen_mark'] as const)
    await db.deleteFrom(table).execute()
}

async function addEvents(db: Db<PlanTables>, rows: readonly z.output<typeof counted.row>[]) {
  if (rows.length === 0) return
  const of = <T>(pick: (row: (typeof rows)[number]) => T) => rows.map(pick)
  await sql`insert into intake_seen_event (event, day, events, last_at)
    select * from unnest(${of((row) => row.event)}::text[], ${of((row) => row.day)}::date[],
      ${of((row) => row.events)}::bigint[], ${of((row) => new Date(row.last))}::timestamptz[])
    on conflict (event, day) do update set events = intake_seen_event.events + excluded.events,
      last_at = greatest(intake_seen_event.last_at, excluded.last_at)`.execute(db)
}

async function addProperties(db: Db<PlanTables>, rows: readonly z.output<typeof sampled.row>[]) {
  if (rows.length === 0) return
  const sizes = new Map(rows.map((row) => [row.event, row.sampled]))
  await sql`insert into intake_seen_sample (event, events)
    select * from unnest(${[...sizes.keys()]}::text[], ${[...sizes.values()]}::bigint[])
    on conflict (event) do update set events = intake_seen_sample.events + excluded.events`.execute(db)
  // Types of the store that mean the same to people are one line.
  const found = new Map<string, { event: string; name: string; type: string; events: number }>()
  for (const { event, name, type, events } of rows) {
    if (name === '') continue
    const one = { event, name, type: seenType(type), events }
    const key = `${event}\n${name}\n${one.type}`
    found.set(key, { ...one, events: events + (found.get(key)?.events ?? 0) })
  }
  const list = [...found.values()]
  const of = <T>(pick: (one: (typeof list)[number]) => T) => list.map(pick)
  await sql`insert into intake_seen_property (event, name, type, events)
    select * from unnest(${of((one) => one.event)}::text[], ${of((one) => one.name)}::text[],
      ${of((one) => one.type)}::text[], ${of((one) => one.events)}::bigint[])
    on conflict (event, name, type) do update set events = intake_seen_property.events + excluded.events`.execute(db)
}
