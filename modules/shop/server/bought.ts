import { sql } from 'kysely'
import type { Postgres } from '#platform/postgres/postgres'
import type { OrderState, SourceKind } from '../core/order.ts'
import type { ShopTables } from './tables.ts'

/** An order as far as it says whether somebody is new. Money in fen, times in epoch ms. */
export interface Bought {
  readonly person: string
  readonly paidAt: number
  readonly net: number
  readonly state: OrderState
  readonly sourceKind: SourceKind
}

/** Every order of these strands, oldest first; what is part of another order has its money there. */
export async function boughtBy(postgres: Postgres, strands: readonly string[]): Promise<readonly Bought[]> {
  if (strands.length === 0) return []
  const rows = await sql<ShopTables['shop_order']>`
    select person, paid_at, net, state, source_kind from shop_order
    where person = any(${strands}::bigint[]) and root is null order by paid_at, id`.execute(
    postgres.tables<ShopTables>(),
  )
  return rows.rows.map(({ person, paid_at: at, net, state, source_kind: sourceKind }) => ({
    ...{ person: person ?? '', paidAt: at.getTime(), net: Number(net), state, sourceKind },
  }))
}
