import type { Random } from '#kit/random'
import { follow, unfollow } from '../account/followers.ts'
import { openPage } from '../control/open.ts'
import { scan } from '../control/scan.ts'
import { leaveGroup } from '../wecom/groups.ts'
import { addContact, chats, endContact, say } from '../wecom/relations.ts'
import { acceptRequest } from '../wecom/scan.ts'
import { addPerson, externalOf } from '../world/people.ts'
import type { Message, Person, Relation } from '../world/rows.ts'
import type { World } from '../world/world.ts'
import { goods } from './parameters.ts'
import { chanceOf, channelOf, count, type Plan, pickWeighted } from './plan.ts'

const minute = 60_000
const hour = 3_600_000
const day = 86_400_000

export interface Step {
  step: string
  person: string
  channel: string
  /** Who brought them. */
  by: string
}

type Later = (ms: number, step: Partial<Step> & { step: string }) => void
type Life = (world: World, plan: Plan, step: Step, later: Later) => void | Promise<void>

const relationsOf = (world: World, person: string): Relation[] =>
  world.rows.relations.by('external', externalOf(world, person)).filter(({ ended }) => ended === undefined)

const personOf = (world: World, { person }: Step): Person => world.rows.people.get(person) ?? addPerson(world, {})

const eagerness = (plan: Plan, person: string): number =>
  chanceOf(plan, 'eager', person).logNormal(1, plan.behaviour.eagerness)

const comes: Life = (world, plan, step, later) => {
  const person = addPerson(world, {})
  const random = chanceOf(plan, 'comes', person.id)
  const { adds } = channelOf(step.channel)
  count(world, plan, 'came')
  const cheat = step.by.startsWith('cheat:')
  if (!cheat && !random.chance(Math.min(0.97, adds * eagerness(plan, person.id)))) {
    count(world, plan, 'ignored')
    return
  }
  if (!meets(world, plan, person, random)) {
    // The member confirms on their phone, most of them soon.
    later(random.int(1, 240) * minute, { ...step, step: 'accepted', person: person.id })
    return
  }
  begins(world, plan, { ...step, person: person.id }, later)
}

/** The person scans a code, or finds a member without one; false while the member has yet to confirm. */
function meets(world: World, plan: Plan, person: Person, random: Random): boolean {
  const ways = plan.ways.length > 0 ? plan.ways : world.rows.ways.all().map(({ id }) => id)
  if (ways.length > 0) return scan(world, person, random.pick(ways)).kind === 'added'
  const staff = world.rows.staff.all().filter(({ status, serves }) => status === 1 && serves)
  addContact(world, { person, userid: random.pick(staff).id, way: 1 })
  return true
}

const accepted: Life = (world, plan, step, later) => {
  const waiting = world.rows.codes.by('friend request', step.person)
  for (const { data } of waiting)
    if (acceptRequest(world, data['userid'] ?? '', personOf(world, step))) begins(world, plan, step, later)
}

/** A contact is made: what follows is planned. */
function begins(world: World, plan: Plan, step: Step, later: Later): void {
  count(world, plan, 'added')
  count(world, plan, `added.${step.channel}`)
  if (step.by.startsWith('cheat:')) {
    later(chanceOf(plan, 'flees', step.person).int(5, 55) * minute, { ...step, step: 'leaves' })
    return
  }
  plans(plan, step, later)
}

/** What a new contact will do in the next weeks. */
function plans(plan: Plan, step: Step, later: Later): void {
  const { behaviour: b } = plan
  const random = chanceOf(plan, 'plans', step.person)
  const eager = eagerness(plan, step.person)
  const will = (share: number, ms: number, what: string) => {
    if (random.chance(Math.min(0.97, share * eager))) later(ms, { ...step, step: what })
  }
  will(b.answersWelcome, random.int(1, 180) * minute, 'answers')
  will(b.tapsWelcome, random.int(1, 120) * minute, 'taps')
  will(b.followsAccount, random.int(1, 600) * minute, 'follows')
  will(b.joinsGroup, random.int(10, 900) * minute, 'joins')
  will(b.buysSoon, random.int(1, 72) * hour, 'buys')
  will(b.buysLater, random.int(72, 720) * hour, 'buys')
  will(b.invites, random.int(1, 72) * hour, 'invites')
  if (random.chance(b.cheats)) later(random.int(1, 48) * hour, { ...step, step: 'cheats' })
  const [soon, week] = channelOf(step.channel).deletes
  const leaves = random.next() * eager
  if (leaves < soon) later(random.int(5, 1440) * minute, { ...step, step: 'leaves' })
  else if (leaves < week) later(random.int(24, 168) * hour, { ...step, step: 'leaves' })
}

const answers: Life = (world, plan, step, later) => {
  for (const relation of relationsOf(world, step.person).slice(0, 1)) {
    chats(world, relation)
    say(world, relation, { from: 'me', via: 'chat', text: '好的，谢谢' })
    count(world, plan, 'answered')
    const random = chanceOf(plan, 'replies', step.person)
    if (random.chance(plan.behaviour.answersChat)) later(random.int(2, 600) * minute, { ...step, step: 'replied' })
  }
}

const replied: Life = (world, plan, step) => {
  for (const relation of relationsOf(world, step.person).slice(0, 1)) {
    say(world, relation, { from: 'peer', via: 'chat', text: '不客气，有问题随时找我' })
    count(world, plan, 'replied')
  }
}

const linkIn = ({ text, attachments }: Message): string | undefined => {
  const card = attachments?.find(({ msgtype }) => msgtype === 'link')?.['link'] as { url?: string } | undefined
  return card?.url ?? /https?:\/\/[^\s，。]+/.exec(text ?? '')?.[0]
}

/** Opens the last link that came; nothing when none did. */
const taps: Life = async (world, plan, step) => {
  const links = world.rows.messages
    .by('person', step.person)
    .flatMap((one) => (one.from === 'peer' ? (linkIn(one) ?? []) : []))
  const url = links.at(-1)
  if (url === undefined) return
  count(world, plan, 'tapped')
  await openPage(world, step.person, url).catch(() => count(world, plan, 'pages failed'))
}

const follows: Life = (world, plan, step, later) => {
  follow(world, personOf(world, step), {})
  count(world, plan, 'followed')
  const random = chanceOf(plan, 'unfollows', step.person)
  if (random.chance(plan.behaviour.unfollows)) later(random.int(1, 240) * hour, { ...step, step: 'unfollows' })
}

const unfollows: Life = (world, plan, step) => {
  unfollow(world, personOf(world, step))
  count(world, plan, 'unfollowed')
}

const joins: Life = (world, plan, step, later) => {
  const random = chanceOf(plan, 'joins', step.person)
  const [way] = random.shuffled(world.rows.joinWays.all())
  if (way === undefined || scan(world, personOf(world, step), way.id).kind !== 'group') return
  count(world, plan, 'joined')
  if (random.chance(plan.behaviour.leavesGroup)) later(random.int(1, 240) * hour, { ...step, step: 'quits' })
}

const quits: Life = (world, plan, step) => {
  for (const { id } of world.rows.groups.by('person', step.person).slice(0, 1)) {
    leaveGroup(world, id, step.person, 0)
    count(world, plan, 'quit')
  }
}

/** A purchase is told to the given address: the lab has no shop of its own. */
const buys: Life = (world, plan, step, later) => {
  if (relationsOf(world, step.person).length === 0) return
  const n = world.dice.count(`orders of ${step.person}`)
  const random = chanceOf(plan, 'buys', step.person, n)
  const kind =
    goods[
      pickWeighted(
        random,
        goods.map(({ share }) => share),
      )
    ]
  const total = Math.round(random.logNormal(kind?.median ?? 0, kind?.spread ?? 0))
  const refunded = random.chance(plan.behaviour.refunds)
  count(world, plan, 'bought')
  count(world, plan, 'fen', refunded ? 0 : total)
  const { id, unionid } = personOf(world, step)
  const no = `L${world.dice.count('population order')}`
  const order = {
    no,
    person: id,
    unionid,
    product: kind?.name,
    total,
    refunded,
    paidAt: new Date(world.clock.now()).toISOString(),
  }
  world.ledger.add('population.bought', order)
  if (plan.orders !== undefined)
    world.deliver({ target: 'population', url: plan.orders, event: 'bought', body: JSON.stringify(order), order: id })
  if (n === 1 && random.chance(plan.behaviour.buysAgain)) later(random.int(5, 90) * day, { ...step, step: 'buys' })
}

const invites: Life = (world, plan, step, later) => {
  const random = chanceOf(plan, 'invites', step.person)
  const friends = random.int(1, plan.behaviour.inviteesMost)
  count(world, plan, 'invites', friends)
  world.ledger.add('population.invites', { person: step.person, friends })
  for (let n = 0; n < friends; n += 1)
    later(random.int(2, 1440) * minute, { step: 'comes', channel: 'invited', by: step.person })
}

/** A crowd of accounts of one who is after the reward. */
const cheats: Life = (world, plan, step, later) => {
  const random = chanceOf(plan, 'cheats', step.person)
  const [least, most] = plan.behaviour.accountsOfCheat
  const accounts = random.int(least, most)
  count(world, plan, 'cheat accounts', accounts)
  world.ledger.add('population.cheats', { person: step.person, accounts })
  for (let n = 0; n < accounts; n += 1)
    later(n * 40_000 + random.int(1, 30) * 1000, { step: 'comes', channel: 'invited', by: `cheat:${step.person}` })
}

const leaves: Life = (world, plan, step) => {
  for (const relation of relationsOf(world, step.person)) {
    endContact(world, relation, 'customer')
    count(world, plan, 'left')
  }
}

export const lives: Readonly<Record<string, Life>> = {
  accepted,
  comes,
  answers,
  replied,
  taps,
  follows,
  unfollows,
  joins,
  quits,
  buys,
  invites,
  cheats,
  leaves,
}
