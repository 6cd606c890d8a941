import { sql } from 'kysely'
import type { Postgres } from '#platform/postgres/postgres'
import type { ShopTables } from './tables.ts'

type Range = { from: number; to: number }

/**
 * Money of a range by the days it moved, in fen: what was paid, what went back (of orders of any time, unlinked refunds
 * by the day of their row), and how much of what was paid in the range went back in it, later, or on a day nobody wrote.
 */
export async function bridge(postgres: Postgres, { from, to }: Range) {
  const [start, end] = [new Date(from), new Date(to)]
  const rows = await sql<Record<'paid' | 'refunded' | 'backWithin' | 'backLater' | 'undated', string>>`
    select
      coalesce(sum(gross) filter (where gross > 0 and paid), 0) as paid,
      coalesce(sum(refunded) filter (where gross > 0 and back), 0) - coalesce(sum(net) filter (where net < 0 and paid), 0)
        as refunded,
      coalesce(sum(refunded) filter (where gross > 0 and paid and back), 0) as "backWithin",
      coalesce(sum(refunded) filter (where gross > 0 and paid and not back and refunded_at is not null), 0) as "backLater",
      coalesce(sum(refunded) filter (where gross > 0 and paid and refunded_at is null), 0) as undated
    from (
      select gross, least(refunded, gross) as refunded, net, refunded_at,
        paid_at >= ${start} and paid_at < ${end} as paid,
        coalesce(refunded_at >= ${start} and refunded_at < ${end}, false) as back
      from shop_order
      where root is null
        and (paid_at >= ${start} and paid_at < ${end} or refunded_at >= ${start} and refunded_at < ${end})
    ) as moved`.execute(postgres.tables<ShopTables>())
  const [row] = rows.rows
  const { paid = 0, refunded = 0, backWithin = 0, backLater = 0, undated = 0 } = row ?? {}
  return {
    paid: Number(paid),
    refunded: Number(refunded),
    backWithin: Number(backWithin),
    backLater: Number(backLater),
    undated: Number(undated),
  }
}

/** Orders paid in the range that came or changed after a moment, the latest change first; the last thousand. */
export async function changedSince(postgres: Postgres, { from, to }: Range, since: number) {
  const rows = await postgres
    .tables<ShopTables>()
    .selectFrom('shop_order')
    .select(['id', 'order_no', 'paid_at', 'updated_at', 'gross', 'refunded', 'net'])
    .where('paid_at', '>=', new Date(from))
    .where('paid_at', '<', new Date(to))
    .where('updated_at', '>', new Date(since))
    .where('root', 'is', null)
    .orderBy('updated_at', 'desc')
    .limit(1000)
    .execute()
  return rows.map((row) => ({
    ...{ id: row.id, orderNo: row.order_no },
    ...{ paidAt: row.paid_at.getTime(), changedAt: row.updated_at.getTime() },
    ...{ gross: Number(row.gross), refunded: Number(row.refunded), net: Number(row.net) },
  }))
}
