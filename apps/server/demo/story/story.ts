import { randomOf } from '#kit/random'
import { settleCarriers } from './carriers.ts'
import { peopleOf } from './entries.ts'
import { type Order, type Person, type Setting, type Stage, type Story, stageOf } from './model.ts'
import { privateOrders } from './orders.ts'
import { refundOrders } from './refunds.ts'
import { sideOrders } from './sides.ts'
import { visitsOf } from './visits.ts'

const splitPeople = 30

/**
 * 明眸's last 120 days as they could have been: the same setting gives the same story. Pure; nobody in it exists.
 * Everything is told by day of the story, so that only weekends move with the date.
 */
export function storyOf(setting: Setting): Story {
  const telling = chapters(setting)
  for (;;) {
    const next = telling.next()
    if (next.done) return next.value
  }
}

/** The same, with a break after every chapter: who tells it in a server lets others have their turn there. */
export function* chapters(setting: Setting): Generator<void, Story> {
  const stage = stageOf(setting, randomOf(`${setting.seed} ${setting.people}`))
  const { stores, people } = peopleOf(stage)
  yield
  settleCarriers(stage, stores, people)
  yield
  const own = privateOrders(stage, people)
  yield
  const sides = sideOrders(stage, stores, people, new Set(own.map(({ person }) => person)))
  const orders = [...own, ...sides].sort((a, b) => a.at - b.at)
  refundOrders(stage, own, sides)
  learnIds(stage, people, own, sides)
  splitSome(stage, people, own)
  yield
  const visits = visitsOf(stage, people, own, sides)
  return { setting, start: stage.start, end: stage.end, stores, people, orders, visits }
}

/** What a shop asks for is known after an order in it; a follower without unionid could not be told from a stranger. */
function learnIds(stage: Stage, people: readonly Person[], own: readonly Order[], sides: readonly Order[]) {
  const random = stage.random.fork('ids')
  for (const { carriers, known } of people) known.unionid ||= carriers.some(({ kind }) => kind === 'officialAccount')
  // Buyers of the private domain have clicked, booked or redeemed before, and each of that is done in WeChat.
  for (const { person } of own) if (person) person.known.unionid = true
  for (const { person, shop } of [...own, ...sides]) {
    if (!person) continue
    if (shop === 'app') person.known.unionid = true
    if (shop === 'tmall') person.known.tmall = true
    if (shop === 'till' || shop === 'meituan' || random.chance(0.5)) person.known.phone = true
  }
}

/** Some followers are not known to be the same as a WeCom friend until an order names both ids. */
function splitSome(stage: Stage, people: readonly Person[], own: readonly Order[]) {
  const bought = new Set(own.filter(({ shop }) => shop === 'app').map(({ person }) => person))
  const able = people.filter(
    (person) =>
      bought.has(person) &&
      person.known.phone &&
      !person.known.tmall &&
      person.carriers.some(({ kind }) => kind === 'wecom') &&
      person.carriers.some(({ kind }) => kind === 'officialAccount'),
  )
  for (const person of able.slice(0, stage.share(splitPeople))) person.apart = true
}
