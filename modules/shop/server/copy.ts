import { sql } from 'kysely'
import type { Olap } from '#platform/clickhouse/olap'
import type { Subscription } from '#platform/outbox'
import type { Db } from '#platform/postgres/postgres'
import { type GoneOrder, type OrdersChanged, ordersChanged } from '../index.ts'
import type { ShopTables } from './tables.ts'

type OrderRow = ShopTables['shop_order']
const chunk = 10_000

/** Copies changed orders to the shared log: by id and version, so a repeat changes nothing and an older state never wins. */
export function copyOrders(olap: Olap): Subscription {
  return {
    consumer: 'shop.copy',
    topics: [ordersChanged],
    async handle(tx, facts) {
      const told = facts.map((fact) => fact.payload as OrdersChanged)
      const ids = told.flatMap(({ orders }) => orders.map((order) => order.id))
      await copyByIds(tx.tables<ShopTables>(), olap, [...new Set(ids)])
      await olap.insert('orders', told.flatMap(({ gone }) => gone ?? []).map(deletedCopy))
    },
  }
}

/** Copies the present state of these orders. */
export async function copyByIds(db: Db<ShopTables>, olap: Olap, ids: readonly string[]) {
  for (let from = 0; from < ids.length; from += chunk) {
    const some = ids.slice(from, from + chunk)
    const rows = await sql<OrderRow & { id: string; version: string }>`
      select * from shop_order where id = any(${some}::bigint[])`.execute(db)
    await olap.insert('orders', rows.rows.map(copyOf))
  }
}

/** The newest state of an order that is no more. */
const deletedCopy = ({ id, version }: GoneOrder) => ({ id, version: String(BigInt(version) + 1n), deleted: 1 })

function copyOf(row: OrderRow & { id: string; version: string }) {
  const { id, version, source, order_no, source_kind, order_kind, channel, shop, store, staff, gross, refunded, net } =
    row
  return {
    ...{ id, version, source, order_no, source_kind, order_kind, channel, shop, store, staff, gross, refunded, net },
    identity: row.identity ?? '0',
    person: row.person ?? '0',
    paid_at: row.paid_at.toISOString().slice(0, -1).replace('T', ' '),
    // What is part of another order has its money there.
    deleted: row.root === null ? 0 : 1,
  }
}
