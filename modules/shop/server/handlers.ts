import { implement } from '@orpc/server'
import type { Problem } from '#kit/api'
import type { Identities } from '#modules/identity'
import type { Olap } from '#platform/clickhouse/olap'
import type { Vault } from '#platform/crypto'
import type { RequestContext } from '#platform/http/context'
import { refuse } from '#platform/http/problem'
import type { Db, Postgres } from '#platform/postgres/postgres'
import { shop } from '../contract.ts'
import { aboutOrders, listOrders } from './list.ts'
import { always, copySumsOf, ledgerOf } from './reconcile.ts'
import { type OrderRow, shownAll, timeOf } from './shown.ts'
import type { ShopTables } from './tables.ts'

export interface ShopDeps {
  readonly postgres: Postgres
  readonly olap: Olap
  readonly vault: Vault
  readonly identities: Identities
}

const problems: Record<'no-such-order', Problem> = {
  'no-such-order': { status: 404, title: { zh: '没有这张订单', en: 'No such order' } },
}

/** The endpoints of the ledger. */
export function shopHandlers(deps: ShopDeps) {
  const os = implement(shop).$context<RequestContext>()
  const db = () => deps.postgres.tables<ShopTables>()
  return os.router({
    list: os.list.handler(({ input }) => listOrders(deps, input)),
    count: os.count.handler(({ input }) => aboutOrders(deps, input)),
    reconcile: os.reconcile.handler(async ({ input }) => {
      const range = {
        from: input.from === undefined ? always.from : Date.parse(input.from),
        to: input.to === undefined ? always.to : Date.parse(input.to),
      }
      const { ledger, states } = await ledgerOf(db(), range)
      const copy = await copySumsOf(deps.olap, range)
      const equal = (['orders', 'gross', 'refunded', 'net'] as const).every((name) => ledger[name] === copy[name])
      return { ledger, states, copy, equal }
    }),
    get: os.get.handler(async ({ input }) => {
      const row = await db().selectFrom('shop_order').selectAll().where('id', '=', input.id).executeTakeFirst()
      return row ? detailOf(deps, row) : refuse(problems, 'no-such-order')
    }),
  })
}

async function detailOf(deps: ShopDeps, row: OrderRow) {
  const db = deps.postgres.tables<ShopTables>()
  const lines = await db
    .selectFrom('shop_order_line')
    .selectAll()
    .where('order_id', '=', row.id)
    .orderBy('position')
    .execute()
  const refunds = await db
    .selectFrom('shop_refund')
    .selectAll()
    .where('order_id', '=', row.id)
    .orderBy('position')
    .execute()
  const parts = await db.selectFrom('shop_order').selectAll().where('root', '=', row.id).orderBy('id').execute()
  const [order, ...others] = await shownAll(deps.identities, [row, ...parts])
  if (!order) throw new Error('the order itself is among the shown ones')
  return {
    ...order,
    note: row.note === null ? '' : deps.vault.open(row.note, 'shop_order.note'),
    lines: lines.map(shownLine),
    refunds: [
      ...refunds.map((refund) => ({
        amount: Number(refund.amount),
        refundedAt: timeOf(refund.refunded_at),
        orderId: null,
      })),
      ...(await partRefunds(db, parts)),
    ],
    parts: others,
  }
}

/** Refunds that came as orders of their own, and those of the other parts. */
async function partRefunds(db: Db<ShopTables>, parts: readonly OrderRow[]) {
  if (parts.length === 0) return []
  const ids = parts.map((part) => part.id)
  const refunds = await db
    .selectFrom('shop_refund')
    .selectAll()
    .where('order_id', 'in', ids)
    .orderBy('order_id')
    .orderBy('position')
    .execute()
  const own = parts.filter((part) => Number(part.own_gross) < 0)
  return [
    ...own.map((part) => ({ amount: -Number(part.own_gross), refundedAt: timeOf(part.own_paid_at), orderId: part.id })),
    ...refunds.map((refund) => ({
      amount: Number(refund.amount),
      refundedAt: timeOf(refund.refunded_at),
      orderId: refund.order_id,
    })),
  ]
}

function shownLine(line: ShopTables['shop_order_line']) {
  const { sku, product, quantity } = line
  return {
    ...{ sku, product, quantity },
    lineNo: line.line_no,
    unitPrice: line.unit_price,
    amount: Number(line.amount),
    refunded: Number(line.refunded),
    paidAt: line.paid_at.toISOString(),
  }
}
