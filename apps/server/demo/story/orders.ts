import type { Random } from '#kit/random'
import { day } from '#kit/time'
import { consumables, dealer, goodsOfFirsts, linesOf, priceList } from './baskets.ts'
import { momentOf, soonAfter } from './calendar.ts'
import { isLive, staffAt } from './carriers.ts'
import { type First, firstOrders, isMothers } from './firsts.ts'
import { type Good, type GoodKey, goodOf } from './goods.ts'
import { dayOf, type Order, type Person, type Shop, type Stage } from './model.ts'

/** Where an order is paid: in the own shop, or at a till or marketplace after a provable touch. */
const places = {
  kit: [['app', 1]],
  consumable: [
    ['app', 0.85],
    ['till', 0.09],
    ['tmall', 0.06],
  ],
  adult: [
    ['app', 0.5],
    ['till', 0.5],
  ],
  child: [
    ['app', 0.55],
    ['till', 0.45],
  ],
  other: [['app', 1]],
} as const satisfies Record<Good['group'], readonly (readonly [Shop, number])[]>

/** Of buyers of glasses, so many come for consumables within half a year; of kit buyers, for anything within 90 days. */
const crossSelling = 0.17
const afterKit = 0.17
const afterMother = 0.95
/** Of buyers of contact lenses, so many buy their solution here too. */
const withCare = 0.55
/** What a kit costs beyond its 9.9 yuan, in fen. */
const kitSubsidy = 1510

/** The orders of the private domain, direct and assisted, in the order of time. */
export function privateOrders(stage: Stage, people: readonly Person[]): Order[] {
  const random = stage.random.fork('orders')
  const firsts = firstOrders(stage, people)
  const keys = goodsOfFirsts(stage, firsts)
  const price = priceList(stage)
  const shops = Object.fromEntries(
    Object.entries(places).map(([group, shares]) => [group, dealer<Shop>(random, shares)]),
  )
  const make = (person: Person, at: number, key: GoodKey): Order => {
    const good = goodOf(key)
    return orderOf(stage, person, at, good, price(good), shops[good.group]?.next() ?? 'app')
  }
  const follow = followers(stage, random)
  const orders = firsts.flatMap((first, i) => {
    const key = keys[i] ?? 'kit'
    const at = firstMoment(random, stage, first, key)
    return [make(first.person, at, key), ...follow(first.person, at, key).map((next) => make(first.person, ...next))]
  })
  return orders.sort((a, b) => a.at - b.at)
}

/** Not before the person entered, with time for a touch in between. */
function firstMoment(random: Random, stage: Stage, { person, day: index }: First, key: GoodKey): number {
  const at = momentOf(random, stage, index, key === 'kit' ? 'online' : 'open')
  return at < person.enteredAt + 5 * 60_000 ? soonAfter(random, stage, person.enteredAt, 120) : at
}

type Next = [at: number, key: GoodKey]

/** What a person buys later: the same again, or something of another kind. */
function followers(stage: Stage, random: Random): (person: Person, at: number, key: GoodKey) => Next[] {
  const kinds = dealer(random, consumables)
  const crossed = shareOf(random, crossSelling)
  const returning = shareOf(random, afterKit)
  const cared = shareOf(random, withCare)
  const loyal = shareOf(random, afterMother)
  const atHour = (at: number) => momentOf(random, stage, dayOf(stage, at), 'open')
  const reachable = (person: Person, at: number) => at < stage.end - day && isLive(person, at)
  return (person, at, key) => {
    const good = goodOf(key)
    const next: Next[] = []
    if (isMothers(person) && loyal()) next.push([atHour(at + (10 + 25 * random.next()) * day), kinds.next()])
    else if (key === 'kit' && returning()) next.push([atHour(at + (8 + 60 * random.next()) * day), kinds.next()])
    else if ((good.group === 'adult' || good.group === 'child') && crossed()) {
      next.push([atHour(at + (5 + 120 * random.next()) * day), kinds.next()])
    }
    next.push(...repeats(random, atHour, stage.end, at, good, person.eager))
    if (good.group === 'consumable' && key !== 'care' && cared()) {
      next.push(...repeats(random, atHour, stage.end, at - 30 * random.next() * day, goodOf('care'), person.eager))
    }
    return next.filter(([moment]) => moment > at + day && reachable(person, moment))
  }
}

function repeats(
  random: Random,
  atHour: (at: number) => number,
  end: number,
  at: number,
  good: Good,
  eager: number,
): Next[] {
  const next: Next[] = []
  if (good.again === null) return next
  const { days, sigma, share } = good.again
  for (let from = at; random.chance(share); ) {
    from += (random.logNormal(days, sigma) / Math.sqrt(eager)) * day
    if (from >= end - day) break
    next.push([atHour(from), good.key as GoodKey])
  }
  return next
}

/** True for the share of calls, evenly. */
function shareOf(random: Random, share: number): () => boolean {
  const even = dealer<'yes' | 'no'>(random, [
    ['yes', share],
    ['no', 1 - share],
  ])
  return () => even.next() === 'yes'
}

const channels = { app: '小程序商城', till: '门店', tmall: '天猫', meituan: '美团' } as const

export function orderOf(
  stage: Stage,
  person: Person,
  at: number,
  good: Good,
  amount: number,
  shop: Shop,
  kind = 'retail',
): Order {
  const isGlasses = good.group === 'adult' || good.group === 'child'
  const isServed = shop === 'till' || isGlasses || stage.random.chance(0.4)
  return {
    ...{ shop, person, at, good: good.key, lines: linesOf(good.key, amount), refund: null },
    store: isServed ? person.store : null,
    staff: isServed ? staffAt(stage, person, at) : '',
    channel: shop === 'app' && isGlasses ? '导购链接' : channels[shop],
    kind: good.key === 'kit' ? 'newcomer' : kind,
    subsidy: good.key === 'kit' ? kitSubsidy : 0,
  }
}

export const amountOf = ({ lines }: Order): number => lines.reduce((sum, { amount }) => sum + amount, 0)
