import { sql } from 'kysely'
import type { Postgres, Tx } from '#platform/postgres/postgres'

interface ReadTables {
  carriers_shop_order: { account: string; number: string; read: string }
}

/** One read of an order: what it answers is at least as new as the moment at which it was numbered. */
export interface Read {
  readonly account: string
  /** The number of the order. */
  readonly number: string
  /** Later reads have higher ones, in whichever process. */
  readonly read: string
}

/** Numbers a read, before the platform is asked. */
export async function beginRead(postgres: Postgres, account: string, number: string): Promise<Read> {
  const { rows } = await sql<{ read: string }>`select nextval('carriers_shop_read')::text as read`.execute(
    postgres.tables<ReadTables>(),
  )
  const [row] = rows
  if (!row) throw new Error('no number for a read')
  return { account, number, read: row.read }
}

/** Takes the order for this read until the transaction ends; false = what a later one answered stands there. */
export async function isLatestRead(tx: Tx, { account, number, read }: Read): Promise<boolean> {
  const { rows } = await sql`insert into carriers_shop_order (account, number, read)
    values (${account}::bigint, ${number}, ${read}::bigint)
    on conflict (account, number) do update set read = excluded.read where carriers_shop_order.read <= excluded.read
    returning number`.execute(tx.tables<ReadTables>())
  return rows.length > 0
}
