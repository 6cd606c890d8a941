import { z } from 'zod'
import { need, Refusal } from '../http/refusal.ts'
import { type Route, route } from '../http/route.ts'
import { tell } from '../wecom/events.ts'
import { joinGroup, leaveGroup } from '../wecom/groups.ts'
import { addContact, chats, endContact, relationId, say } from '../wecom/relations.ts'
import { request } from '../wecom/scan.ts'
import { refuseTransfer } from '../wecom/transfer.ts'
import { addPerson, externalOf, idsOf } from '../world/people.ts'
import type { Message, Person, Relation } from '../world/rows.ts'
import type { World } from '../world/world.ts'
import { scan } from './scan.ts'

const id = z.object({ id: z.string() })
const path = (verb: string): string => `/lab/people/:id/${verb}`

export const personOf = (world: World, person: string): Person =>
  need(world.rows.people.get(person), 'NO_PERSON', person)

const relationOf = (world: World, person: Person, userid: string): Relation =>
  need(world.rows.relations.get(relationId(userid, externalOf(world, person.id))), 'NO_CONTACT', userid)

/** Virtual customers, and what they do. */
export const peopleRoutes: Route[] = [
  route(
    'lab',
    'POST',
    '/lab/people',
    z.object({
      name: z.string().min(1).optional(),
      phone: z.string().optional(),
      gender: z.union([z.literal(0), z.literal(1), z.literal(2)]).optional(),
      client: z.union([z.literal(1), z.literal(2), z.literal(3)]).optional(),
      language: z.string().optional(),
    }),
    (world, input) => idsOf(world, addPerson(world, input)),
  ),
  route(
    'lab',
    'GET',
    '/lab/people',
    z.object({ after: z.coerce.number().default(0), limit: z.coerce.number().max(1000).default(100) }),
    (world, { after, limit }) => {
      const all = world.rows.people.all()
      const items = all.slice(after, after + limit).map((person) => idsOf(world, person))
      return { items, next: after + limit < all.length ? after + limit : null, total: all.length }
    },
  ),
  route('lab', 'GET', '/lab/people/:id', id, (world, input) => {
    const person = personOf(world, input.id)
    const external = externalOf(world, person.id)
    return {
      ...idsOf(world, person),
      staff: world.rows.relations.by('external', external),
      groups: world.rows.groups.by('person', person.id).map(({ id: chat, name }) => ({ chat_id: chat, name })),
    }
  }),
  route('lab', 'GET', path('inbox'), id, (world, input) => ({ items: inboxOf(world, personOf(world, input.id)) })),
  route(
    'lab',
    'POST',
    path('scan'),
    id.extend({
      url: z.string().optional(),
      qr_code: z.string().optional(),
      config_id: z.string().optional(),
      ticket: z.string().optional(),
      half: z.boolean().default(false),
    }),
    (world, input) => {
      const code = input.url ?? input.qr_code ?? input.config_id ?? input.ticket ?? ''
      return scan(world, personOf(world, input.id), code, input.half)
    },
  ),
  route(
    'lab',
    'POST',
    path('add'),
    id.extend({
      staff: z.string(),
      state: z.string().optional(),
      way: z.number().int().default(3),
      half: z.boolean().default(false),
      ask: z.boolean().default(false),
    }),
    (world, input) => {
      const person = personOf(world, input.id)
      if (input.ask) return request(world, person, { userid: input.staff, state: input.state ?? '', way: input.way })
      const { isNew, welcomeCode } = addContact(world, { person, userid: input.staff, ...input })
      return {
        kind: 'added',
        userid: input.staff,
        external_userid: externalOf(world, person.id),
        isNew,
        welcome_code: welcomeCode,
      }
    },
  ),
  route(
    'lab',
    'POST',
    path('chat'),
    id.extend({ staff: z.string().optional(), chat_id: z.string().optional(), text: z.string().min(1) }),
    (world, input) => {
      const person = personOf(world, input.id)
      if (input.chat_id !== undefined) return sayInGroup(world, person, input.chat_id, input.text)
      const relation = relationOf(world, person, input.staff ?? '')
      if (relation.ended !== undefined) throw new Refusal('NO_CONTACT', 'no longer friends', 409)
      chats(world, relation)
      if (relation.chattedAt === undefined && relation.way === 16) tellLink(world, relation)
      return say(world, relation, { from: 'me', via: 'chat', text: input.text })
    },
  ),
  route('lab', 'POST', path('delete'), id.extend({ staff: z.string() }), (world, input) => {
    endContact(world, relationOf(world, personOf(world, input.id), input.staff), 'customer')
    return {}
  }),
  route(
    'lab',
    'POST',
    path('join'),
    id.extend({ chat_id: z.string(), invitor: z.string().optional() }),
    (world, input) => {
      const { id: chat, name } = joinGroup(world, input.chat_id, personOf(world, input.id), {
        scene: 1,
        ...(input.invitor === undefined ? {} : { invitor: input.invitor }),
      })
      return { chat_id: chat, name }
    },
  ),
  route('lab', 'POST', path('leave'), id.extend({ chat_id: z.string() }), (world, input) => {
    leaveGroup(world, input.chat_id, personOf(world, input.id).id, 0)
    return {}
  }),
  route('lab', 'POST', path('refuse-transfer'), id, (world, input) => ({
    refused: refuseTransfer(world, externalOf(world, personOf(world, input.id).id)),
  })),
]

/** The first word of a customer who came by a link of 获客助手. */
function tellLink(world: World, { oper, state, userid, external }: Relation): void {
  const fields = {
    ChangeType: 'customer_start_chat',
    LinkId: oper,
    State: state,
    UserID: userid,
    ExternalUserID: external,
  }
  tell(world, 'customer_acquisition', fields, external)
}

function sayInGroup(world: World, person: Person, chat: string, text: string): Message {
  const group = need(world.rows.groups.get(chat), 'NO_GROUP', chat)
  if (!group.members.some((one) => one.person === person.id)) throw new Refusal('NO_MEMBER', chat, 409)
  return world.rows.messages.put({
    id: `m${world.dice.count('message')}`,
    thread: `group:${chat}`,
    channel: 'group',
    peer: chat,
    from: 'peer',
    at: world.clock.now(),
    via: 'chat',
    text,
    data: { person: person.id },
  })
}

/** Everything that came to the phone, the earliest first. */
function inboxOf(world: World, person: Person): Message[] {
  const own = world.rows.messages.by('person', person.id).filter(({ from }) => from === 'peer')
  const groups = world.rows.groups.by('person', person.id).flatMap((group) => {
    const joined = group.members.find((one) => one.person === person.id)?.joined ?? 0
    return world.rows.messages.by('thread', `group:${group.id}`).filter(({ at }) => at >= joined)
  })
  return [...own, ...groups].sort((a, b) => a.at - b.at)
}
