import { Thinner } from './calendar.ts'
import { isLive, promotion } from './carriers.ts'
import { kocs } from './cast.ts'
import { lateStore, leavingDay, leavingStore } from './entries.ts'
import { dayOf, type Person, type Stage, storyDays } from './model.ts'

/** Of all people, so many buy in the private domain during the story. */
const buyerShare = 0.232

/** How readily people of each way in place a first order, relative to each other. */
const ready: Readonly<Record<string, number>> = {
  store: 1,
  groupbuy: 1,
  parcel: 1.15,
  account: 0.8,
  phone: 0.7,
  koc: 1.1,
  feed: 0.6,
  referral: 0.9,
  freeKit: 0.3,
  unknown: 0.7,
}

export const isMothers = ({ source }: Person): boolean => source === `公域·KOC ${kocs[0]}`

/** A first order: who, and on which day of the story. */
export interface First {
  readonly person: Person
  readonly day: number
}

/** Who buys first on which day, in the order of days. */
export function firstOrders(stage: Stage, people: readonly Person[]): First[] {
  const able = people.filter(({ ring, route }) => ring === 0 && route !== 'test')
  let scale = 0.25
  let firsts = buyersOf(stage, able, scale)
  // Who has bought cannot buy first again, so twice the readiness is less than twice the buyers: two steps come close.
  for (let step = 0; step < 2 && firsts.length > 0; step += 1) {
    scale *= (stage.size * buyerShare) / firsts.length
    firsts = buyersOf(stage, able, scale)
  }
  return firsts
}

function buyersOf(stage: Stage, people: readonly Person[], scale: number): First[] {
  const random = stage.random.fork('firsts')
  const thinner = new Thinner(random)
  const bought = new Set<Person>()
  const firsts: First[] = []
  for (let day = 0; day < storyDays; day += 1) {
    const evening = stage.start + (day + 1) * 86_400_000 - 1
    const able = people.filter((person) => person.enteredAt <= evening && !bought.has(person))
    for (const person of random.shuffled(able)) {
      const age = day - dayOf(stage, person.enteredAt)
      const share = scale * eagerness(person, age, day)
      if (!thinner.happens(groupOf(stage, person), Math.min(share, 0.9)) || !isLive(person, evening)) continue
      bought.add(person)
      firsts.push({ person, day })
    }
  }
  return firsts
}

/** Who is compared with whom: within a group chance decides, between groups the story does. */
function groupOf(stage: Stage, person: Person): string {
  const { route, came, store, enteredAt } = person
  if (isMothers(person)) return 'mother'
  if (route !== 'store') return `${came} ${route}`
  const isLate = store.no === leavingStore && dayOf(stage, enteredAt) >= leavingDay
  return `${came} ${store.no}${isLate ? ' late' : ''}`
}

function eagerness(person: Person, age: number, day: number): number {
  const { route, came, eager, store } = person
  const when = came === 'baseline' ? 0.8 / storyDays : atAge(age)
  const mother = isMothers(person) ? 1.7 : 1
  return (ready[route] ?? 0) * eager * when * mother * mood(day) * (route === 'store' ? ofStore(store.no, day) : 1)
}

/** Of those who ever order within 30 days, six in ten do so in the first three. */
function atAge(age: number): number {
  const first = [0.3, 0.15, 0.09][age]
  return first ?? (age < 30 ? 0.36 / 27 : 0.1 / 90)
}

/** Cause 1: promotion lifts orders in its first week, and the damage shows two weeks later. */
function mood(day: number): number {
  if (day < promotion.from) return 1
  if (day < promotion.from + 7) return 1.5
  if (day <= promotion.to) return 1.1
  return day < promotion.to + 17 ? 0.6 : 1
}

/** Cause 5: slow answers halve the conversion of the store whose optometrist left. */
function ofStore(no: number, day: number): number {
  if (no === lateStore) return 0.05
  return no === leavingStore && day >= leavingDay ? 0.4 : 1
}
