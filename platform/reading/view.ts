import pg from 'pg'
import type { Bilingual } from '#kit/api'
import type { Olap } from '../clickhouse/olap.ts'
import type { Postgres } from '../postgres/postgres.ts'

export const readingEngines = ['clickhouse', 'postgres'] as const
export type ReadingEngine = (typeof readingEngines)[number]

/** The schema of PostgreSQL and the database of ClickHouse in which the views stand. */
export const readingSchema = 'siyu_reading'

/** Who may read there, and nothing else; a login of PostgreSQL. */
export const readingRole = 'siyu_reader'

/** A table that may be read by SQL of one's own. Nothing in it tells who a person is: persons are numbers. */
export interface ReadingView {
  readonly name: string
  readonly engine: ReadingEngine
  readonly title: Bilingual
  /** Every column of it with its meaning, in order. */
  readonly columns: Readonly<Record<string, Bilingual>>
  /** The select behind it; tables of ClickHouse as `{db}.name`, for the reader stands in another database. */
  readonly sql: string
}

const lockKey = 7_316_200_118

/** Makes the views anew, as this version has them; a start is the moment for it. */
export async function createViews(postgres: Postgres, olap: Olap, views: readonly ReadingView[]): Promise<void> {
  const client = await postgres.pool.connect()
  try {
    await client.query('begin')
    await client.query('select pg_advisory_xact_lock($1)', [lockKey])
    await client.query(`drop schema if exists ${readingSchema} cascade; create schema ${readingSchema}`)
    for (const view of views.filter(({ engine }) => engine === 'postgres'))
      await client.query(`create view ${readingSchema}.${view.name} as ${view.sql}`)
    await client.query(grants)
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  } finally {
    client.release()
  }
  await createOlapViews(olap, views)
}

async function createOlapViews(olap: Olap, views: readonly ReadingView[]) {
  const database = (await olap.bytes('select currentDatabase() format TSV')).toString('utf8').trim()
  await olap.command(`create database if not exists ${readingSchema}`)
  for (const view of views.filter(({ engine }) => engine === 'clickhouse'))
    await olap.command(
      `create or replace view ${readingSchema}.${view.name} as ${view.sql.replaceAll('{db}', database)}`,
    )
}

/**
 * The login that reads the views of an embedded PostgreSQL. It is not made on a server of one's own: there its
 * administrator makes it, and the views are granted to it at the next start.
 */
export async function prepareReader({ pool }: Postgres): Promise<void> {
  const found = await pool.query('select from pg_roles where rolname = $1', [readingRole])
  if (!found.rowCount) {
    await pool.query(`create role ${readingRole} login connection limit 8`).catch((error: unknown) => {
      // Another process of the same server has just made it.
      if (!(error instanceof pg.DatabaseError) || (error.code !== '42710' && error.code !== '23505')) throw error
    })
    await pool.query(`alter role ${readingRole} set default_transaction_read_only = on`)
    await pool.query(`alter role ${readingRole} set temp_file_limit = '1GB'`)
  }
  await pool.query(noLocks)
}

/** Locks by number would let a reader hold up those who write. */
const noLocks = `do $$ begin
  execute (select string_agg(format('revoke execute on function %s from public', oid::regprocedure), ';')
    from pg_proc where proname like 'pg_advisory%' or proname like 'pg_try_advisory%');
end $$`

const grants = `do $$ begin
  if exists (select from pg_roles where rolname = '${readingRole}') then
    grant usage on schema ${readingSchema} to ${readingRole};
    grant select on all tables in schema ${readingSchema} to ${readingRole};
  end if;
end $$`
