import { z } from 'zod'
import { need, Refusal } from '../http/refusal.ts'
import { type Route, route } from '../http/route.ts'
import type { Mass } from '../world/rows.ts'
import type { World } from '../world/world.ts'
import { attachments, checkAttachments, text } from './attachments.ts'
import { paged } from './contacts.ts'
import { resolveTasks } from './massTargets.ts'
import { servingStaff } from './relations.ts'

const opens = ['wecom'] as const
const path = (verb: string): string => `/cgi-bin/externalcontact/${verb}`
const page = { cursor: z.string().default(''), limit: z.number().int().min(1).max(1000).default(500) }
const day = 86_400_000

const template = z.object({
  chat_type: z.enum(['single', 'group']).default('single'),
  external_userid: z.array(z.string()).max(10_000).default([]),
  chat_id_list: z.array(z.string()).max(2000).default([]),
  tag_filter: z.object({ group_list: z.array(z.object({ tag_list: z.array(z.string()).max(100) })) }).optional(),
  sender: z.string().optional(),
  allow_select: z.boolean().default(false),
  text,
  attachments,
})

/** 企业群发: tasks that members confirm on their phones. */
export const massRoutes: Route[] = [
  route(
    'wecom',
    'POST',
    path('add_msg_template'),
    template,
    (world, input) => {
      if ((input.text?.content ?? '') === '' && input.attachments.length === 0) throw new Refusal(40058)
      checkAttachments(world, input.attachments)
      if (input.sender !== undefined) servingStaff(world, input.sender)
      else if (input.chat_type === 'group') throw new Refusal(40058, 'sender')
      const { tasks, failed } = resolveTasks(world, input)
      if (tasks.length === 0) throw new Refusal(40035, 'nobody to send to')
      const mass: Mass = {
        id: world.dice.id('msgid', 'msg', 30),
        chat: input.chat_type,
        creator: input.sender ?? '',
        at: world.clock.now(),
        ...(input.text?.content === undefined ? {} : { text: input.text.content }),
        attachments: input.attachments,
        tasks,
        allowSelect: input.allow_select,
        cancelled: false,
        reminded: [],
      }
      world.rows.mass.put(mass)
      const people = tasks.reduce((sum, { targets }) => sum + targets.length, 0)
      world.ledger.add('mass.created', { msgid: mass.id, chat: mass.chat, staff: tasks.length, targets: people })
      return { fail_list: failed, msgid: mass.id }
    },
    opens,
  ),
  route(
    'wecom',
    'POST',
    path('get_groupmsg_list_v2'),
    z.object({
      chat_type: z.enum(['single', 'group']),
      start_time: z.number().int(),
      end_time: z.number().int(),
      creator: z.string().optional(),
      filter_type: z.number().int().min(0).max(2).default(2),
      cursor: z.string().default(''),
      limit: z.number().int().min(1).max(100).default(50),
    }),
    (world, input) => {
      const all = world.rows.mass.all().filter((one) => matches(one, input))
      const { page: some, next } = paged(all, input.cursor, input.limit)
      return { group_msg_list: some.map(listed), next_cursor: next }
    },
    opens,
  ),
  route(
    'wecom',
    'POST',
    path('get_groupmsg_task'),
    z.object({ msgid: z.string(), ...page }),
    (world, input) => {
      const { page: some, next } = paged(massOf(world, input.msgid).tasks, input.cursor, input.limit)
      const task_list = some.map(({ userid, status, at }) => ({ userid, status, ...sentAt(at) }))
      return { task_list, next_cursor: next }
    },
    opens,
  ),
  route(
    'wecom',
    'POST',
    path('get_groupmsg_send_result'),
    z.object({ msgid: z.string(), userid: z.string(), ...page }),
    (world, input) => {
      const mass = massOf(world, input.msgid)
      const task = need(
        mass.tasks.find(({ userid }) => userid === input.userid),
        40003,
      )
      const { page: some, next } = paged(task.targets, input.cursor, input.limit)
      const send_list = some.map(({ to, status, at }) => ({
        ...(mass.chat === 'group' ? { chat_id: to } : { external_userid: to }),
        userid: task.userid,
        status,
        ...sentAt(at),
      }))
      return { send_list, next_cursor: next }
    },
    opens,
  ),
  route(
    'wecom',
    'POST',
    path('remind_groupmsg_send'),
    z.object({ msgid: z.string() }),
    (world, { msgid }) => {
      const mass = massOf(world, msgid)
      const now = world.clock.now()
      const recent = mass.reminded.filter((at) => now - at < day)
      if (recent.length >= world.settings.remindsPerDay) throw new Refusal(45009)
      if (mass.cancelled || now - mass.at < 0) throw new Refusal(40035)
      world.rows.mass.put({ ...mass, reminded: [...recent, now] })
      world.ledger.add('mass.reminded', { msgid })
      return {}
    },
    opens,
  ),
  route(
    'wecom',
    'POST',
    path('cancel_groupmsg_send'),
    z.object({ msgid: z.string() }),
    (world, { msgid }) => {
      const mass = massOf(world, msgid)
      world.rows.mass.put({ ...mass, cancelled: true })
      world.ledger.add('mass.cancelled', { msgid })
      return {}
    },
    opens,
  ),
]

const massOf = (world: World, msgid: string): Mass => need(world.rows.mass.get(msgid), 40035, 'invalid msgid')

const sentAt = (at: number | undefined) => (at === undefined ? {} : { send_time: Math.floor(at / 1000) })

const matches = (
  { chat, at, creator }: Mass,
  want: { chat_type: string; start_time: number; end_time: number; creator?: string | undefined; filter_type: number },
): boolean =>
  chat === want.chat_type &&
  at >= want.start_time * 1000 &&
  at <= want.end_time * 1000 + 999 &&
  (want.creator === undefined || want.creator === creator) &&
  (want.filter_type === 2 || (want.filter_type === 1) === creator.startsWith('self:'))

const listed = ({ id, creator, at, text: content, attachments: parts }: Mass) => ({
  msgid: id,
  creator: creator.replace(/^self:/, ''),
  create_time: String(Math.floor(at / 1000)),
  create_type: creator.startsWith('self:') ? 1 : 0,
  ...(content === undefined ? {} : { text: { content } }),
  attachments: parts,
})
