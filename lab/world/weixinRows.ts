import type { Row } from '../engine/table.ts'
import type { App } from './rows.ts'

/** A person's tie to an official account or a mini program. `id` = openid. */
export interface Follower extends Row {
  person: string
  app: App
  subscribed: boolean
  at: number
  scene: string
  qrScene: string
  remark: string
  tags: number[]
  /** They refuse template messages. */
  blocks: boolean
  /** Interactions that allow service messages. */
  windows: { trigger: string; until: number; left: number }[]
  /** Accepted subscribe messages not yet used, by template. */
  credits: Record<string, number>
}

/** A code of an official account. `id` = ticket. */
export interface AccountCode extends Row {
  scene: string
  numeric: boolean
  permanent: boolean
  expires: number
}

export interface UserTag extends Row {
  app: App
  name: string
}

export interface Template extends Row {
  app: App
  /** 1 template message, 2 one-off subscription, 3 lasting subscription. */
  type: 1 | 2 | 3
  title: string
  /** Field name to the kind of value it takes (`thing`, `time`, `amount` …). */
  fields: Record<string, string>
  /** What stands before each value. */
  labels: Record<string, string>
}

/** A link into the mini program. */
export interface MiniLink extends Row {
  path: string
  query: string
  expires: number
  opener?: string
}

/** An order of the shop of a channels account. `id` = order_id; money is fen, times are epoch ms. */
export interface ShopOrder extends Row {
  person: string
  /** 10 not paid, 20 to be sent, 30 on its way, 100 done, 200 all of it refunded, 250 cancelled. */
  status: 10 | 20 | 30 | 100 | 200 | 250
  items: { title: string; price: number; count: number; sku: string }[]
  freight: number
  discount: number
  at: number
  updated: number
  paid?: number
  /** Name of the live room it was made in. */
  live?: string
}

/** What a customer wants back of an order. `id` = after_sale_order_id. */
export interface AfterSale extends Row {
  order: string
  status: 'MERCHANT_PROCESSING' | 'USER_CANCELD' | 'MERCHANT_REFUND_SUCCESS'
  /** Fen. */
  amount: number
  at: number
  updated: number
}

/** A menu for some followers. `id` = menuid; the newest that fits is shown. */
export interface ConditionalMenu extends Row {
  button: unknown[]
  rule: { tag_id?: string; client_platform_type?: string; language?: string }
}

/** The WeChat of a person, where it is not the usual one (Android, zh_CN). `id` = person; 1 iOS, 2 Android, 3 other. */
export interface Client extends Row {
  client: 1 | 2 | 3
  language: string
}
