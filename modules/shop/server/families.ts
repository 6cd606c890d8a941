import { sql } from 'kysely'
import type { Db } from '#platform/postgres/postgres'
import { type Member, type Standing, settle } from '../core/family.ts'
import type { OrderState } from '../core/order.ts'
import type { StoredOrder } from './known.ts'
import type { ShopTables } from './tables.ts'

interface Row {
  id: string
  order_no: string
  parent: string
  person: string | null
  own_paid_at: Date
  own_gross: string
  own_refunded: string
  own_refunded_at: Date | null
  root: string | null
  paid_at: Date
  gross: string
  refunded: string
  net: string
  refunded_at: Date | null
  state: OrderState
}

/** Brings orders that refer to each other in line after some of them changed. Returns the ids whose standing changed. */
export async function settleFamilies(
  db: Db<ShopTables>,
  source: string,
  changed: readonly StoredOrder[],
): Promise<string[]> {
  const seeds = changed.flatMap((order) => [order.parent, order.parentBefore].filter((no) => no !== ''))
  const named = await sql<{ order_no: string }>`select order_no from shop_order
    where source = ${source} and parent = any(${changed.map((order) => order.orderNo)}::text[]) and parent <> ''`.execute(
    db,
  )
  seeds.push(...named.rows.map((row) => row.order_no))
  if (seeds.length === 0) return []
  const rows = await relatives(db, source, seeds)
  const before = new Map(rows.map((row) => [row.id, row]))
  const moved = settle(rows.map(memberOf)).filter((standing) => differs(standing, before.get(standing.id)))
  if (moved.length > 0) await writeStandings(db, moved)
  return moved.map((standing) => standing.id)
}

/** Everything connected to these orders by parent numbers, up and down. */
async function relatives(db: Db<ShopTables>, source: string, seeds: readonly string[]): Promise<Row[]> {
  const found = new Map<string, Row>()
  const asked = new Set<string>()
  for (let open = [...new Set(seeds)]; open.length > 0; ) {
    for (const no of open) asked.add(no)
    const rows = await sql<Row>`
      select * from shop_order where source = ${source} and order_no = any(${open}::text[])
      union select * from shop_order where source = ${source} and parent <> '' and parent = any(${open}::text[])`.execute(
      db,
    )
    for (const row of rows.rows) found.set(row.id, row)
    const next = rows.rows.flatMap((row) => [row.order_no, row.parent])
    open = [...new Set(next)].filter((no) => no !== '' && !asked.has(no))
  }
  return [...found.values()]
}

function memberOf(row: Row): Member {
  return {
    id: row.id,
    orderNo: row.order_no,
    parent: row.parent,
    paidAt: row.own_paid_at.getTime(),
    gross: Number(row.own_gross),
    refunded: Number(row.own_refunded),
    refundedAt: row.own_refunded_at?.getTime() ?? null,
    hasPerson: row.person !== null,
  }
}

function differs(now: Standing, row: Row | undefined): boolean {
  if (!row) return true
  const then = [
    row.root,
    row.paid_at.getTime(),
    Number(row.gross),
    Number(row.refunded),
    Number(row.net),
    row.refunded_at?.getTime() ?? null,
    row.state,
  ]
  const next = [now.root, now.paidAt, now.gross, now.refunded, now.net, now.refundedAt, now.state]
  return next.some((value, i) => value !== then[i])
}

async function writeStandings(db: Db<ShopTables>, standings: readonly Standing[]) {
  await sql`update shop_order o set root = t.root, paid_at = to_timestamp(t."paidAt" / 1000.0), gross = t.gross,
      refunded = t.refunded, net = t.net, refunded_at = to_timestamp(t."refundedAt" / 1000.0), state = t.state,
      version = o.version + 1, updated_at = now()
    from json_to_recordset(${JSON.stringify(standings)}::json) as t(id bigint, root bigint, "paidAt" float8, gross bigint,
      refunded bigint, net bigint, "refundedAt" float8, state text) where o.id = t.id`.execute(db)
}
