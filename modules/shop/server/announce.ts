import type { Outbox } from '#platform/outbox'
import type { Tx } from '#platform/postgres/postgres'
import { type ChangedOrder, type GoneOrder, type OrdersChanged, ordersChanged } from '../index.ts'
import type { ShopTables } from './tables.ts'

/** Publishes how these orders stand now, and which were deleted. */
export async function announce(outbox: Outbox, tx: Tx, ids: readonly string[], gone: readonly GoneOrder[] = []) {
  if (ids.length === 0 && gone.length === 0) return
  const orders = ids.length === 0 ? [] : await changedOrders(tx, ids)
  const fact: OrdersChanged = gone.length === 0 ? { orders } : { orders, gone }
  await outbox.publish(tx, ordersChanged, fact)
}

async function changedOrders(tx: Tx, ids: readonly string[]): Promise<ChangedOrder[]> {
  const rows = await tx
    .tables<ShopTables>()
    .selectFrom('shop_order')
    .selectAll()
    .where('id', 'in', [...ids])
    .execute()
  return rows.map(
    (row): ChangedOrder => ({
      id: row.id,
      identity: row.identity,
      person: row.person,
      paidAt: row.paid_at.getTime(),
      gross: Number(row.gross),
      net: Number(row.net),
      sourceKind: row.source_kind,
      state: row.state,
      channel: row.channel || null,
      store: row.store || null,
      staff: row.staff || null,
      inviterIdentity: row.inviter_identity,
      inviterPerson: row.inviter,
      part: row.root !== null,
    }),
  )
}
