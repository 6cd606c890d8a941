import { z } from 'zod'
import { api, Id, pageOf, paging, Time } from '#kit/api'
import { chatStates, joinHows, leaveHows } from './chats.ts'

const Count = z.number().int()

/** Which chats a list holds. */
export const ChatFilter = z.object({
  account: Id.optional(),
  state: z.enum(chatStates).optional().meta({ description: 'orphaned = its owner has left the company' }),
  owner: z.string().max(64).optional(),
  q: z.string().trim().max(100).optional().meta({ description: 'Part of the name of the chat or of its owner' }),
})

/** Which people of a chat a list holds. */
export const ParticipantFilter = z.object({
  id: Id,
  now: z.enum(['in', 'left']).default('in'),
  friend: z.enum(['true', 'false']).optional().meta({ description: 'Whether a member of the company has them' }),
})

const Chat = z.object({
  id: Id,
  account: Id,
  name: z.string(),
  owner: z.object({ userid: z.string(), name: z.string(), left: z.boolean() }),
  state: z.enum(chatStates),
  customers: Count,
  staff: Count,
  joinedToday: Count.meta({ description: 'Customers; the day of the workspace' }),
  leftToday: Count,
  createdAt: Time,
  dismissedAt: Time.nullable(),
})

const Detail = Chat.extend({
  notice: z.string(),
  strangers: Count.meta({ description: 'Customers whom no member of the company has' }),
  leavers: Count.meta({ description: 'Stays of customers that are over' }),
  hows: z.array(z.object({ how: z.enum(joinHows), customers: Count })).meta({ description: 'Who is in it, by how' }),
  quick: z
    .object({ joined: Count, left: Count })
    .meta({ description: 'Who joined 37 to 7 days ago, and of these who left within 7 days' }),
  days: z
    .array(z.object({ day: z.string(), joined: Count, left: Count, customers: Count }))
    .meta({ description: 'The last 30 days; customers at the end of each' }),
  readAt: Time,
})

const Participant = z.object({
  person: Id,
  name: z.string().nullable().meta({ description: 'Masked' }),
  isFriend: z.boolean(),
  joinedAt: Time,
  joinedHow: z.enum(joinHows),
  invitedBy: z.string().nullable().meta({ description: 'The member of the company; who else, WeCom does not tell' }),
  leftAt: Time.nullable(),
  leftHow: z.enum(leaveHows).nullable(),
})

const read = { needs: 'carriers:read' }
const tags = ['carriers']

/** Chats of customers (客户群), who is in them and who was. */
export const chatGroups = {
  list: api
    .meta(read)
    .route({ method: 'GET', path: '/chat-groups', tags, summary: 'Chat groups, newest first' })
    .input(ChatFilter.extend(paging))
    .output(pageOf(Chat)),
  count: api
    .meta(read)
    .route({ method: 'GET', path: '/chat-groups/count', tags, summary: 'How many there are, and how many people' })
    .input(ChatFilter.omit({ state: true }))
    .output(
      z.object({
        ...{ all: Count, live: Count, orphaned: Count, dismissed: Count },
        people: Count.meta({ description: 'Customers in at least one of them, each once' }),
        ...{ joinedToday: Count, leftToday: Count },
      }),
    ),
  get: api
    .meta(read)
    .route({ method: 'GET', path: '/chat-groups/{id}', tags, summary: 'One chat group with its growth' })
    .input(z.object({ id: Id }))
    .output(Detail),
  participants: api
    .meta(read)
    .route({ method: 'GET', path: '/chat-groups/{id}/participants', tags, summary: 'Who is in it, or has left it' })
    .input(ParticipantFilter.extend(paging))
    .output(pageOf(Participant)),
}
