import { sql } from 'kysely'
import type { Postgres } from '#platform/postgres/postgres'
import type { CarrierTables } from './tables.ts'

/** A way in `[start, end)`, epoch ms; `key` names the answer. */
interface AskedWay {
  readonly key: string
  readonly id: string
  readonly start: number
  readonly end: number
}

interface Came {
  readonly key: string
  readonly strand: string
  readonly at: Date
}

const askedTable = (asked: readonly AskedWay[]) => {
  const rows = asked.map(({ key, id, start, end }) => ({ key, id, start: new Date(start), until: new Date(end) }))
  return sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
    as a(key text, id bigint, start timestamptz, until timestamptz)`
}

/** The first time of each, by key. */
function byKey(rows: readonly Came[]): (key: string) => ReadonlyMap<string, number> {
  const found = Map.groupBy(rows, ({ key }) => key)
  return (key) => new Map((found.get(key) ?? []).map(({ strand, at }) => [strand, at.getTime()]))
}

/** Port: who was added by staff codes, and who was welcomed, by strand with the first time. Two queries, however many. */
export const codeAddsOf = (postgres: Postgres) => async (asked: readonly AskedWay[]) => {
  const db = postgres.tables<CarrierTables>()
  const added = await sql<Came>`
    select a.key, c.strand::text as strand, min(r.added_at) as at
    from ${askedTable(asked)} join carriers_relation r on r.code = a.id and r.added_at >= a.start and r.added_at < a.until
      join carriers_contact c on c.id = r.contact group by 1, 2`.execute(db)
  const sent = await sql<Came>`
    select a.key, c.strand::text as strand, min(w.at) as at
    from ${askedTable(asked)} join carriers_welcome w on w.code = a.id and w.state = 'sent' and w.at >= a.start and w.at < a.until
      join carriers_contact c on c.external = w.contact and c.account = w.account group by 1, 2`.execute(db)
  const [addedBy, sentBy] = [byKey(added.rows), byKey(sent.rows)]
  return new Map(asked.map(({ key }) => [key, { added: addedBy(key), welcomed: sentBy(key) }]))
}

/** Port: how many scanned codes of official accounts, and who has followed by them. Two queries, however many. */
export const sceneScansOf = (postgres: Postgres) => async (asked: readonly AskedWay[]) => {
  const db = postgres.tables<CarrierTables>()
  const of = sql`${askedTable(asked)} join carriers_scan s on s.scene = a.id and s.at >= a.start and s.at < a.until`
  const scans = await sql<{ key: string; people: number }>`
    select a.key, count(distinct s.external)::int as people from ${of} group by 1`.execute(db)
  const followed = await sql<Came>`
    select a.key, u.strand::text as strand, min(s.at) as at
    from ${of} join carriers_user u on u.account = s.account and u.external = s.external
    where s.followed and u.strand is not null group by 1, 2`.execute(db)
  const people = new Map(scans.rows.map((row) => [row.key, row.people]))
  const followedBy = byKey(followed.rows)
  return new Map(asked.map(({ key }) => [key, { scanned: people.get(key) ?? 0, followed: followedBy(key) }]))
}

/**
 * Port: to how many sends were delivered (null where their platform tells nobody), and who wanted something when they were
 * called: what they said is followed by an SMS or by a member (null where nothing of the kind follows, or nobody is called).
 */
export const sendsToldOf = (postgres: Postgres) => async (sends: readonly string[]) => {
  const db = postgres.tables<CarrierTables>()
  const told = await sql<{ send: string; delivered: number; told: number }>`
    select send::text as send, (count(*) filter (where state = 'delivered'))::int as delivered,
      (count(*) filter (where state in ('delivered', 'failed') and told is not null))::int as told
    from carriers_send_person where send = any(${sends}::bigint[]) group by 1`.execute(db)
  const following = sql`select s.id as send, q->>'intent' as intent from carriers_send s,
    lateral jsonb_path_query(s.ways, 'lax $[*].content.consequences[*]') as q
    where s.id = any(${sends}::bigint[]) and (q->'sms' is not null or q->'staff' is not null)`
  const asking = await sql<{ send: string }>`select distinct send::text as send from (${following}) as f`.execute(db)
  const wanting = await sql<Came>`
    select c.send::text as key, c.strand::text as strand, min(coalesce(c.ended_at, c.at)) as at
    from carriers_call c join (${following}) as f on f.send = c.send and f.intent = c.intent
    where c.state = 'answered' group by 1, 2`.execute(db)
  const asked = new Set(asking.rows.map(({ send }) => send))
  const wantingOf = byKey(wanting.rows)
  const toldOf = new Map(told.rows.map((row) => [row.send, row]))
  return new Map(
    sends.map((send) => {
      const one = toldOf.get(send)
      const delivered = one && one.told > 0 ? one.delivered : null
      return [send, { delivered, wanting: asked.has(send) ? wantingOf(send) : null }] as const
    }),
  )
}

type WayKind = 'code' | 'send' | 'scene'
const tableOf = (kind: WayKind) => sql.table(`carriers_${kind}`)
/** Codes that belong to other houses are named there. */
const inUse: Readonly<Record<WayKind, ReturnType<typeof tableOf>>> = {
  code: sql`off_at is null and owner is null`,
  send: sql`true`,
  scene: sql`off_at is null`,
}

/** Port: what staff codes, sends or codes of official accounts are called; one that is gone is not in it. */
export const namesOfWays =
  (postgres: Postgres) =>
  async (kind: WayKind, ids: readonly string[]): Promise<ReadonlyMap<string, string>> => {
    const { rows } = await sql<{ id: string; name: string }>`
      select id::text as id, name from ${tableOf(kind)} where id = any(${ids}::bigint[])`.execute(
      postgres.tables<CarrierTables>(),
    )
    return new Map(rows.map(({ id, name }) => [id, name]))
  }

/** Port: those that are in use, the newest first. */
export const waysNamed =
  (postgres: Postgres) =>
  async (kind: WayKind, limit: number): Promise<{ id: string; name: string }[]> => {
    const { rows } = await sql<{ id: string; name: string }>`
      select id::text as id, name from ${tableOf(kind)} where ${inUse[kind]} order by id desc limit ${limit}`.execute(
      postgres.tables<CarrierTables>(),
    )
    return rows
  }
