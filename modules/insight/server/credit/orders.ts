import { z } from 'zod'
import type { Olap, Query } from '#platform/clickhouse/olap'
import type { CreditBy, CreditGroup, CreditSetting } from '../../core/credit.ts'
import type { Range } from '../../core/range.ts'
import { touchEvents } from '../../core/scope.ts'
import { excludedPeople, Int, instant, unified } from '../sql.ts'

/** Whose an order was said to be; the latest of each order. */
export interface Corrected {
  readonly order: string
  readonly staff: string
  readonly store: string
}

const Params = z
  .object({
    ...{ from: z.int(), to: z.int(), protectionMs: z.int(), percent: z.int(), touches: z.array(z.string()) },
    ...{ corrected: z.array(z.string()), staffs: z.array(z.string()), stores: z.array(z.string()) },
  })
  .catchall(z.unknown())

const relations = `
  select ${unified} as friend, groupArray((toUnixTimestamp64Milli(started), ifNull(toUnixTimestamp64Milli(ended), 9223372036854775807), account)) as bonds
  from carriers final where deleted = 0 and person != 0 and carrier = 'wecom' and account != '' group by friend`
const contacts = `
  select ${unified} as toucher, groupArray(toUnixTimestamp64Milli(at)) as touches from events
  where event in {touches:Array(String)} and at >= ${instant('from')} - toIntervalMillisecond({protectionMs:Int64}) and at < ${instant('to')} group by toucher`
const people = `
  select id as known_person, owner, ifNull(toUnixTimestamp64Milli(entered_at), 0) as entered from people final where deleted = 0`

/**
 * One row for each order with something left of it: who served, who is bound, and what of the net is whose. Bound is the
 * owner where they are friends at payment, else the friend of longest standing; without any relation on record the owner. The
 * term runs from the last contact: becoming friends, a touch, or without relations the entry.
 */
const creditRows = `
select id, order_no, paid, net, if(place > 0, {staffs:Array(String)}[place], staff) as serving,
  if(place > 0, '', held) as bound, if(place > 0, {stores:Array(String)}[place], store_paid) as store,
  multiIf(serving = '', 0, bound = '' or bound = serving, net, intDiv(net * {percent:Int64} + 50, 100)) as serving_part,
  multiIf(place > 0, 'correction', serving != '', 'served', bound != '', 'bound', store != '', 'store', 'public') as why
from (
  select id, order_no, paid, net, staff, store as store_paid, indexOf({corrected:Array(String)}, toString(id)) as place,
    arraySort(b -> b.1, arrayFilter(b -> b.1 <= paid and b.2 > paid, bonds)) as live,
    multiIf(empty(bonds) or arrayExists(b -> b.3 = owner, live), owner, notEmpty(live), live[1].3, '') as candidate,
    greatest(arrayMax(arrayMap(b -> b.1, live)), arrayMax(arrayFilter(t -> t <= paid, touches)), if(empty(bonds), entered, 0)) as met,
    if(met > 0 and met <= paid and paid - met <= {protectionMs:Int64}, candidate, '') as held
  from (
    select id, order_no, ${unified} as who, toUnixTimestamp64Milli(paid_at) as paid, net, staff, store from orders final
    where deleted = 0 and net > 0 and paid_at >= ${instant('from')} and paid_at < ${instant('to')} and ${unified} not in (${excludedPeople})
  ) as paid_orders
  any left join (${people}) as known on paid_orders.who = known.known_person
  any left join (${relations}) as friends on paid_orders.who = friends.friend
  any left join (${contacts}) as met_by on paid_orders.who = met_by.toucher
)`

const Group = z.object({
  serving: z.string(),
  bound: z.string(),
  store: z.string(),
  orders: Int,
  net: Int,
  servingPart: Int,
})

/** Credit by serving staff, bound staff and store. */
export const creditQuery: Query<typeof Params, typeof Group> = {
  name: 'credit-orders',
  sql: `
select serving, bound, store, count() as orders, sum(net) as net, sum(serving_part) as servingPart
from (${creditRows}) as credited group by serving, bound, store`,
  params: Params,
  row: Group,
}

const OrderRow = z.object({
  ...{ id: z.string(), orderNo: z.string(), paid: Int, net: Int, serving: z.string(), bound: z.string() },
  ...{ store: z.string(), servingPart: Int, why: z.enum(['correction', 'served', 'bound', 'store', 'public']) },
})
const page = 100

const listQuery = (by: CreditBy): Query<typeof Params, typeof OrderRow> => ({
  name: `credit-orders-${by}`,
  sql: `
select toString(credited.id) as id, order_no as orderNo, paid, net, serving, bound, store, serving_part as servingPart, why from (${creditRows}) as credited
where ${by === 'store' ? 'store = {key:String}' : "if({key:String} = '', serving = '' and bound = '', serving = {key:String} or (bound = {key:String} and serving_part != net))"}
order by paid desc, credited.id desc limit ${page + 1} offset {offset:UInt32}`,
  params: Params,
  row: OrderRow,
})

interface Ask extends Range {
  readonly setting: CreditSetting
  readonly corrections: readonly Corrected[]
}

const paramsOf = ({ from, to, setting, corrections }: Ask) => ({
  ...{ from, to, protectionMs: setting.protectionDays * 86_400_000, percent: setting.servingPercent },
  ...{ touches: [...touchEvents], corrected: corrections.map(({ order }) => order) },
  ...{ staffs: corrections.map(({ staff }) => staff), stores: corrections.map(({ store }) => store) },
})

export const creditGroups = (olap: Olap, ask: Ask): Promise<CreditGroup[]> => olap.query(creditQuery, paramsOf(ask))

/** The orders of somebody or of a store, in pages of a hundred. */
export async function creditOrders(
  olap: Olap,
  ask: Ask,
  { by, key, offset }: { by: CreditBy; key: string; offset: number },
) {
  const rows = await olap.query(listQuery(by), { ...paramsOf(ask), key, offset })
  return { rows: rows.slice(0, page), more: rows.length > page }
}

const Paid = z.object({ paid: Int })
const paidQuery: Query<z.ZodObject<{ id: z.ZodString }>, typeof Paid> = {
  name: 'credit-order-paid',
  sql: 'select toUnixTimestamp64Milli(paid_at) as paid from orders final where id = {id:UInt64} and deleted = 0',
  params: z.object({ id: z.string() }),
  row: Paid,
}
/** When an order was paid; null where there is none. */
export const paidAt = async (olap: Olap, id: string): Promise<number | null> =>
  (await olap.query(paidQuery, { id }))[0]?.paid ?? null
