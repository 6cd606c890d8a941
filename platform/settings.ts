import { sql } from 'kysely'
import type { z } from 'zod'
import { audit } from './audit.ts'
import type { Db, Postgres } from './postgres/postgres.ts'

interface Tables {
  platform_setting_version: { name: string; version: number; value: unknown; at: Date; by: string }
  platform_setting: { name: string; value: unknown; version: number; updated_at: Date; updated_by: string }
}

/** What a setting was from a moment on. */
export interface SettingVersion<T> {
  readonly version: number
  readonly at: Date
  readonly by: string
  readonly value: T
}

export interface Settings<T> {
  read(): Promise<T & { version: number }>
  /** Stores a checked change with its author; a field that is not given stays. The version grows so that a chart can mark the day. */
  change(patch: { [K in keyof T]?: T[K] | undefined }, actor: string): Promise<T & { version: number }>
  /** The last versions, newest first. Before the first one everything was as built in. */
  versions(limit: number): Promise<SettingVersion<T>[]>
}

/** The fields that were sent: one that was not stays as it is. */
const sent = (patch: object) => Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))

/** Settings of one name, checked by a zod object with a default for every field; read through a short cache. */
export function settingsOf<S extends z.ZodObject>(
  postgres: Postgres,
  name: string,
  schema: S,
  now: () => number,
): Settings<z.output<S>> {
  type Value = z.output<S> & { version: number }
  let cached: { at: number; value: Value } | null = null
  let changes = 0
  const load = async (db: Db<Tables>): Promise<Value> => {
    const row = await current(db, name)
    return { ...schema.parse(row?.value ?? {}), version: row?.version ?? 0 }
  }
  return {
    async read() {
      // Five seconds: other processes' changes are seen soon, and hot paths do not ask PostgreSQL.
      if (cached && now() - cached.at < 5000) return cached.value
      const before = changes
      const read = { at: now(), value: await load(postgres.tables<Tables>()) }
      if (before === changes) cached = read
      return read.value
    },
    async change(patch, actor) {
      await postgres.transaction(async (tx) => {
        const db = tx.tables<Tables>()
        // Of two changes at once the second starts from what the first has stored.
        await sql`select pg_advisory_xact_lock(hashtextextended(${`setting ${name}`}, 0))`.execute(db)
        const { version: _, ...before } = await load(db)
        await store(db, name, schema.parse({ ...before, ...sent(patch) }), actor)
        await audit(tx, actor, 'setting.changed', name, patch)
      })
      cached = null
      changes += 1
      return this.read()
    },
    versions: (limit) => lastVersions(postgres.tables<Tables>(), name, schema, limit),
  }
}

/** Writes the next version and keeps it. */
async function store(db: Db<Tables>, name: string, value: object, actor: string) {
  const json = JSON.stringify(value)
  await sql`insert into platform_setting (name, value, updated_by) values (${name}, ${json}::jsonb, ${actor})
    on conflict (name) do update set value = excluded.value, version = platform_setting.version + 1,
    updated_at = now(), updated_by = excluded.updated_by`.execute(db)
  await sql`insert into platform_setting_version (name, version, value, at, by)
    select name, version, value, updated_at, updated_by from platform_setting where name = ${name}`.execute(db)
}

const current = (db: Db<Tables>, name: string) =>
  db.selectFrom('platform_setting').selectAll().where('name', '=', name).executeTakeFirst()

async function lastVersions<S extends z.ZodObject>(db: Db<Tables>, name: string, schema: S, limit: number) {
  const rows = await db
    .selectFrom('platform_setting_version')
    .select(['version', 'at', 'by', 'value'])
    .where('name', '=', name)
    .orderBy('version', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => ({ ...row, value: schema.parse(row.value) }))
}
