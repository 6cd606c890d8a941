import type { Random } from '#kit/random'
import { day, hour, minute } from '#kit/time'
import { linesOf, priceList } from './baskets.ts'
import { momentOf, soonAfter } from './calendar.ts'
import { isLive } from './carriers.ts'
import { lateStore } from './entries.ts'
import { type Good, type GoodKey, goodOf } from './goods.ts'
import { type Order, type Person, type Shop, type Stage, type Store, storyDays } from './model.ts'
import { orderOf } from './orders.ts'

interface Chapter {
  readonly random: Random
  readonly stage: Stage
  readonly people: readonly Person[]
  /** Of the private domain. */
  readonly buyers: ReadonlySet<Person | null>
  price(good: Good): number
}

/** Orders that stand beside the total: each line of the reconciliation has some. */
export function sideOrders(
  stage: Stage,
  stores: readonly Store[],
  people: readonly Person[],
  buyers: ReadonlySet<Person | null>,
): Order[] {
  const random = stage.random.fork('sides')
  const chapter: Chapter = { random, stage, people, buyers, price: priceList({ ...stage, random }) }
  return [
    ...freeOrders(chapter),
    ...before(chapter),
    ...paidBeforeScanning(chapter),
    ...untouched(chapter),
    ...ofTests(chapter),
    ...withoutPerson(chapter, stores),
    ...unlinked(chapter, stores),
  ]
}

/** 0 yuan: care kits of those who brought three friends, a kit for every third of a ring, and free eye checks. */
function freeOrders({ random, stage, people }: Chapter): Order[] {
  const free = (person: Person, at: number, kind: string): Order => ({
    ...orderOf(stage, person, at, goodOf('care'), 0, 'app', kind),
    channel: kind === 'freeKit' ? '0元护理包' : '预约',
  })
  const invited = Map.groupBy(
    people.filter(({ route }) => route === 'freeKit'),
    ({ inviter }) => inviter,
  )
  const kits = [...invited].flatMap(([person, friends]) => {
    const last = friends[friends.length - 1]
    const enough = person && last && friends.length >= (person.ring > 0 ? 1 : 2)
    return enough ? [free(person, Math.min(last.enteredAt + 30 * minute, stage.end - 1), 'freeKit')] : []
  })
  const able = random.shuffled(people.filter((person) => person.ring === 0 && person.route === 'store'))
  const checks = able.slice(0, stage.share(60)).map((person) => {
    const at = soonAfter(random, stage, Math.max(person.enteredAt, stage.start) + random.int(0, 2) * day, 600)
    return free(person, at, 'eyeCheck')
  })
  return [...kits, ...checks]
}

/** Bought on a marketplace before they came by the card in the parcel, or by a voucher of Meituan. */
function before({ random, stage, people, price }: Chapter): Order[] {
  const vouchers = random.shuffled(people.filter(({ source }) => source === '平台·美团团购'))
  const bought = (person: Person, shop: Shop, key: GoodKey, days: number) =>
    orderOf(stage, person, Math.floor(person.enteredAt - days * day), goodOf(key), price(goodOf(key)), shop)
  return [
    ...people
      .filter(({ known }) => known.tmall)
      .map((person) => bought(person, 'tmall', random.pick(['daily', 'monthly', 'care']), 2 + 5 * random.next())),
    ...vouchers.slice(0, stage.share(90)).map((person) => bought(person, 'meituan', 'adult', 0.01 + 2 * random.next())),
  ]
}

/** Cause 6: store 11 lets people scan when they have paid already. */
function paidBeforeScanning({ random, stage, people, price }: Chapter): Order[] {
  const late = people.filter(({ route, came, store }) => route === 'store' && came === 'self' && store.no === lateStore)
  return late.flatMap((person) => {
    if (!random.chance(0.88)) return []
    const good = goodOf(random.pick(['adult', 'adult', 'care', 'daily', 'child']))
    return [orderOf(stage, person, person.enteredAt - random.int(1, 9) * minute, good, price(good), 'till')]
  })
}

/** Members who buy elsewhere without any touch of ours. */
function untouched({ random, stage, people, buyers, price }: Chapter): Order[] {
  const some = (shop: Shop, count: number, able: (person: Person) => boolean) => {
    const chosen = random.shuffled(people.filter((person) => !buyers.has(person) && able(person)))
    return chosen.slice(0, stage.share(count)).flatMap((person) => {
      const from = Math.max(person.enteredAt + 2 * hour, stage.start)
      const at = Math.floor(from + (stage.end - from - hour) * random.next())
      const good = goodOf(random.pick(['daily', 'monthly', 'care', 'adult']))
      return at > from && isLive(person, at) ? [orderOf(stage, person, at, good, price(good), shop)] : []
    })
  }
  return [...some('till', 55, ({ route }) => route === 'store'), ...some('tmall', 45, ({ known }) => known.tmall)]
}

function ofTests({ random, stage, people }: Chapter): Order[] {
  const tests = people.filter(({ route }) => route === 'test')
  return tests.map((person, i) => {
    const at = soonAfter(random, stage, person.enteredAt + random.int(1, 60) * day, 300)
    return orderOf(stage, person, at, goodOf(i % 2 === 0 ? 'care' : 'kit'), i % 2 === 0 ? 100 : 990, 'app', 'test')
  })
}

function withoutPerson({ random, stage, price }: Chapter, stores: readonly Store[]): Order[] {
  return Array.from({ length: stage.share(60) }, () => {
    const good = goodOf(random.pick(['care', 'daily', 'adult', 'sun']))
    const at = momentOf(random, stage, random.int(0, storyDays - 1), 'open')
    return anonymous(random.pick(stores), at, good, price(good))
  })
}

/** Money given back at a till for which nobody finds the sale. */
function unlinked({ random, stage, price }: Chapter, stores: readonly Store[]): Order[] {
  return Array.from({ length: stage.share(5) }, () => {
    const good = goodOf('care')
    return anonymous(
      random.pick(stores),
      momentOf(random, stage, random.int(10, storyDays - 1), 'open'),
      good,
      -price(good),
    )
  })
}

function anonymous(store: Store, at: number, { key }: Good, amount: number): Order {
  const place = { store, staff: store.staff[0] ?? '', channel: '门店', kind: 'retail' }
  const lines = amount < 0 ? [{ sku: 'REFUND', product: '退款', amount }] : linesOf(key, amount)
  return { shop: 'till', person: null, at, good: key, lines, ...place, subsidy: 0, refund: null }
}
