import { sql } from 'kysely'
import type { Postgres } from '#platform/postgres/postgres'
import type { ShopTables } from './tables.ts'

/** What people bought, for their history: newest first, strictly before `before` (epoch ms). */
export function orderTimeline(postgres: Postgres) {
  return {
    facts: 'order' as const,
    async read(persons: readonly string[], before: number, limit: number) {
      const rows = await sql<ShopTables['shop_order'] & { id: string }>`
        select * from shop_order where person = any(${persons}::bigint[]) and root is null
          and paid_at < to_timestamp(${Math.min(before, 10_413_791_999_999)} / 1000.0)
        order by paid_at desc, id desc limit ${limit}`.execute(postgres.tables<ShopTables>())
      return rows.rows.map((row) => ({
        at: row.paid_at.getTime(),
        kind: 'order',
        name: row.state === 'unlinked' ? 'order refunded' : 'order paid',
        detail: {
          ...{
            order: row.id,
            orderNo: row.order_no,
            source: row.source,
            state: row.state,
            channel: row.channel,
            store: row.store,
          },
          net: Number(row.net),
          gross: Number(row.gross),
          refunded: Number(row.refunded),
        },
      }))
    },
  }
}

/** The first orders of people, oldest first, for how they came to buy. What is part of another order has its money there. */
export async function firstOrders(postgres: Postgres, persons: readonly string[], limit: number) {
  const rows = await sql<ShopTables['shop_order'] & { id: string }>`
    select * from shop_order where person = any(${persons}::bigint[]) and root is null and state <> 'unlinked'
    order by paid_at, id limit ${limit}`.execute(postgres.tables<ShopTables>())
  return rows.rows.map((row) => ({
    ...{ id: row.id, orderNo: row.order_no, source: row.source, state: row.state },
    at: row.paid_at.getTime(),
    net: Number(row.net),
  }))
}
