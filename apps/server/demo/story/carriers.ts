import type { Random } from '#kit/random'
import { day, hour, minute } from '#kit/time'
import { Thinner } from './calendar.ts'
import { leavingDay, leavingStore } from './entries.ts'
import { type Carrier, type CarrierKind, dayOf, type Person, type Stage, type Store, storyDays } from './model.ts'

/** Of all people, so many are lost during the story. */
const lostShare = 0.105
/** Cause 1: headquarters triples its promotion, 13 touches a month instead of 4. */
export const promotion = { from: 45, to: 58 } as const
/** Cause 5: the customers of who left are handed over three weeks late. */
const handoverDay = 71

/** Deleted within a day of adding, and within the six days after it. */
const early: Readonly<Record<string, readonly [number, number]>> = {
  store: [0.01, 0.01],
  groupbuy: [0.02, 0.03],
  parcel: [0.04, 0.04],
  account: [0.03, 0.03],
  phone: [0.04, 0.04],
  koc: [0.01, 0.01],
  feed: [0.05, 0.06],
  referral: [0.06, 0.07],
  freeKit: [0.08, 0.1],
}
const laterPerDay = 0.012 / 30
const pressed = 4.6
const cheatsGone = 0.75

/** Gives everybody their carriers, from when to when: who is lost, who comes back, who is handed over. */
export function settleCarriers(stage: Stage, stores: readonly Store[], people: readonly Person[]) {
  const random = stage.random.fork('carriers')
  const honest = people.filter(({ ring, route }) => ring === 0 && route !== 'test')
  const cheats = people.filter(({ ring }) => ring > 0)
  const cheatsLost = random.shuffled(cheats).slice(0, Math.round(cheats.length * cheatsGone))
  for (const person of cheatsLost) person.lostAt = Math.floor(person.enteredAt + (8 + 14 * random.next()) * hour)
  const wanted = stage.size * lostShare - cheatsLost.length
  const found = lossesOf(stage, honest, 1).size
  for (const [person, at] of lossesOf(stage, honest, found > 0 ? wanted / found : 1)) person.lostAt = at
  for (const person of people) person.carriers.push(...carriersOf(random, stage, stores, person))
}

/** When each of the lost goes. `scale` brings their number to what is wanted; when they go and from where stays. */
function lossesOf(stage: Stage, people: readonly Person[], scale: number): Map<Person, number> {
  const random = stage.random.fork('losses')
  const thinner = new Thinner(random)
  const lost = new Map<Person, number>()
  for (let index = 0; index < storyDays; index += 1) {
    const midnight = stage.start + (index + 1) * day
    const able = people.filter((person) => person.enteredAt < midnight && !lost.has(person))
    for (const person of random.shuffled(able)) {
      const age = index - dayOf(stage, person.enteredAt)
      if (!thinner.happens('all', scale * risk(person, age, index))) continue
      const at = stage.start + index * day + Math.floor((9 + 14 * random.next()) * hour)
      lost.set(person, Math.min(Math.max(at, person.enteredAt + random.int(20, 60) * minute), stage.end - minute))
    }
  }
  return lost
}

function risk({ route, came, store, staff }: Person, age: number, index: number): number {
  const [first, week] = early[route] ?? [0, 0]
  if (came !== 'baseline' && age === 0) return first
  const fresh = came !== 'baseline' && age < 7 ? week / 6 : 0
  const promoted = index >= promotion.from && index <= promotion.to ? pressed : 1
  const handedOver = isLeaver(store, staff) && index >= handoverDay && index < handoverDay + 30 ? 0.002 : 0
  return fresh + laterPerDay * promoted + handedOver
}

const isLeaver = (store: Store, staff: string) => store.no === leavingStore && staff === store.staff[0]

function carriersOf(random: Random, stage: Stage, stores: readonly Store[], person: Person): Carrier[] {
  const follows = person.route === 'account' || (person.route === 'unknown' && person.no % 2 === 0)
  const carriers = [carrierOf(person, follows ? 'officialAccount' : 'wecom', person.enteredAt)]
  const add = (kind: CarrierKind, share: number, leaves: number) => {
    if (person.route === 'test' || person.ring > 0 || !random.chance(share)) return
    const from = Math.floor(Math.max(person.enteredAt, stage.start) + random.next() ** 2 * 30 * day + hour)
    if (from >= (person.lostAt ?? stage.end)) return
    const to = random.chance(leaves) ? Math.floor(from + (stage.end - from) * random.next()) : null
    carriers.push({ ...carrierOf(person, kind, from), to })
  }
  if (follows) add('wecom', 0.35, 0.03)
  else add('officialAccount', 0.25, 0.05)
  if (['store', 'koc', 'parcel'].includes(person.route)) add('chatGroup', 0.18, 0.2)
  const { lostAt } = person
  if (lostAt !== null) {
    for (const one of carriers) one.to = Math.min(one.to ?? lostAt, lostAt)
    const back = Math.floor(lostAt + (10 + 20 * random.next()) * day)
    if (person.ring === 0 && back < stage.end && random.chance(0.12)) carriers.push(carrierOf(person, 'wecom', back))
  }
  return handedOver(stage, stores, person, carriers)
}

function carrierOf({ store, staff }: Person, kind: CarrierKind, from: number): Carrier {
  const account = { wecom: staff, officialAccount: '明眸公众号', chatGroup: `${store.name}会员群` }[kind]
  return { kind, account, owner: kind === 'wecom' ? staff : '', from, to: null }
}

/** The relation with who left ends and one with a colleague begins in the same moment. */
function handedOver(stage: Stage, stores: readonly Store[], person: Person, carriers: readonly Carrier[]): Carrier[] {
  if (!isLeaver(person.store, person.staff)) return [...carriers]
  const at = stage.start + handoverDay * day + 10 * hour
  const colleagues = stores.find(({ no }) => no === leavingStore)?.staff.slice(1) ?? []
  return carriers.flatMap((one) => {
    if (one.kind !== 'wecom' || one.from >= at || (one.to ?? stage.end) <= at) return [one]
    const owner = colleagues[person.no % colleagues.length] ?? person.staff
    return [
      { ...one, to: at },
      { ...one, account: owner, owner, from: at },
    ]
  })
}

/** Whether a person can be reached at that moment. */
export function isLive({ carriers }: Person, at: number): boolean {
  return carriers.some(({ from, to }) => from <= at && (to === null || to > at))
}

/** Who of the staff serves the person then: their friend in WeCom, a colleague once that one has left. */
export function staffAt(stage: Stage, person: Person, at: number): string {
  const friend = person.carriers.find(({ kind, from, to }) => kind === 'wecom' && from <= at && (to ?? stage.end) > at)
  const { store, staff } = person
  const isGone = isLeaver(store, friend?.owner ?? staff) && dayOf(stage, at) >= leavingDay
  return isGone ? (store.staff[1 + (person.no % 2)] ?? '') : (friend?.owner ?? staff)
}
