import type { Outbox } from '#platform/outbox'
import type { Tx } from '#platform/postgres/postgres'
import { type ChangedOrder, type GoneOrder, type OrdersChanged, ordersChanged } from '../index.ts'
import type { ShopTables } from './tables.ts'

/** Publishes how these orders stand now, which were deleted, and whose orders are told anew. */
export async function announce(
  outbox: Outbox,
  tx: Tx,
  ids: readonly string[],
  { gone, retold }: { gone: readonly GoneOrder[]; retold: readonly string[] } = { gone: [], retold: [] },
) {
  if (ids.length === 0 && gone.length === 0) return
  const orders = ids.length === 0 ? [] : await changedOrders(tx, ids)
  const fact: OrdersChanged = { orders, ...(gone.length > 0 ? { gone } : {}), ...(retold.length > 0 ? { retold } : {}) }
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
