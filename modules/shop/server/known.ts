import { sql } from 'kysely'
import type { DuplicateRule, ImportCounts } from '#modules/intake'
import type { Vault } from '#platform/crypto'
import type { Db, Postgres } from '#platform/postgres/postgres'
import type { Said } from '../core/fill.ts'
import { type OrderDraft, type OrderText, orderTexts, type SourceKind } from '../core/order.ts'
import type { ShopTables } from './tables.ts'

export interface OrderSource {
  readonly source: string
  readonly sourceKind: SourceKind
  /** The import that brings the orders, if one does. */
  readonly importId: string | null
  readonly onDuplicate: DuplicateRule
}

/** An order with the persons its ids stand for. */
export interface KnownOrder {
  readonly draft: OrderDraft
  readonly identity: string | null
  readonly person: string | null
  readonly inviterIdentity: string | null
  readonly inviter: string | null
  /** Of whom the draft could speak: not of those that the stored order names already where only blanks are filled. */
  readonly asked: Asked
}

export interface Asked {
  readonly customer: boolean
  readonly inviter: boolean
}

export interface StoredOrder {
  readonly id: string
  readonly orderNo: string
  readonly parent: string
  /** Parent before the change, '' for none or a new order. */
  readonly parentBefore: string
  readonly fresh: boolean
}

export interface Known {
  id: string
  order_no: string
  content_hash: Buffer
  identity: string | null
  parent: string
  first_import: string | null
  last_import: string | null
  inviter_identity: string | null
  order_kind: string
  channel: string
  shop: string
  store: string
  staff: string
  has_note: boolean
  own_gross: string
  own_refunded: string
}

/** Keyed hash of all that a source says about an order. */
export function contentHash(vault: Vault, draft: OrderDraft, sourceKind: SourceKind): Buffer {
  return vault.hash(`shop.order ${JSON.stringify([sourceKind, draft])}`)
}

/** The stored orders among these numbers. */
export async function knownOrders(
  db: Db<ShopTables>,
  source: string,
  orderNos: readonly string[],
): Promise<Map<string, Known>> {
  const rows = await sql<Known>`select id, order_no, content_hash,
      case when not claimed then identity end as identity, parent, first_import, last_import,
      inviter_identity, order_kind, channel, shop, store, staff, note is not null as has_note, own_gross, own_refunded
    from shop_order
    where source = ${source} and order_no = any(${orderNos}::text[])`.execute(db)
  return new Map(rows.rows.map((row) => [row.order_no, row]))
}

/** How a file may change this order; what the same import brought in an earlier attempt is its own. */
export function ruleFor(before: Known | undefined, { onDuplicate, importId }: OrderSource): DuplicateRule {
  const own = before === undefined || (importId !== null && before.first_import === importId)
  return own ? 'overwrite' : onDuplicate
}

/** What a stored order says already. */
export function saidBy(before: Known): Said {
  const { order_kind: orderKind, parent: parentOrderNo, channel, shop, store, staff } = before
  const texts = { orderKind, parentOrderNo, channel, shop, store, staff, note: before.has_note ? 'x' : '' }
  const has = Object.fromEntries(orderTexts.map((name) => [name, texts[name] !== ''])) as Record<OrderText, boolean>
  return { texts: has, customer: before.identity !== null, inviter: before.inviter_identity !== null }
}

/** What happened to an order; what an earlier attempt of the same import did is counted as done now. */
export function countOf(before: Known | undefined, same: boolean, importId: string | null): keyof ImportCounts {
  if (!before) return 'created'
  if (importId !== null && before.first_import === importId) return 'created'
  return same && (importId === null || before.last_import !== importId) ? 'skipped' : 'updated'
}

/** Which of these orders the ledger has of a source. */
export async function ordersKnown(
  postgres: Postgres,
  source: string,
  orderNos: readonly string[],
): Promise<ReadonlySet<string>> {
  if (orderNos.length === 0) return new Set()
  const { rows } = await sql<{ order_no: string }>`select order_no from shop_order
    where source = ${source} and order_no = any(${orderNos}::text[])`.execute(postgres.tables<ShopTables>())
  return new Set(rows.map(({ order_no }) => order_no))
}
