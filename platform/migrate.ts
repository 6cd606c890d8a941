import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PoolClient } from 'pg'
import type { Olap } from './clickhouse/olap.ts'
import type { Postgres } from './postgres/postgres.ts'

export interface Migration {
  /** house/number_name, e.g. `shop/0001_orders`. */
  name: string
  sql: string
  checksum: string
}

/** SQL files of the platform and every house, numbers ascending in each: houses share no foreign keys. */
function readMigrations(root: string, engine: '' | 'clickhouse'): Migration[] {
  const owners = ['platform', ...readdirSync(join(root, 'modules')).sort()]
  return owners.flatMap((owner) => {
    const place = owner === 'platform' ? 'platform/migrations' : `modules/${owner}/server/migrations`
    const folder = join(root, place, engine)
    if (!existsSync(folder)) return []
    const files = readdirSync(folder).filter((file) => /^\d{4}_[a-z0-9_]+\.sql$/.test(file))
    return files.sort().map((file) => {
      const text = readFileSync(join(folder, file), 'utf8')
      const checksum = createHash('sha256').update(text).digest('hex')
      return { name: `${owner}/${file.slice(0, -4)}`, sql: text, checksum }
    })
  })
}

export class MigrationError extends Error {}

/** Names of all migrations of both stores; ClickHouse's are marked. */
export function migrationNames(root: string): string[] {
  const clickhouse = readMigrations(root, 'clickhouse').map((m) => `clickhouse:${m.name}`)
  return [...readMigrations(root, '').map((m) => m.name), ...clickhouse]
}

/** Which are still to run; refuses a changed file and a database that a newer Siyu has written. Forward only. */
function pending(all: readonly Migration[], done: ReadonlyMap<string, string>): Migration[] {
  const known = new Set(all.map((m) => m.name))
  const newer = [...done.keys()].filter((name) => !known.has(name))
  if (newer.length > 0) {
    throw new MigrationError(`The data was written by a newer Siyu (${newer.join(', ')}). 请使用更新的版本启动。`)
  }
  const changed = all.filter((m) => done.has(m.name) && done.get(m.name) !== m.checksum)
  if (changed.length > 0) {
    throw new MigrationError(`Migrations were changed after they ran: ${changed.map((m) => m.name).join(', ')}`)
  }
  return all.filter((m) => !done.has(m.name))
}

const lockKey = 7_316_200_117

/** Brings both stores up to date under one lock, so that two starting processes do it once. Returns what ran. */
export async function migrate(
  postgres: Postgres,
  olap: Olap | null,
  root: string,
  /** Which migrations may run, by the names of `migrationNames`; all when absent. */
  only: (name: string) => boolean = () => true,
): Promise<string[]> {
  const client = await postgres.pool.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [lockKey])
    const ran = await migratePostgres(client, readMigrations(root, ''), only)
    return olap ? [...ran, ...(await migrateClickhouse(olap, root, (name) => only(`clickhouse:${name}`)))] : ran
  } finally {
    await client.query('select pg_advisory_unlock($1)', [lockKey]).catch(() => undefined)
    client.release()
  }
}

async function migratePostgres(
  client: PoolClient,
  all: Migration[],
  only: (name: string) => boolean,
): Promise<string[]> {
  await client.query(
    'create table if not exists platform_migration (name text primary key, checksum text not null, at timestamptz not null default now())',
  )
  const rows = await client.query<{ name: string; checksum: string }>('select name, checksum from platform_migration')
  const todo = pending(all, new Map(rows.rows.map((row) => [row.name, row.checksum]))).filter((m) => only(m.name))
  for (const migration of todo) {
    try {
      await client.query('begin')
      await client.query(migration.sql)
      await client.query('insert into platform_migration (name, checksum) values ($1, $2)', [
        migration.name,
        migration.checksum,
      ])
      await client.query('commit')
    } catch (cause) {
      await client.query('rollback')
      throw new MigrationError(`${migration.name}: ${cause instanceof Error ? cause.message : cause}`, { cause })
    }
  }
  return todo.map((m) => m.name)
}

/** ClickHouse has no transactions: every statement must be safe to run twice (`if not exists`). */
export async function migrateClickhouse(
  olap: Olap,
  root: string,
  only: (name: string) => boolean = () => true,
): Promise<string[]> {
  const all = readMigrations(root, 'clickhouse')
  await olap.command(
    'create table if not exists platform_migration (name String, checksum String, at DateTime default now()) engine = MergeTree order by name',
  )
  const text = (await olap.bytes('select name, checksum from platform_migration format TSV')).toString('utf8')
  const done = text
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split('\t') as [string, string])
  const todo = pending(all, new Map(done)).filter((m) => only(m.name))
  for (const migration of todo) {
    for (const statement of migration.sql
      .split(/;\s*(?:\n|$)/)
      .map((s) => s.trim())
      .filter(Boolean)) {
      await olap.command(statement).catch((cause: unknown) => {
        throw new MigrationError(`${migration.name}: ${cause instanceof Error ? cause.message : cause}`, { cause })
      })
    }
    await olap.insert('platform_migration', [{ name: migration.name, checksum: migration.checksum }])
  }
  return todo.map((m) => m.name)
}
