import { need, Refusal } from '../http/refusal.ts'
import { externalOf, personBy } from '../world/people.ts'
import type { Attachment, Message, Person, Relation, Staff } from '../world/rows.ts'
import type { World } from '../world/world.ts'
import { tell } from './events.ts'

export const relationId = (userid: string, external: string): string => `${userid}|${external}`

/** A member who may serve customers. */
export function servingStaff(world: World, userid: string): Staff {
  const staff = need(world.rows.staff.get(userid), 40003)
  if (staff.status !== 1) throw new Refusal(60111)
  if (!staff.serves) throw new Refusal(84083)
  return staff
}

/** Whether the member's list shows this customer. */
export const shown = (world: World, { ended }: Relation): boolean =>
  ended === undefined || (ended.by === 'customer' && world.settings.keepsAfterCustomerDeletes)

/** The customer relation an API call names; refuses what does not exist, has ended or is not to be seen yet. */
export function relationFor(world: World, userid: string, external: string): Relation {
  need(personBy(world, 'external', external), 40096)
  const relation = need(world.rows.relations.get(relationId(userid, external)), 84061)
  if (!shown(world, relation) || hidden(world, relation)) throw new Refusal(84061)
  return relation
}

export const hidden = (world: World, { at }: Relation): boolean =>
  world.clock.now() - at < world.settings.contactHiddenSeconds * 1000

export interface Adding {
  person: Person
  userid: string
  state?: string | undefined
  /** add_way of the platform: 1 code, 2 phone, 3 card, 16 acquisition link … */
  way?: number | undefined
  oper?: string | undefined
  /** The customer added; the member has not confirmed yet. */
  half?: boolean | undefined
}

/** A customer and a member become contacts; the event carries a welcome code unless they know each other already. */
export function addContact(world: World, adding: Adding): { relation: Relation; isNew: boolean; welcomeCode?: string } {
  const { person, userid, state = '', way = 1, half = false } = adding
  const staff = servingStaff(world, userid)
  const external = externalOf(world, person.id)
  const id = relationId(userid, external)
  const before = world.rows.relations.get(id)
  if (before !== undefined && before.ended === undefined && !half) {
    if (world.rows.welcomes.get(`half ${id}`) === undefined) return { relation: before, isNew: false }
    world.rows.welcomes.remove(`half ${id}`)
    tellAdded(world, before, false, undefined)
    return { relation: before, isNew: false }
  }
  const relation = world.rows.relations.put({
    ...blank(id, userid, external, person.id),
    ...(before === undefined ? {} : { remark: before.remark, tags: before.tags }),
    ...(before?.chattedAt === undefined ? {} : { chattedAt: before.chattedAt }),
    state,
    way,
    oper: adding.oper ?? (way === 1 ? external : userid),
    at: world.clock.now(),
  })
  const welcomeCode =
    staff.welcomes || relation.chattedAt !== undefined ? undefined : issueWelcome(world, userid, external)
  if (half)
    world.rows.welcomes.put({ id: `half ${id}`, userid, external, at: relation.at, wall: world.wall(), used: false })
  world.ledger.add('contact.added', { person: person.id, userid, external, state, way, half })
  tellAdded(world, relation, half, welcomeCode)
  return { relation, isNew: true, ...(welcomeCode === undefined ? {} : { welcomeCode }) }
}

const blank = (id: string, userid: string, external: string, person: string): Relation => ({
  id,
  userid,
  external,
  person,
  remark: '',
  description: '',
  company: '',
  mobiles: [],
  tags: [],
  state: '',
  way: 0,
  oper: userid,
  at: 0,
})

function issueWelcome(world: World, userid: string, external: string): string {
  const code = world.rows.welcomes.put({
    id: world.dice.id('welcome', '', 43),
    userid,
    external,
    at: world.clock.now(),
    wall: world.wall(),
    used: false,
  })
  return code.id
}

function tellAdded(world: World, relation: Relation, half: boolean, code: string | undefined): void {
  const fields = {
    ChangeType: half ? 'add_half_external_contact' : 'add_external_contact',
    UserID: relation.userid,
    ExternalUserID: relation.external,
    State: relation.state === '' ? undefined : relation.state,
    WelcomeCode: code,
  }
  tell(world, 'change_external_contact', fields, relation.external)
}

/** The relation ends: the customer deletes the member (churn), the member the customer, or a transfer takes it. */
export function endContact(world: World, relation: Relation, by: 'customer' | 'staff' | 'transfer'): void {
  if (relation.ended !== undefined) return
  world.rows.relations.put({ ...relation, ended: { at: world.clock.now(), by } })
  const { userid, external, person } = relation
  world.ledger.add('contact.ended', { person, userid, external, by })
  const fields = {
    ChangeType: by === 'customer' ? 'del_follow_user' : 'del_external_contact',
    UserID: userid,
    ExternalUserID: external,
    Source: by === 'transfer' ? 'DELETE_BY_TRANSFER' : undefined,
  }
  tell(world, 'change_external_contact', fields, external)
}

/** They have written to each other: from then on no welcome is taken. */
export function chats(world: World, relation: Relation): void {
  world.rows.relations.put({ ...relation, chattedAt: relation.chattedAt ?? world.clock.now() })
}

/** A message in the chat of a member and a customer. */
export function say(
  world: World,
  relation: Pick<Relation, 'userid' | 'person'>,
  given: { from: 'me' | 'peer'; via: string; text?: string | undefined; attachments?: Attachment[] | undefined },
): Message {
  const { userid, person } = relation
  const message = world.rows.messages.put({
    id: `m${world.dice.count('message')}`,
    thread: `wecom:${userid}:${person}`,
    channel: 'wecom',
    person,
    peer: userid,
    from: given.from,
    at: world.clock.now(),
    via: given.via,
    ...(given.text === undefined ? {} : { text: given.text }),
    ...(given.attachments === undefined ? {} : { attachments: given.attachments }),
  })
  world.ledger.add('message', {
    message: message.id,
    channel: 'wecom',
    person,
    userid,
    from: given.from,
    via: given.via,
  })
  return message
}
