import { z } from 'zod'
import { no, ok, type Result } from '#kit/result'
import { second } from '#kit/time'
import type { Tx } from '#platform/postgres/postgres'
import { lineOf, passes, type Trouble, type TroubleMeaning } from '../../../core/trouble.ts'
import type { Account } from '../../../server/accounts.ts'
import type { ApiCall } from '../../../server/errcodeCalls.ts'
import type { PutOrder } from '../../../server/orders.ts'
import { storeUsers, type UserDeps } from '../../../server/users/store.ts'
import type { WechatChannelsSettings } from '../kind.ts'
import { AfterSale, Number19, orderRows, orElse, refundRow, ShopOrder } from '../order.ts'
import { beginRead, isLatestRead, type Read } from './reads.ts'

export type ChannelsDeps = UserDeps & { readonly putOrder: PutOrder }
export type Channels = Account<WechatChannelsSettings>

interface Asked {
  readonly account: Channels
  readonly call: ApiCall
  /** Somebody has just bought; read again by a sync, whoever was erased stays gone. */
  readonly isNew: boolean
}

/** Most reads for one payment, where later answers come in between. */
const mostReads = 3

/**
 * Reads an order anew with what went back of it, and puts both into the ledger, unless the answer of a later read stands
 * there: in whatever order callbacks come and answers arrive, the order ends as the platform has it. Nothing is held while
 * the platform is asked. Answers why rows were refused.
 */
export async function readOrder(
  deps: ChannelsDeps,
  asked: Asked,
  number: string,
): Promise<Result<readonly string[], Trouble>> {
  for (let n = 1; ; n += 1) {
    const read = await beginRead(deps.postgres, asked.account.id, number)
    const got = await ask(asked.call, number)
    if (!got.ok) return got
    const put = await putRead(deps, asked, read, got.value)
    // The later answer may have been put before its buyer was known to have come back.
    if (put.isLatest || !asked.isNew || n === mostReads) return ok(put.refused)
  }
}

const OrderAnswer = z.object({ order: ShopOrder })
const SaleAnswer = z.object({ after_sale_order: AfterSale })

interface Answer {
  readonly order: ShopOrder
  readonly sales: readonly AfterSale[]
}

async function ask(call: ApiCall, number: string): Promise<Result<Answer, Trouble>> {
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
  return ok({ order, sales })
}

async function putRead(deps: ChannelsDeps, asked: Asked, read: Read, { order, sales }: Answer) {
  const { account } = asked
  const { appid, sourceKind, orderSource: source } = account.settings
  const rows = orderRows(order, { appid, shop: account.name })
  const isKnown = await storeBuyer(deps, asked, order)
  const backs = rows.length === 0 ? [] : sales.map((sale) => refundRow(sale, account.name))
  let isLatest = true
  const guard = async (tx: Tx) => {
    isLatest = await isLatestRead(tx, read)
    return isLatest
  }
  const refused: string[] = []
  for (const some of [isKnown ? rows : rows.map(withoutBuyer), ...backs.map((row) => (row ? [row] : []))])
    if (isLatest) refused.push(...(await deps.putOrder({ source, sourceKind, rows: some, isLatest: guard })))
  return { refused, isLatest }
}

/** False = they are gone, or the platform does not say who they are. */
async function storeBuyer(deps: ChannelsDeps, { account, isNew }: Asked, order: ShopOrder): Promise<boolean> {
  const { openid, unionid, create_time } = order
  if (openid === '') return false
  const told = { account: account.id, appid: account.settings.appid, carrier: null, askedAt: deps.now(), isNew }
  const since = { followedAt: create_time * second, endedAt: null, scene: null }
  const [known] = await storeUsers(deps, told, [{ openid, unionid: unionid || null, ...since }])
  return Boolean(known)
}

/** Whoever was erased stays gone: what they paid does not. */
const withoutBuyer = (row: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !name.startsWith('identity:')))

const List = z.object({
  order_id_list: orElse(z.array(Number19), []),
  next_key: orElse(z.string(), ''),
  has_more: orElse(z.boolean(), false),
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

/** What one part came to. */
interface Taken {
  orders: number
  unread: number
  /** Why the first of them was not. */
  why?: string
}

/** So many orders in a row of which nothing was heard: the platform is away. */
const mostUnheard = 3

/** The orders that changed in one part, each read anew. One that cannot be read, or is refused, keeps no other back. */
export async function readPart(deps: ChannelsDeps, asked: Asked, name: string): Promise<Result<Taken, Trouble>> {
  const { from, to } = Part.parse(JSON.parse(name))
  const update_time_range = { start_time: from, end_time: to }
  const taken: Taken = { orders: 0, unread: 0 }
  for (let key = ''; ; ) {
    const page = { update_time_range, page_size: pageSize, ...(key === '' ? {} : { next_key: key }) }
    const got = await asked.call({ path: '/channels/ec/order/list/get', body: page, answer: List, repeatable: true })
    if (!got.ok) return got
    const stopped = await readAll(deps, asked, got.value.order_id_list, taken)
    if (stopped) return no(stopped)
    const { next_key: next, has_more: more } = got.value
    if (!more || next === '' || next === key) return ok(taken)
    key = next
  }
}

/** Counts into `taken`. Answers why the rest is not asked for, where it would fare as those before. */
async function readAll(deps: ChannelsDeps, asked: Asked, numbers: readonly string[], taken: Taken) {
  let unheard = 0
  for (const number of numbers) {
    const read = await readOrder(deps, asked, number)
    if (read.ok && read.value.length === 0) {
      taken.orders += 1
      unheard = 0
      continue
    }
    if (!read.ok && read.refusal.meaning === 'gone') continue
    taken.unread += 1
    taken.why ??= `${number}: ${read.ok ? read.value[0] : lineOf(read.refusal)}`
    if (read.ok) continue
    if (holdsForAll.includes(read.refusal.meaning)) return read.refusal
    unheard = passes(read.refusal) && !read.refusal.isAnswered ? unheard + 1 : 0
    if (unheard === mostUnheard) return read.refusal
  }
  return null
}

/** What is said of one order and holds for every other. */
const holdsForAll: readonly TroubleMeaning[] = ['setup', 'limited', 'token']
