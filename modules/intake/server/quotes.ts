import { sql } from 'kysely'
import type { Vault } from '#platform/crypto'
import type { Postgres } from '#platform/postgres/postgres'
import { noteContext } from './imports/store.ts'

/** A raw text that quotes somebody. */
export interface Quote {
  id: string
  at: Date
  raw: string
}

const chunk = 1000

/** Parked events whose text holds one of these values. Reads all of them: what could not be read has no index. */
export async function* parkedWith(postgres: Postgres, values: readonly string[]): AsyncGenerator<Quote> {
  if (values.length === 0) return
  for (let after = '0'; ; ) {
    const rows = await sql<Quote>`
      select id, received_at as at, raw #>> '{}' as raw from intake_parked where id > ${after}::bigint
        and exists (select 1 from unnest(${values}::text[]) as v where strpos(raw #>> '{}', v) > 0)
      order by id limit ${chunk}`.execute(postgres.tables())
    yield* rows.rows
    const last = rows.rows.at(-1)
    if (!last || rows.rows.length < chunk) return
    after = last.id
  }
}

/** Rows of lists that were kept because they failed or were odd, and hold one of these values. They are sealed: each is opened. */
export async function* notesWith(postgres: Postgres, vault: Vault, values: readonly string[]): AsyncGenerator<Quote> {
  if (values.length === 0) return
  for (let after = '0'; ; ) {
    const rows = await sql<{ id: string; at: Date; raw: Buffer }>`
      select r.id, i.created_at as at, r.raw from intake_import_rejected r join intake_import i on i.id = r.import
      where r.id > ${after}::bigint order by r.id limit ${chunk}`.execute(postgres.tables())
    for (const { id, at, raw } of rows.rows) {
      const text = vault.open(raw, noteContext)
      if (values.some((value) => text.includes(value))) yield { id, at, raw: text }
    }
    const last = rows.rows.at(-1)
    if (!last || rows.rows.length < chunk) return
    after = last.id
  }
}

/** Deletes every raw text that holds one of these values. */
export async function dropQuotes(postgres: Postgres, vault: Vault, values: readonly string[]): Promise<void> {
  const drop = async (table: 'intake_parked' | 'intake_import_rejected', quotes: AsyncIterable<Quote>) => {
    for await (const { id } of quotes)
      await sql`delete from ${sql.table(table)} where id = ${id}::bigint`.execute(postgres.tables())
  }
  await drop('intake_parked', parkedWith(postgres, values))
  await drop('intake_import_rejected', notesWith(postgres, vault, values))
}
