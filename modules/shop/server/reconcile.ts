import { sql } from 'kysely'
import { z } from 'zod'
import type { Olap, Query } from '#platform/clickhouse/olap'
import type { Log } from '#platform/log'
import type { Db, Postgres } from '#platform/postgres/postgres'
import { type OrderState, orderStates } from '../core/order.ts'
import { copyByIds } from './copy.ts'
import type { ShopTables } from './tables.ts'

export interface Range {
  /** Epoch ms, `[from, to)`. */
  readonly from: number
  readonly to: number
}

export interface Sums {
  orders: number
  gross: number
  refunded: number
  net: number
}

/** 1900 … 2299: all that a time of an order can be. */
export const always: Range = { from: -2_208_988_800_000, to: 10_413_792_000_000 }

const Int = z.coerce.number().int()
const copySums = {
  name: 'shop.copySums',
  sql: `select count() as orders, sum(gross) as gross, sum(refunded) as refunded, sum(net) as net
    from orders final where deleted = 0 and paid_at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
      and paid_at < fromUnixTimestamp64Milli({to:Int64}, 'UTC')`,
  params: z.object({ from: z.number(), to: z.number() }),
  row: z.object({ orders: Int, gross: Int, refunded: Int, net: Int }),
} satisfies Query<z.ZodType, z.ZodType>

const copyMonths = {
  name: 'shop.copyMonths',
  sql: `select toYYYYMM(paid_at) as month, count() as orders, sum(gross) as gross, sum(refunded) as refunded,
      sum(net) as net, sum(version) as versions from orders final where deleted = 0 group by month order by month`,
  params: z.object({}),
  row: z.object({
    month: Int,
    orders: z.string(),
    gross: z.string(),
    refunded: z.string(),
    net: z.string(),
    versions: z.string(),
  }),
} satisfies Query<z.ZodType, z.ZodType>

/** Sums of the copy. */
export async function copySumsOf(olap: Olap, range: Range): Promise<Sums> {
  const [row] = await olap.query(copySums, range)
  return row ?? { orders: 0, gross: 0, refunded: 0, net: 0 }
}

/** Sums of the ledger by state; orders that are part of another are in that one. */
export async function ledgerOf(db: Db<ShopTables>, { from, to }: Range) {
  const rows = await sql<{
    state: OrderState
    orders: string
    gross: string
    refunded: string
    net: string
    beyond: string
  }>`
    select state, count(*) as orders, sum(gross) as gross, sum(refunded) as refunded, sum(net) as net,
      sum(case when gross >= 0 then greatest(0, refunded - gross) else 0 end) as beyond
    from shop_order where root is null and paid_at >= ${new Date(from)} and paid_at < ${new Date(to)}
    group by state`.execute(db)
  const zero = () => ({ orders: 0, gross: 0, refunded: 0, net: 0, compensation: 0 })
  const states = Object.fromEntries(orderStates.map((state) => [state, zero()])) as Record<
    OrderState,
    ReturnType<typeof zero>
  >
  const ledger = zero()
  for (const row of rows.rows) {
    const [orders, gross, refunded, net, compensation] = [row.orders, row.gross, row.refunded, row.net, row.beyond].map(
      Number,
    ) as [number, number, number, number, number]
    states[row.state] = { orders, gross, refunded, net, compensation }
    ledger.orders += orders
    ledger.gross += gross
    ledger.refunded += refunded
    ledger.net += net
    ledger.compensation += compensation
  }
  return { ledger, states }
}

/** Orders without a person and refunds without an order, by time of payment. */
export async function unexplained(postgres: Postgres, range: Range): Promise<{ noPerson: number; unlinked: number }> {
  const { states } = await ledgerOf(postgres.tables<ShopTables>(), range)
  return { noPerson: states.noPerson.orders, unlinked: states.unlinked.orders }
}

/**
 * The daily proof that the copy equals the ledger, month by month. Months that differ are copied again; what then still
 * differs is returned and logged.
 */
export async function proveCopy(
  postgres: Postgres,
  olap: Olap,
  log: Log,
): Promise<{ repaired: number[]; wrong: number[] }> {
  const db = postgres.tables<ShopTables>()
  const repaired = await differentMonths(db, olap)
  for (const month of repaired) await copyMonth(db, olap, month)
  const wrong = repaired.length === 0 ? [] : await differentMonths(db, olap)
  if (repaired.length > 0)
    log.error({ months: repaired, stillWrong: wrong }, 'the copy of the orders differed from the ledger')
  return { repaired, wrong }
}

async function differentMonths(db: Db<ShopTables>, olap: Olap): Promise<number[]> {
  const rows = await sql<{
    month: number
    orders: string
    gross: string
    refunded: string
    net: string
    versions: string
  }>`
    select to_char(paid_at at time zone 'UTC', 'YYYYMM')::int as month, count(*) as orders, sum(gross) as gross,
      sum(refunded) as refunded, sum(net) as net, sum(version) as versions
    from shop_order where root is null group by 1`.execute(db)
  const textOf = (row: (typeof rows.rows)[number]) =>
    [row.orders, row.gross, row.refunded, row.net, row.versions].join(' ')
  const ledger = new Map(rows.rows.map((row) => [row.month, textOf(row)]))
  const copy = new Map((await olap.query(copyMonths, {})).map((row) => [row.month, textOf(row)]))
  const months = new Set([...ledger.keys(), ...copy.keys()])
  return [...months].filter((month) => ledger.get(month) !== copy.get(month)).sort((a, b) => a - b)
}

async function copyMonth(db: Db<ShopTables>, olap: Olap, month: number) {
  const start = new Date(Date.UTC(Math.floor(month / 100), (month % 100) - 1, 1))
  const end = new Date(Date.UTC(Math.floor(month / 100), month % 100, 1))
  const rows = await sql<{ id: string }>`
    select id from shop_order where paid_at >= ${start} and paid_at < ${end}`.execute(db)
  await copyByIds(
    db,
    olap,
    rows.rows.map((row) => row.id),
  )
}
