import type { Random } from '#kit/random'
import { day, hour, minute } from '#kit/time'
import { eyeChecks } from './baskets.ts'
import { Thinner } from './calendar.ts'
import { isLive, promotion } from './carriers.ts'
import { goodOf, goods } from './goods.ts'
import { type Order, type Person, type Stage, storyDays, type Visit } from './model.ts'
import { amountOf } from './orders.ts'

const touchWindow = 8 * day
const touchesAMonth = { usual: 4, promoted: 13 } as const
/** Clicks a touch, where it fits and where everybody gets it. */
const clicks = { usual: 0.05, promoted: 0.03 } as const
const bookings = 0.09

/** What people do on the site and in H5: looks before an order, touches that make store orders assisted, and the rest. */
export function visitsOf(
  stage: Stage,
  people: readonly Person[],
  own: readonly Order[],
  sides: readonly Order[],
): Visit[] {
  const random = stage.random.fork('visits')
  const seen = people.filter(({ known, route, ring }) => known.unionid && route !== 'test' && ring === 0)
  const quiet = quietTimes(sides)
  const free = [...bookingsOf(random, stage, seen), ...clicksOf(random, stage, seen)].filter(
    ({ person, at }) => !(quiet.get(person) ?? []).some((paid) => at <= paid && at > paid - touchWindow),
  )
  const forOrders = own.flatMap((order) => (order.person ? aroundOrder(random, order, order.person) : []))
  const visits = [...forOrders, ...free, ...seen.flatMap((person) => browsing(random, stage, person))]
  return visits
    .filter(({ at }) => at >= stage.start && at < stage.end)
    .sort((a, b) => a.at - b.at || a.person.no - b.person.no)
}

/** Orders elsewhere that no touch may explain. */
function quietTimes(sides: readonly Order[]): Map<Person, number[]> {
  const times = new Map<Person, number[]>()
  for (const { person, shop, at } of sides) {
    if (person && shop !== 'app') times.set(person, [...(times.get(person) ?? []), at])
  }
  return times
}

function aroundOrder(random: Random, order: Order, person: Person): Visit[] {
  const { at, good, shop } = order
  const { sku, product, group } = goodOf(good)
  const since = Math.max(0, at - person.enteredAt)
  const visit = (event: string, before: number, properties: Visit['properties']): Visit => ({
    ...{ person, event, properties },
    at: Math.floor(at - Math.min(before, since * 0.8)),
  })
  if (shop === 'app') {
    const from = (4 + 16 * random.next()) * minute
    return [
      visit('$pageview', from, { path: '/', title: '明眸 · 首页' }),
      visit('product_viewed', from - minute, { sku, product, price: amountOf(order) / 100 }),
      visit('checkout_started', from - 3 * minute, { sku, product }),
    ]
  }
  if (shop === 'tmall')
    return [visit('link_clicked', (0.2 + 20 * random.next()) * hour, { campaign: '会员专属价', url: '/go/tmall' })]
  if ((group === 'adult' || group === 'child') && since > 12 * hour) {
    return [
      visit('appointment_made', (0.3 + 4 * random.next()) * day, { store: person.store.name, service: '免费验光' }),
    ]
  }
  return [
    visit('coupon_redeemed', (1 + 2 * random.next()) * minute, {
      coupon: '新客到店 50 元券',
      store: person.store.name,
    }),
  ]
}

/** Free eye checks: nine in a hundred book one, more in the weeks of the campaign. */
function bookingsOf(random: Random, stage: Stage, people: readonly Person[]): Visit[] {
  const chosen = random.shuffled(people).slice(0, Math.round(people.length * bookings))
  return chosen.flatMap((person) => {
    const index = random.chance(0.4) ? random.int(eyeChecks.from, eyeChecks.to) : random.int(0, storyDays - 1)
    const at = stage.start + index * day + Math.floor((11 + 9 * random.next()) * hour)
    if (!isLive(person, at)) return []
    return [{ person, at, event: 'appointment_made', properties: { store: person.store.name, service: '免费验光' } }]
  })
}

function clicksOf(random: Random, stage: Stage, people: readonly Person[]): Visit[] {
  const thinner = new Thinner(random)
  const visits: Visit[] = []
  for (let index = 0; index < storyDays; index += 1) {
    const when = index >= promotion.from && index <= promotion.to ? 'promoted' : 'usual'
    const share = (touchesAMonth[when] / 30) * clicks[when]
    for (const person of random.shuffled(people)) {
      const at = stage.start + index * day + Math.floor((10 + 11 * random.next()) * hour)
      if (!isLive(person, at) || !thinner.happens('all', Math.min(0.9, share * person.eager))) continue
      const campaign = when === 'promoted' ? '总部大促' : random.pick(['护眼周', '镜片养护', '会员日'])
      visits.push({ person, at, event: 'link_clicked', properties: { campaign, url: '/m/offer' } })
    }
  }
  return visits
}

function browsing(random: Random, stage: Stage, person: Person): Visit[] {
  const from = Math.max(stage.start, person.enteredAt)
  const until = Math.min(stage.end, person.lostAt ?? stage.end)
  const often = (1.1 * person.eager * (until - from)) / (60 * day)
  const sessions = Math.floor(often + random.next())
  return Array.from({ length: sessions }, () => session(random, person, from + (until - from) * random.next())).flat()
}

function session(random: Random, person: Person, from: number): Visit[] {
  const visits: Visit[] = []
  let at = Math.floor(from)
  const add = (event: string, properties: Visit['properties']) => {
    visits.push({ person, at, event, properties })
    at += Math.floor((15 + 90 * random.next()) * 1000)
  }
  add(
    '$pageview',
    random.pick([
      { path: '/', title: '明眸 · 首页' },
      { path: '/care', title: '镜片养护指南' },
      { path: '/kids', title: '儿童视力档案' },
    ]),
  )
  const looks = random.int(0, 2)
  for (let i = 0; i < looks; i += 1) {
    const { sku, product, price } = random.pick(goods)
    add('product_viewed', { sku, product, price: price[1] })
  }
  if (looks === 2 && random.chance(0.15)) add('checkout_started', { sku: goods[0].sku, product: goods[0].product })
  return visits
}
