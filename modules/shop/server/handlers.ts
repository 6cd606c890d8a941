import { implement } from '@orpc/server'
import { sql } from 'kysely'
import type { Problem } from '#kit/api'
import type { Identities } from '#modules/identity'
import type { Olap } from '#platform/clickhouse/olap'
import type { Vault } from '#platform/crypto'
import type { RequestContext } from '#platform/http/context'
import { refuse } from '#platform/http/problem'
import type { Db, Postgres } from '#platform/postgres/postgres'
import { shop } from '../contract.ts'
import type { OrderState } from '../core/order.ts'
import { always, copySumsOf, ledgerOf } from './reconcile.ts'
import type { ShopTables } from './tables.ts'

export interface ShopDeps {
  readonly postgres: Postgres
  readonly olap: Olap
  readonly vault: Vault
  readonly identities: Identities
}

type Row = Omit<ShopTables['shop_order'], 'id' | 'version' | 'updated_at'> & {
  id: string
  version: string
  updated_at: Date
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

interface ListInput {
  cursor?: string | undefined
  limit: number
  from?: string | undefined
  to?: string | undefined
  person?: string | undefined
  source?: string | undefined
  store?: string | undefined
  state?: OrderState | undefined
  q?: string | undefined
}

async function listOrders(deps: ShopDeps, input: ListInput) {
  let query = deps.postgres.tables<ShopTables>().selectFrom('shop_order').selectAll()
  if (input.from !== undefined) query = query.where('paid_at', '>=', new Date(input.from))
  if (input.to !== undefined) query = query.where('paid_at', '<', new Date(input.to))
  if (input.source !== undefined) query = query.where('source', '=', input.source)
  if (input.store !== undefined) query = query.where('store', '=', input.store)
  if (input.state !== undefined) query = query.where('state', '=', input.state).where('root', 'is', null)
  // ^@ (starts with) takes the text as it is; LIKE would read % and _ in it.
  if (input.q) query = query.where(sql<boolean>`order_no ^@ ${input.q}`)
  if (input.person !== undefined) query = query.where('person', 'in', [...(await allOf(deps.identities, input.person))])
  const cursor = /^(-?\d{1,15})\.(\d{1,19})$/.exec(input.cursor ?? '')
  if (cursor) {
    const at = new Date(Number(cursor[1]))
    query = query.where(sql<boolean>`(paid_at, id) < (${at}, ${cursor[2]}::bigint)`)
  }
  const rows = await query
    .orderBy('paid_at', 'desc')
    .orderBy('id', 'desc')
    .limit(input.limit + 1)
    .execute()
  const page = rows.slice(0, input.limit)
  const last = rows.length > input.limit ? page.at(-1) : undefined
  const items = await shownAll(deps.identities, page)
  return last ? { items, next: `${last.paid_at.getTime()}.${last.id}` } : { items }
}

/** Orders keep the person of their day: those of a merged person lie under several numbers. */
async function allOf(identities: Identities, person: string): Promise<readonly string[]> {
  const standing = await identities.standing(person)
  return standing === null ? [person] : [...new Set([person, ...(await identities.mergedInto(standing))])]
}

async function detailOf(deps: ShopDeps, row: Row) {
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
async function partRefunds(db: Db<ShopTables>, parts: readonly Row[]) {
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

const timeOf = (time: Date | null) => time?.toISOString() ?? null

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

async function shownAll(identities: Identities, rows: readonly Row[]) {
  const persons = new Set(rows.flatMap((row) => [row.person, row.inviter]).filter((id) => id !== null))
  const standing = new Map<string, string | null>()
  for (const person of persons) standing.set(person, await identities.standing(person))
  const now = (person: string | null) => person && (standing.get(person) ?? person)
  return rows.map((row) => ({
    ...{ id: row.id, source: row.source, state: row.state, channel: row.channel, shop: row.shop, store: row.store },
    orderNo: row.order_no,
    person: now(row.person),
    inviter: now(row.inviter),
    paidAt: row.paid_at.toISOString(),
    gross: Number(row.gross),
    refunded: Number(row.refunded),
    net: Number(row.net),
    refundedAt: timeOf(row.refunded_at),
    sourceKind: row.source_kind,
    orderKind: row.order_kind,
    parentOrderNo: row.parent,
    partOf: row.root,
    staff: row.staff,
    freight: Number(row.freight),
    subsidy: Number(row.subsidy),
    version: Number(row.version),
    updatedAt: row.updated_at.toISOString(),
  }))
}
