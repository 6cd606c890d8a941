import type { Random } from '#kit/random'
import { day, hour } from '#kit/time'
import { daysOf, type hours, momentOf } from './calendar.ts'
import { cities, kocs, makeStores, personName, phoneOf } from './cast.ts'
import { type Draft, invitedDrafts } from './invites.ts'
import { dayOf, type Person, type Stage, type Store } from './model.ts'

/** All people ÷ those who came by themselves. */
const fission = 1.18
const baselinePeople = 400
const testAccounts = 6
const kocFamilies = 34
/** Cause 6: this store, a new one, lets people scan after they have paid. */
export const lateStore = 11

interface Way {
  readonly route: string
  /** Of those who come by themselves during the story. */
  readonly share: number
  readonly profile: keyof typeof hours
  weight(stage: Stage, index: number): number
}

const steady = () => 1
const weekends = (stage: Stage, index: number) => (stage.weekend(index) ? 1.8 : 1)
/** Cause 2: lens cloths and wind chimes instead of the plain card. */
export const newCardsDay = 30
const ways: readonly Way[] = [
  { route: 'store', share: 0.44, profile: 'open', weight: weekends },
  { route: 'groupbuy', share: 0.16, profile: 'open', weight: weekends },
  { route: 'parcel', share: 0.14, profile: 'online', weight: (_, index) => (index < newCardsDay ? 1 : 2.7) },
  { route: 'account', share: 0.09, profile: 'online', weight: steady },
  { route: 'phone', share: 0.06, profile: 'online', weight: steady },
  { route: 'koc', share: 0.06, profile: 'online', weight: steady },
  { route: 'feed', share: 0.05, profile: 'online', weight: steady },
]

/** Everybody who ever comes, in the order of entering, with who brought them. */
export function peopleOf(stage: Stage): { stores: Store[]; people: Person[] } {
  const random = stage.random.fork('entries')
  const stores = makeStores(random)
  const tests = stage.share(testAccounts)
  const baseline = stage.share(baselinePeople)
  const selfAndBaseline = Math.round((stage.size - tests) / fission)
  const drafts = [
    ...baselineDrafts(random, stage, stores, baseline),
    ...selfDrafts(random, stage, stores, selfAndBaseline - baseline),
  ]
  const testers = Array.from({ length: tests }, () => testDraft(random, stage, stores))
  const invited = invitedDrafts(stage, drafts, stores, stage.size - tests - selfAndBaseline)
  return { stores, people: enrolled(random, stage, [...drafts, ...testers, ...invited]) }
}

function selfDrafts(random: Random, stage: Stage, stores: readonly Store[], total: number): Draft[] {
  const drafts: Draft[] = []
  ways.forEach(({ route, share, profile, weight }, i) => {
    const isLast = i === ways.length - 1
    const count = isLast ? total - drafts.length : Math.round(total * share)
    const days = daysOf(random, count, (index) => weight(stage, index))
    const places = storesOf(random, route === 'store' ? stores : served(stores), count)
    const source = sourcesOf(random, stage, route, count)
    days.forEach((index, n) => {
      const at = momentOf(random, stage, index, profile)
      const store = places[n] as Store
      drafts.push({ route, source: source(n, index, store), came: 'self', at, store, inviter: null, ring: 0 })
    })
  })
  return drafts
}

/** Stores that serve people of other ways too; the one of cause 6 knows only who stands at its till. */
const served = (stores: readonly Store[]) => stores.filter(({ no }) => no !== lateStore)

/** A store for each, as evenly over their weights as whole people allow. */
function storesOf(random: Random, stores: readonly Store[], count: number): Store[] {
  const sum = stores.reduce((all, { weight }) => all + weight, 0)
  return random.even(count).map((share) => {
    let left = share * sum
    for (const store of stores) {
      left -= store.weight
      if (left < 0) return store
    }
    return stores[0] as Store
  })
}

type SourceOf = (n: number, index: number, store: Store) => string

function sourcesOf(random: Random, stage: Stage, route: string, count: number): SourceOf {
  const even = random.even(count)
  const share = (n: number) => even[n] ?? 0
  if (route === 'store') return (_n, _index, store) => `线下·${store.name}`
  if (route === 'groupbuy') return (n) => (share(n) < 0.6 ? '平台·美团团购' : '平台·抖音团购')
  if (route === 'account') return () => '自有·公众号'
  if (route === 'feed') return () => '公域·信息流'
  if (route === 'phone') return (n) => `平台·${['短信', '外呼', '主动添加'][Math.floor(share(n) * 3)]}`
  if (route === 'koc') {
    const others = kocs.slice(1)
    let families = stage.share(kocFamilies)
    return (n, index) => {
      const hers = families > 0 && index >= 5 && index < 75
      if (hers) families -= 1
      return `公域·KOC ${hers ? kocs[0] : others[Math.floor(share(n) * others.length)]}`
    }
  }
  return (n, index) => {
    const card = index < newCardsDay ? '红包卡' : n % 2 === 0 ? '眼镜布' : '风铃'
    // The southern warehouse inserts 72 % of its cards, the eastern one nearly all.
    return `平台·包裹卡 ${card}（${share(n) < 0.97 / (0.97 + 0.72) ? '华东仓' : '华南仓'}）`
  }
}

function baselineDrafts(random: Random, stage: Stage, stores: readonly Store[], count: number): Draft[] {
  const places = storesOf(random, served(stores), count)
  return random.even(count).map((share, i) => {
    const store = places[i] as Store
    const [route, source] =
      share < 0.6 ? ['store', `线下·${store.name}`] : share < 0.85 ? ['account', '自有·公众号'] : ['unknown', '未知']
    const at = stage.start - Math.floor(day * (1 + 900 * random.next() ** 2)) - Math.floor(8 * hour * random.next())
    return { route, source, came: 'baseline', at, store, inviter: null, ring: 0 } as const
  })
}

function testDraft(random: Random, stage: Stage, stores: readonly Store[]): Draft {
  const at = momentOf(random, stage, random.int(0, 20), 'open')
  return {
    route: 'test',
    source: '自有·内部测试',
    came: 'self',
    at,
    store: random.pick(stores),
    inviter: null,
    ring: 0,
  }
}

/** Cause 5: the best optometrist of store 07 leaves; newcomers go to the two others. */
export const leavingDay = 50
export const leavingStore = 7

function enrolled(random: Random, stage: Stage, drafts: readonly Draft[]): Person[] {
  const sorted = drafts.toSorted((a, b) => a.at - b.at)
  const people = new Map<Draft, Person>()
  for (const [i, draft] of sorted.entries()) people.set(draft, personOf(random, stage, draft, i + 1))
  for (const [draft, person] of people) person.inviter = draft.inviter ? (people.get(draft.inviter) ?? null) : null
  for (const { inviter } of people.values()) if (inviter) inviter.known.unionid = true
  return [...people.values()]
}

function personOf(random: Random, stage: Stage, draft: Draft, no: number): Person {
  const { route, source, came, at, store, ring } = draft
  const left = store.no === leavingStore && dayOf(stage, at) >= leavingDay
  return {
    ...{ no, route, source, came, store, ring, inviter: null, apart: false, carriers: [], lostAt: null },
    name: personName(random),
    city: ring > 0 ? '外地' : random.pick(cities),
    staff: random.pick(left ? store.staff.slice(1) : store.staff),
    enteredAt: at,
    eager: random.logNormal(1, 0.6),
    phone: phoneOf(no),
    known: {
      unionid: route === 'account' || random.chance(0.74),
      phone: route === 'phone' || random.chance(0.46),
      tmall: route === 'parcel' && random.chance(0.5),
    },
  }
}
