import type { Random } from '#kit/random'
import { promotion } from './carriers.ts'
import { leavingStore } from './entries.ts'
import { type First, isMothers } from './firsts.ts'
import { type Good, type GoodKey, goodOf, goods, priceOf } from './goods.ts'
import type { Line, Stage } from './model.ts'

/** Cause 3: the holiday eye-check campaign. */
export const eyeChecks = { from: 70, to: 84 } as const
/** Children's control lenses sold by the campaign, and by all else. */
const controls = { campaign: 12, other: 6 } as const

const mix = { kit: 0.3, consumable: 0.32, adult: 0.24, child: 0.09, other: 0.05 } as const
export const consumables = [
  ['daily', 0.45],
  ['monthly', 0.3],
  ['yearly', 0.05],
  ['care', 0.2],
] as const satisfies readonly (readonly [GoodKey, number])[]

/** What each first order is of: the shares of the story exactly, evenly over the days, children where the story wants them. */
export function goodsOfFirsts(stage: Stage, firsts: readonly First[]): GoodKey[] {
  const random = stage.random.fork('goods')
  const chosen = childOrders(random, stage, firsts)
  const shares = Object.entries(mix).filter(([group]) => group !== 'child')
  const even = dealer(
    random,
    shares.map(([group, share]) => [group, share / (1 - mix.child)] as const),
  )
  const kind = dealer(random, consumables)
  const other = dealer<GoodKey>(random, [
    ['sun', 0.4],
    ['lens', 0.6],
  ])
  return firsts.map((first) => {
    const child = chosen.get(first)
    if (child) return child
    const group = even.next((one) => one !== 'kit' || !isMothers(first.person))
    if (group === 'consumable') return kind.next()
    return group === 'other' ? other.next() : (group as GoodKey)
  })
}

function childOrders(random: Random, stage: Stage, firsts: readonly First[]): Map<First, GoodKey> {
  const chosen = new Map<First, GoodKey>()
  const give = (from: readonly First[], count: number, good: GoodKey) => {
    const free = random.shuffled(from.filter((first) => !chosen.has(first)))
    for (const first of free.slice(0, count)) chosen.set(first, good)
  }
  const inCampaign = firsts.filter(({ day }) => day >= eyeChecks.from && day <= eyeChecks.to)
  const families = firsts.filter(({ person }) => isMothers(person))
  const others = firsts.filter(({ day }) => day < eyeChecks.from || day > eyeChecks.to)
  // A lens of 3,600 yuan outweighs a week of other orders: none where another cause is to be seen.
  const elsewhere = ({ person: { route, store } }: First) => route !== 'store' || store.no !== leavingStore
  const calm = others.filter((one) => elsewhere(one) && (one.day < promotion.from - 20 || one.day > eyeChecks.to + 12))
  give(inCampaign.filter(elsewhere), stage.share(controls.campaign), 'control')
  give(calm, stage.share(controls.other), 'control')
  give(inCampaign, Math.round(inCampaign.length * 0.1), 'child')
  give(families, Math.round(families.length * 0.5), 'child')
  give(others, Math.max(0, Math.round(firsts.length * mix.child) - chosen.size), 'child')
  return chosen
}

/** Deals keys one by one so that after any number of draws each has had about its share. */
export function dealer<K extends string>(random: Random, shares: readonly (readonly [K, number])[]) {
  const owed = new Map(shares.map(([key]) => [key, random.next()]))
  return {
    next(may: (key: K) => boolean = () => true): K {
      for (const [key, share] of shares) owed.set(key, (owed.get(key) ?? 0) + share)
      const able = [...owed].filter(([key]) => may(key)).sort((a, b) => b[1] - a[1])
      const [key, sum] = able[0] ?? [...owed][0] ?? [shares[0]?.[0] as K, 0]
      owed.set(key, sum - 1)
      return key
    },
  }
}

/** Prices that cover low to high evenly, whatever order the goods are sold in. */
export function priceList(stage: Stage) {
  const places = new Map(goods.map(({ key }) => [key as string, evenly(stage.random.fork(`price ${key}`))]))
  return (good: Good): number => priceOf(good, places.get(good.key)?.() ?? 0.5)
}

function evenly(random: Random) {
  let left: number[] = []
  return () => {
    if (left.length === 0) left = random.even(12)
    return left.pop() ?? 0.5
  }
}

/** The lines of an order: glasses are a frame and its lenses. */
export function linesOf(key: string, amount: number): Line[] {
  const { sku, product, group } = goodOf(key)
  if (group !== 'adult' && group !== 'child') return [{ sku, product, amount }]
  const frame = key === 'control' ? Math.round(amount / 500) * 100 : Math.round(amount / 200) * 100
  return [
    { sku: `${sku}-F`, product: `${product} · 镜框`, amount: frame },
    { sku: `${sku}-L`, product: `${product} · 镜片`, amount: amount - frame },
  ]
}
