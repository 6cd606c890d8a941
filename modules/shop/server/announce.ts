import type { Selectable } from 'kysely'
import type { Outbox } from '#platform/outbox'
import type { Postgres, Tx } from '#platform/postgres/postgres'
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
  return told(rows)
}

/** Orders paid from a moment (epoch ms) on, above a number, by their numbers, as they stand now. */
export async function ordersSince(postgres: Postgres, from: number, after: string, limit: number) {
  const all = postgres.tables<ShopTables>().selectFrom('shop_order').selectAll()
  const since = all.where('paid_at', '>=', new Date(from)).where('id', '>', after)
  return told(await since.orderBy('id').limit(limit).execute())
}

const told = (rows: readonly Selectable<ShopTables['shop_order']>[]): ChangedOrder[] =>
  rows.map(
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
