import { implement } from '@orpc/server'
import type { Problem } from '#kit/api'
import type { Identities, OrderClaims } from '#modules/identity'
import type { Olap } from '#platform/clickhouse/olap'
import type { Vault } from '#platform/crypto'
import { nameOf, type RequestContext } from '#platform/http/context'
import { refuse } from '#platform/http/problem'
import type { Db, Postgres } from '#platform/postgres/postgres'
import { shop } from '../contract.ts'
import { aboutOrders, boughtBy, listOrders } from './list.ts'
import { always, copySumsOf, ledgerOf } from './reconcile.ts'
import { type OrderRow, shownAll, timeOf } from './shown.ts'
import type { ShopTables } from './tables.ts'

export interface ShopDeps {
  readonly postgres: Postgres
  readonly olap: Olap
  readonly vault: Vault
  readonly identities: Identities & OrderClaims
}

type Refusal = 'no-such-order' | 'no-such-person' | 'has-customer' | 'claimed-already' | 'not-claimed'

const problems: Record<Refusal, Problem> = {
  'no-such-order': { status: 404, title: { zh: '没有这张订单', en: 'No such order' } },
  'no-such-person': { status: 404, title: { zh: '没有这位客户', en: 'No such person' } },
  'has-customer': {
    status: 409,
    title: { zh: '订单来源已经写明客户，不能认领', en: 'Its source names the customer: it cannot be claimed' },
  },
  'claimed-already': { status: 409, title: { zh: '已被别的客户认领', en: 'Somebody else has claimed it' } },
  'not-claimed': { status: 409, title: { zh: '这张订单没有人认领', en: 'Nobody has claimed this order' } },
}

/** The endpoints of the ledger. */
export function shopHandlers(deps: ShopDeps) {
  const os = implement(shop).$context<RequestContext>()
  const db = () => deps.postgres.tables<ShopTables>()
  return os.router({
    list: os.list.handler(({ input }) => listOrders(deps, input)),
    count: os.count.handler(({ input }) => aboutOrders(deps, input)),
    bought: os.bought.handler(({ input }) => boughtBy(deps.postgres, input.strands.split(','))),
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
    claim: os.claim.handler(async ({ input: { id, person, reason }, context }) => {
      const row = await orderOf(deps, id)
      if (row.identity !== null && !row.claimed) refuse(problems, 'has-customer')
      const order = { source: row.source, orderNo: row.order_no, person }
      const done = await deps.identities.claimOrder(order, { by: nameOf(context.actor), reason })
      return done.ok ? shownNow(deps, id) : refuse(problems, done.refusal)
    }),
    release: os.release.handler(async ({ input: { id, reason }, context }) => {
      const row = await orderOf(deps, id)
      const order = { source: row.source, orderNo: row.order_no }
      const released = row.claimed && (await deps.identities.releaseOrder(order, { by: nameOf(context.actor), reason }))
      return released ? shownNow(deps, id) : refuse(problems, 'not-claimed')
    }),
    get: os.get.handler(async ({ input }) => {
      return detailOf(deps, await orderOf(deps, input.id))
    }),
  })
}

async function orderOf({ postgres }: ShopDeps, id: string): Promise<OrderRow> {
  const row = await postgres
    .tables<ShopTables>()
    .selectFrom('shop_order')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  return row ?? refuse(problems, 'no-such-order')
}

async function shownNow(deps: ShopDeps, id: string) {
  const [order] = await shownAll(deps.identities, [await orderOf(deps, id)])
  return order ?? refuse(problems, 'no-such-order')
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
