import { externalOf } from '../world/people.ts'
import type { Person } from '../world/rows.ts'
import type { World } from '../world/world.ts'
import { quotaLeft, spendQuota } from './acquisition.ts'
import { membersOf } from './corp.ts'
import { tell } from './events.ts'
import { joinByWay } from './groups.ts'
import { addContact, relationId } from './relations.ts'

export interface Scanned {
  /** What the phone shows next. */
  kind: string
  [detail: string]: unknown
}

/** A customer scans the code of a contact way. */
export function scanWay(world: World, person: Person, config: string, half = false): Scanned {
  const way = world.rows.ways.get(config)
  const now = world.clock.now()
  if (way === undefined || (way.expires !== undefined && way.expires < now))
    return { kind: 'invalid', reason: 'unknown code' }
  const external = externalOf(world, person.id)
  const mine = world.rows.relations.by('external', external).filter(({ ended }) => ended === undefined)
  const members = membersOf(world, way.user, way.party).map(({ id }) => id)
  const known = mine.find(({ userid }) => members.includes(userid))
  if (known !== undefined && !half) return { kind: 'chat', userid: known.userid, isNew: false }
  if (way.exclusive && mine[0] !== undefined) return { kind: 'exclusive', userid: mine[0].userid, isNew: false }
  const userid = world.dice.pick('way', members)
  if (userid === undefined) return { kind: 'invalid', reason: 'nobody behind this code' }
  if (!way.skip) return request(world, person, { userid, state: way.state, way: 1 })
  const added = addContact(world, { person, userid, state: way.state, way: 1, half })
  return { kind: 'added', userid, isNew: added.isNew, external_userid: external }
}

/** A link of 获客助手, from an SMS or an ad. */
export function openLink(world: World, person: Person, linkId: string, channel: string): Scanned {
  const link = world.rows.links.get(linkId)
  if (link === undefined) return { kind: 'invalid', reason: 'unknown link' }
  const external = externalOf(world, person.id)
  const members = membersOf(world, link.user, link.party).map(({ id }) => id)
  const known = members.find(
    (id) =>
      world.rows.relations.get(relationId(id, external))?.ended === undefined &&
      world.rows.relations.get(relationId(id, external)),
  )
  if (known !== undefined) return { kind: 'chat', userid: known, isNew: false }
  const userid = world.dice.pick('link', members)
  if (userid === undefined || quotaLeft(world) === 0) return { kind: 'invalid', reason: 'link unavailable' }
  if (!link.skip) return request(world, person, { userid, state: channel, way: 16, link: linkId })
  const { isNew } = addContact(world, { person, userid, state: channel, way: 16, oper: linkId })
  if (isNew) spendOne(world, linkId)
  return { kind: 'added', userid, isNew, external_userid: external }
}

/** Each customer a link brings costs a piece of the quota; the last one is told. */
function spendOne(world: World, link: string): void {
  spendQuota(world)
  // A tenth is low.
  if (quotaLeft(world) === Math.floor(world.settings.acquisitionQuota / 10) && quotaLeft(world) > 0)
    tell(world, 'customer_acquisition', { ChangeType: 'balance_low', LinkId: link }, 'acquisition')
  if (quotaLeft(world) === 0)
    tell(world, 'customer_acquisition', { ChangeType: 'balance_exhausted', LinkId: link }, 'acquisition')
}

/** The code of a group. */
export function scanGroup(world: World, person: Person, config: string): Scanned {
  const way = world.rows.joinWays.get(config)
  if (way === undefined) return { kind: 'invalid', reason: 'unknown code' }
  const group = joinByWay(world, way, person)
  return group === undefined
    ? { kind: 'invalid', reason: 'all groups are full' }
    : { kind: 'group', chat_id: group.id, name: group.name }
}

interface Request {
  userid: string
  state: string
  way: number
  link?: string
}

/** Where members confirm, the request waits on the member's phone. */
export function request(world: World, person: Person, { userid, state, way, link = '' }: Request): Scanned {
  const id = `request ${userid}|${person.id}`
  const data = { userid, state, way: String(way), link }
  world.rows.codes.put({ id, kind: 'friend request', person: person.id, at: world.clock.now(), used: false, data })
  if (link !== '')
    tell(world, 'customer_acquisition', { ChangeType: 'friend_request', LinkId: link, State: state }, link)
  world.ledger.add('contact.requested', { person: person.id, userid, way })
  return { kind: 'request', userid, pending: true }
}

/** The member accepts a waiting request. */
export function acceptRequest(world: World, userid: string, person: Person): boolean {
  const code = world.rows.codes.get(`request ${userid}|${person.id}`)
  if (code === undefined) return false
  world.rows.codes.remove(code.id)
  const way = Number(code.data['way'])
  const oper = way === 16 ? code.data['link'] : undefined
  const { isNew } = addContact(world, { person, userid, state: code.data['state'], way, oper })
  if (isNew && way === 16) spendOne(world, code.data['link'] ?? '')
  return true
}
