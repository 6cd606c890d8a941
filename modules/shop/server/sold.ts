import { sql } from 'kysely'
import type { Postgres } from '#platform/postgres/postgres'
import type { ShopTables } from './tables.ts'

/** A channel in a stretch of time, epoch ms; the end is not part of it. */
export interface Stretch {
  readonly channel: string
  readonly from: number
  readonly to: number
}

/** Money is fen. */
export interface Sold {
  readonly orders: number
  readonly net: number
  /** Customers who are known. */
  readonly people: number
}

/** What each stretch has sold, in the order asked: orders by their first payment, each whole with what went back of it. */
export const soldIn =
  (postgres: Postgres) =>
  async (stretches: readonly Stretch[]): Promise<readonly Sold[]> => {
    if (stretches.length === 0) return []
    const rows = await sql<{ orders: number; net: string; people: number }>`
      select count(o.id)::int as orders, coalesce(sum(o.net), 0)::text as net, count(distinct o.person)::int as people
      from unnest(${stretches.map(({ channel }) => channel)}::text[], ${stretches.map(({ from }) => from)}::float8[],
        ${stretches.map(({ to }) => to)}::float8[]) with ordinality as t(channel, since, until, place)
      left join shop_order o on o.channel = t.channel and o.paid_at >= to_timestamp(t.since / 1000.0)
        and o.paid_at < to_timestamp(t.until / 1000.0) and o.root is null
      group by t.place order by t.place`.execute(postgres.tables<ShopTables>())
    return rows.rows.map(({ orders, net, people }) => ({ orders, net: Number(net), people }))
  }
