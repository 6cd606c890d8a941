import { dateText, day } from '#kit/time'
import type { ChangedOrder, OrdersChanged } from '#modules/shop'
import { ordersChanged } from '#modules/shop'
import type { Subscription } from '#platform/outbox'
import type { Tx } from '#platform/postgres/postgres'
import { type Credit, creditOf, type Touch } from '../../core/partners/touch.ts'
import type { PartnerDeps, Stands } from './deps.ts'
import { raise, raiseRefunds } from './raise.ts'
import { type Month, restate } from './restate.ts'
import type { DealRow, PartnerTables } from './tables.ts'
import { type OpenWay, openWays, termsAt } from './terms.ts'
import { touchesOf } from './touches.ts'

/** The longest window that terms may have. */
const longest = 90 * day
const by = 'system'

/** Orders as they are told: each is credited once, and what goes back is taken back. */
export const hearOrders = (deps: PartnerDeps): Subscription => ({
  consumer: 'acquisition.partners',
  topics: [ordersChanged],
  async handle(tx, facts) {
    const orders = new Map<string, ChangedOrder>()
    for (const { payload } of facts) {
      const { orders: told, gone = [] } = payload as OrdersChanged
      for (const one of told) orders.set(one.id, one)
      for (const { id } of gone) orders.set(id, { ...nothingOf, id })
    }
    await judgeOrders(deps, tx, [...orders.values()])
  },
})

/** What is left of an order that is no more. */
const nothingOf: ChangedOrder = {
  ...{ id: '', identity: null, person: null, paidAt: 0, gross: 0, net: 0, sourceKind: 'private', state: 'noPerson' },
  ...{ channel: null, store: null, staff: null, inviterIdentity: null, inviterPerson: null, part: false },
}

/** Credits and restates these orders. @returns how many were credited anew */
export async function judgeOrders(deps: PartnerDeps, tx: Tx, orders: readonly ChangedOrder[]): Promise<number> {
  const { known, months } = await follow(deps, tx, orders)
  const fresh = orders.filter(
    ({ id, state, person, part, net }) => !known.has(id) && state === 'counted' && person !== null && !part && net > 0,
  )
  const made = await credit(deps, tx, fresh)
  await raise(deps, tx, made)
  const zoned = made.map(({ programme, day: on }): Month => ({ programme, month: on.slice(0, 7) }))
  await restate(deps, tx, [...months, ...zoned], by)
  return made.length
}

/** Deals of these orders take over what is left of them. */
async function follow(deps: PartnerDeps, tx: Tx, orders: readonly ChangedOrder[]) {
  const db = tx.tables<PartnerTables>()
  const months: Month[] = []
  if (orders.length === 0) return { known: new Set<string>(), months }
  const found = await db
    .selectFrom('acquisition_deal')
    .select(['id', 'order_id', 'partner', 'programme', 'day', 'net', 'gross'])
    .where(
      'order_id',
      'in',
      orders.map(({ id }) => id),
    )
    .orderBy('id')
    .forUpdate()
    .execute()
  const byOrder = new Map(orders.map((order) => [order.id, order]))
  for (const deal of found) {
    const order = byOrder.get(deal.order_id ?? '')
    if (!order) continue
    // What has become part of another order has its money there.
    const net = order.part ? 0 : Math.max(0, order.net)
    const gross = Math.max(net, order.part ? 0 : order.gross, Number(deal.gross))
    if (Number(deal.net) === net && Number(deal.gross) === gross) continue
    const all = db.updateTable('acquisition_deal').set({ net: String(net), gross: String(gross) })
    await all.where('id', '=', deal.id).execute()
    const month = deal.day.slice(0, 7)
    months.push({ programme: deal.programme, month })
    if (net < gross) await raiseRefunds(deps, tx, deal.partner, month)
  }
  return { known: new Set(found.map(({ order_id: order }) => order)), months }
}

/** Orders that have come by a partner, each with the touch that has it. */
async function credit(deps: PartnerDeps, tx: Tx, orders: readonly ChangedOrder[]): Promise<readonly DealRow[]> {
  const times = orders.map(({ paidAt }) => paidAt)
  if (times.length === 0) return []
  const [first, last] = [Math.min(...times), Math.max(...times)]
  const db = tx.tables<PartnerTables>()
  const ways = (await openWays(db, first - longest)).filter(({ startsAt }) => startsAt <= last)
  if (ways.length === 0) return []
  const standing = await deps.sight.stand([...new Set(orders.flatMap(({ person }) => person ?? []))])
  const people = standing.filter(({ excluded }) => !excluded)
  const touches = await touchesOf(db, deps.sight, { ways, people, from: first - longest, to: last })
  const byAsked = new Map(people.map((one) => [one.asked, one]))
  const zone = await deps.zone()
  const rows = orders.flatMap((order) => {
    const who = byAsked.get(order.person ?? '')
    const found = who && winner(ways, order, [...(touches.get(who.person) ?? []), ...byCode(ways, order)])
    return who && found ? [rowOf(order, who, found, { zone, now: deps.now() })] : []
  })
  if (rows.length === 0) return []
  return db
    .insertInto('acquisition_deal')
    .values(rows)
    .onConflict((on) => on.doNothing())
    .returningAll()
    .execute()
}

/** The code that was typed where they paid, or that their shop told as the channel. */
function byCode(ways: readonly OpenWay[], { channel, paidAt }: ChangedOrder): Touch[] {
  const typed = channel?.trim().toLowerCase()
  const way = typed ? ways.find(({ code, offAt }) => code === typed && paidAt < offAt) : undefined
  return way ? [{ way: way.id, how: 'code', at: paidAt }] : []
}

interface Won extends Credit {
  readonly way: OpenWay
  readonly version: NonNullable<ReturnType<typeof termsAt>>
}

function winner(ways: readonly OpenWay[], { paidAt }: ChangedOrder, touches: readonly Touch[]): Won | null {
  const byId = new Map(ways.map((way) => [way.id, way]))
  const version = (id: string) => {
    const way = byId.get(id)
    const found = way ? termsAt(way, paidAt) : null
    return way && found?.terms.cps ? { way, version: found } : null
  }
  const credited = creditOf(touches, paidAt, { windowDays: (id) => version(id)?.version.terms.windowDays ?? null })
  const won = credited && version(credited.chosen.way)
  return won ? { ...credited, ...won } : null
}

function rowOf(order: ChangedOrder, who: Stands, won: Won, { zone, now }: { zone: string; now: number }) {
  const { way, version, chosen, others } = won
  return {
    ...{ programme: way.programme, terms: version.id, partner: way.partner, upline: way.upline, way: way.id },
    ...{ kind: 'sale' as const, order_id: order.id, strand: who.asked, at: new Date(order.paidAt), void_at: null },
    ...{ day: dateText(order.paidAt, zone), gross: String(order.gross), net: String(order.net) },
    because: JSON.stringify({ chosen, others: others.slice(0, 20) }) as never,
    due_at: new Date(order.paidAt + version.terms.holdDays * day),
    made_at: new Date(now),
  }
}

const page = 500
/** So far back orders are looked at again: a touch may be told after the order. */
const again = 3 * day

/** Orders of the last days that belong to nobody, once more. @returns how many were credited */
export async function judgeAgain(deps: PartnerDeps): Promise<number> {
  let credited = 0
  for (let after = '0'; ; ) {
    const orders = await deps.sight.ordersSince(deps.now() - again, after, page)
    credited += await deps.postgres.transaction((tx) => judgeOrders(deps, tx, orders))
    const last = orders.at(-1)
    if (orders.length < page || !last) return credited
    after = last.id
  }
}
