import { createReadStream, createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import type { Pool, PoolClient } from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'

export interface PostgresDump {
  tables: { name: string; rows: number }[]
  sequences: { name: string; value: string }[]
}

/** Names come from the catalogue; quoting keeps odd ones from becoming SQL. */
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** Runs `work` on one connection that sees the database as it is now, whatever is written meanwhile. */
export async function inSnapshot<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query('begin isolation level repeatable read read only')
    // The snapshot is taken by the first query, not by begin.
    await client.query('select 1')
    return await work(client)
  } finally {
    await client.query('rollback').catch(() => undefined)
    client.release()
  }
}

/** Writes every table of the schema `public` as `NAME.copy.gz`. Jobs are not part of it: they belong to a running system. */
export async function dumpPostgres(client: PoolClient, folder: string): Promise<PostgresDump> {
  const tables: PostgresDump['tables'] = []
  for (const name of await tableNames(client)) {
    const stream = client.query(copyTo(`copy ${quoted(name)} to stdout`))
    await pipeline(stream, createGzip({ level: 3 }), createWriteStream(join(folder, `${name}.copy.gz`)))
    tables.push({ name, rows: stream.rowCount ?? 0 })
  }
  const sequences = await client.query<{ name: string; value: string }>(
    `select sequencename as name, last_value::text as value from pg_sequences
     where schemaname = 'public' and last_value is not null order by 1`,
  )
  return { tables, sequences: sequences.rows }
}

/**
 * Transaction numbers of another cluster mean nothing here, yet they order facts and cursors. Each gets the number of its
 * run of rising ids instead: the same order in few small numbers, which lie below any that this cluster still gives out.
 */
const renumberFacts = `
  with places as (
    select xid, id from platform_outbox union select xid, id from platform_outbox_cursor
  ), steps as (
    select xid, id, case when id < lag(id) over (order by xid, id) then 1 else 0 end as falls from places
  ), runs as (
    select xid, id, 1 + sum(falls) over (order by xid, id) as run from steps
  ), facts as (
    update platform_outbox o set xid = r.run::text::xid8 from runs r where (r.xid, r.id) = (o.xid, o.id)
  )
  update platform_outbox_cursor c set xid = r.run::text::xid8 from runs r where (r.xid, r.id) = (c.xid, c.id)`

/** Fills a freshly migrated database: all or nothing. */
export async function loadPostgres(pool: Pool, folder: string, dump: PostgresDump) {
  const client = await pool.connect()
  try {
    await client.query('begin')
    // Foreign keys are checked when they fire; a dump is consistent and its tables come in no special order.
    await client.query('set local session_replication_role = replica')
    await client.query(`truncate ${(await tableNames(client)).map(quoted).join(', ')}`)
    for (const { name } of dump.tables) {
      const stream = client.query(copyFrom(`copy ${quoted(name)} from stdin`))
      await pipeline(createReadStream(join(folder, `${name}.copy.gz`)), createGunzip(), stream)
    }
    for (const { name, value } of dump.sequences) await client.query('select setval($1, $2)', [quoted(name), value])
    await client.query(renumberFacts)
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
}

async function tableNames(client: PoolClient): Promise<string[]> {
  const rows = await client.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'platform_migration' order by 1`,
  )
  return rows.rows.map((row) => row.name)
}
