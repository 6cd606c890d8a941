import type { Generated } from 'kysely'
import type { OrderState, SourceKind } from '../core/order.ts'

/** The shop's own tables. Money arrives as text of an int8 and is turned into a number at the edge of the store. */
export interface ShopTables {
  shop_order: {
    id: Generated<string>
    source: string
    order_no: string
    identity: string | null
    person: string | null
    claimed: Generated<boolean>
    inviter_identity: string | null
    inviter: string | null
    own_paid_at: Date
    own_gross: string
    own_refunded: string
    own_refunded_at: Date | null
    paid_at: Date
    gross: string
    refunded: string
    net: string
    refunded_at: Date | null
    state: OrderState
    parent: string
    root: string | null
    source_kind: SourceKind
    order_kind: string
    channel: string
    shop: string
    store: string
    staff: string
    note: Buffer | null
    freight: string
    subsidy: string
    content_hash: Buffer
    first_import: string | null
    last_import: string | null
    version: Generated<string>
    updated_at: Generated<Date>
  }
  shop_order_line: {
    order_id: string
    position: number
    line_no: string
    sku: string
    product: string
    quantity: string | null
    unit_price: string | null
    amount: string
    refunded: string
    paid_at: Date
  }
  shop_import_change: { import: string; order_id: string; kind: 'brought' | 'changed' | 'seen'; before: unknown }
  shop_refund: { order_id: string; position: number; amount: string; refunded_at: Date | null }
  shop_import_stage: { import: string; key: string; line: number; data: string }
}
