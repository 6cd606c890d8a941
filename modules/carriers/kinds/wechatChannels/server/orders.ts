import { sql } from 'kysely'
import { z } from 'zod'
import { ok, type Result } from '#kit/result'
import { second } from '#kit/time'
import type { Trouble } from '../../../core/trouble.ts'
import type { Account } from '../../../server/accounts.ts'
import type { ApiCall } from '../../../server/errcodeCalls.ts'
import type { PutOrder } from '../../../server/orders.ts'
import { storeUsers, type UserDeps } from '../../../server/users/store.ts'
import type { WechatChannelsSettings } from '../kind.ts'
import { AfterSale, orderRows, refundRow, ShopOrder } from '../order.ts'

export type ChannelsDeps = UserDeps & { readonly putOrder: PutOrder }
export type Channels = Account<WechatChannelsSettings>

interface Asked {
  readonly account: Channels
  readonly call: ApiCall
  /** Somebody has just bought; read again by a sync, whoever was erased stays gone. */
  readonly isNew: boolean
}

/**
 * Reads an order anew with what went back of it, and puts both into the ledger. One at a time for each order, so that
 * whoever comes last has read what is newest: in whatever order callbacks come, the order ends as the platform has it.
 */
export function readOrder(
  deps: ChannelsDeps,
  asked: Asked,
  number: string,
): Promise<Result<readonly string[], Trouble>> {
  return deps.postgres.transaction(async (tx) => {
    const lock = `carriers shop order ${asked.account.id} ${number}`
    await sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`.execute(tx.tables())
    return readLocked(deps, asked, number)
  })
}

const OrderAnswer = z.object({ order: ShopOrder })
const SaleAnswer = z.object({ after_sale_order: AfterSale })

async function readLocked(
  deps: ChannelsDeps,
  { account, call, isNew }: Asked,
  number: string,
): Promise<Result<readonly string[], Trouble>> {
  const askedAt = deps.now()
  const body = { order_id: number }
  const got = await call({ path: '/channels/ec/order/get', body, answer: OrderAnswer, repeatable: true })
  if (!got.ok) return got
  const { order } = got.value
  const sales: AfterSale[] = []
  for (const { aftersale_order_id: id } of order.aftersale_detail.aftersale_order_list) {
    const sale = await call({
      ...{ path: '/channels/ec/aftersale/getaftersaleorder', body: { after_sale_order_id: id } },
      ...{ answer: SaleAnswer, repeatable: true },
    })
    if (!sale.ok) return sale
    sales.push(sale.value.after_sale_order)
  }
  const { appid, sourceKind, orderSource: source } = account.settings
  const rows = orderRows(order, { appid, shop: account.name })
  const { openid, unionid = null, create_time } = order
  const user = { openid, unionid, followedAt: create_time * second, endedAt: null, scene: null }
  const [known] = await storeUsers(deps, { account: account.id, appid, carrier: null, askedAt, isNew }, [user])
  const refused = await deps.putOrder({ source, sourceKind, rows: known ? rows : rows.map(withoutBuyer) })
  const backs = rows.length === 0 ? [] : sales.map((sale) => refundRow(sale, account.name))
  const all = [...refused]
  for (const row of backs) if (row) all.push(...(await deps.putOrder({ source, sourceKind, rows: [row] })))
  return ok(all)
}

/** Whoever was erased stays gone: what they paid does not. */
const withoutBuyer = (row: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !name.startsWith('identity:')))

const List = z.object({
  order_id_list: z.array(z.union([z.string(), z.number()]).transform(String)).default([]),
  next_key: z.string().default(''),
  has_more: z.boolean().default(false),
})

/** Most that one page of the list takes, and days of a range. */
const pageSize = 100
const rangeDays = 7

const Part = z.object({ from: z.number(), to: z.number() })

/** Weeks back from now, the newest first, named so that they can be read after a restart. Times are epoch seconds. */
export function weeksBack(now: number, days: number): readonly string[] {
  const end = Math.floor(now / second)
  const start = end - days * 86_400
  const parts: string[] = []
  for (let to = end; to > start; to -= rangeDays * 86_400)
    parts.push(JSON.stringify({ from: Math.max(start, to - rangeDays * 86_400), to }))
  return parts
}

export const weeksOf = (days: number): number => Math.ceil(days / rangeDays)

/** The orders that changed in one part, each read anew. */
export async function readPart(
  deps: ChannelsDeps,
  asked: Asked,
  name: string,
): Promise<Result<{ orders: number }, Trouble>> {
  const { from, to } = Part.parse(JSON.parse(name))
  const update_time_range = { start_time: from, end_time: to }
  let orders = 0
  for (let key = ''; ; ) {
    const page = { update_time_range, page_size: pageSize, ...(key === '' ? {} : { next_key: key }) }
    const got = await asked.call({ path: '/channels/ec/order/list/get', body: page, answer: List, repeatable: true })
    if (!got.ok) return got
    for (const number of got.value.order_id_list) {
      const read = await readOrder(deps, asked, number)
      if (!read.ok && read.refusal.meaning !== 'wrong' && read.refusal.meaning !== 'gone') return read
      if (read.ok) orders += 1
    }
    const { next_key: next, has_more: more } = got.value
    if (!more || next === '' || next === key) return ok({ orders })
    key = next
  }
}
