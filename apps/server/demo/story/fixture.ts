import { day } from '#kit/time'
import { dayOf, type Order, type Person, type Story } from './model.ts'
import { amountOf } from './orders.ts'

/** The story as the board would count it, worked out in its own simple way. */
export interface Reading {
  readonly story: Story
  /** Orders on the line `counted` of the scope "direct + assisted". */
  readonly counted: readonly Order[]
  readonly lines: ReadonlyMap<string, readonly Order[]>
  /** People of the numbers: without test accounts. */
  readonly people: readonly Person[]
}

export const netOf = (order: Order): number => Math.max(0, amountOf(order) - (order.refund?.amount ?? 0))
export const sumOf = (orders: readonly Order[]): number => orders.reduce((sum, order) => sum + netOf(order), 0)

/** Story days of a moment and of a range of them, both ends included. */
export const within = (story: Story, from: number, to: number) => (at: number) =>
  dayOf(story, at) >= from && dayOf(story, at) <= to

const touches = ['coupon_redeemed', 'link_clicked', 'appointment_made']

/** Reads a story with the rules of the board (seven days for a touch). */
export function readStory(story: Story): Reading {
  const touched = Map.groupBy(
    story.visits.filter(({ event }) => touches.includes(event)),
    ({ person }) => person,
  )
  const lineOf = (order: Order): string => {
    const { person, at, shop, refund } = order
    if (!person) return amountOf(order) < 0 ? 'unlinked' : 'noPerson'
    if (person.route === 'test') return 'excluded'
    if (shop !== 'app') {
      if (person.enteredAt >= at) return 'outside'
      const near = (touched.get(person) ?? []).some((visit) => visit.at <= at && visit.at >= at - 7 * day)
      if (!near) return 'memberOther'
    }
    if (amountOf(order) === 0) return 'zeroYuan'
    return (refund?.amount ?? 0) >= amountOf(order) ? 'refunded' : 'counted'
  }
  const lines = Map.groupBy(story.orders, lineOf)
  const people = story.people.filter(({ route }) => route !== 'test')
  return { story, counted: lines.get('counted') ?? [], lines, people }
}

export const buyersOf = (orders: readonly Order[]) => new Set(orders.map(({ person }) => person))

/** The period view of some days of the story. */
export function period({ story, counted, people }: Reading, from: number, to: number) {
  const inDays = within(story, from, to)
  const [start, end] = [story.start + from * day, story.start + (to + 1) * day]
  const orders = counted.filter(({ at }) => inDays(at))
  const live = people.filter(({ carriers }) => carriers.some((one) => one.from < end && (one.to ?? end) > start))
  const entered = people.filter(({ enteredAt }) => inDays(enteredAt))
  const self = entered.filter(({ came }) => came !== 'invited')
  const lost = people.filter(({ lostAt }) => lostAt !== null && inDays(lostAt))
  const days = to - from + 1
  return {
    live: live.length,
    conversion: buyersOf(orders).size / live.length,
    lifetime: orders.length / buyersOf(orders).size,
    gmvADay: sumOf(orders) / days,
    basket: sumOf(orders) / orders.length,
    enteredADay: entered.length / days,
    fission: entered.length / self.length,
    lostADay: lost.length / live.length / days,
  }
}

/** Buyers with a second order, of all buyers among these people. */
export function secondRate({ counted }: Reading, people: readonly Person[]): number {
  const of = new Set(people)
  const orders = Map.groupBy(
    counted.filter(({ person }) => person && of.has(person)),
    ({ person }) => person,
  )
  const twice = [...orders.values()].filter((some) => some.length > 1)
  return twice.length / Math.max(1, orders.size)
}
