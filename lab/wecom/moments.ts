import { z } from 'zod'
import { need, Refusal } from '../http/refusal.ts'
import { type Route, route } from '../http/route.ts'
import type { Attachment, Moment } from '../world/rows.ts'
import type { World } from '../world/world.ts'
import { checkMedia } from './attachments.ts'
import { paged } from './contacts.ts'
import { membersOf } from './corp.ts'

const opens = ['wecom'] as const
const path = (verb: string): string => `/cgi-bin/externalcontact/${verb}`
const momentPage = z.object({
  moment_id: z.string(),
  cursor: z.string().default(''),
  limit: z.number().int().min(1).max(1000).default(500),
})

const task = z.object({
  text: z.object({ content: z.string().max(2000) }).optional(),
  attachments: z.array(z.object({ msgtype: z.enum(['image', 'video', 'link']) }).loose()).default([]),
  visible_range: z
    .object({
      sender_list: z
        .object({ user_list: z.array(z.string()).default([]), department_list: z.array(z.number().int()).default([]) })
        .optional(),
      external_contact_list: z.object({ tag_list: z.array(z.string()).default([]) }).optional(),
    })
    .optional(),
})

/** 客户朋友圈: made by the corp, published by each member. */
export const momentRoutes: Route[] = [
  route(
    'wecom',
    'POST',
    path('add_moment_task'),
    task,
    (world, input) => {
      if ((input.text?.content ?? '') === '' && input.attachments.length === 0) throw new Refusal(40058)
      checkParts(world, input.attachments)
      const moment = world.rows.moments.put(momentOf(world, input))
      world.ledger.add('moment.created', { jobid: moment.id, moment: moment.moment, staff: moment.tasks.length })
      return { jobid: moment.id }
    },
    opens,
  ),
  route(
    'wecom',
    'GET',
    path('get_moment_task_result'),
    z.object({ jobid: z.string() }),
    (world, { jobid }) => {
      const { moment } = need(world.rows.moments.get(jobid), 40035)
      const nobody = { user_list: [], department_list: [] }
      return {
        status: 3,
        type: 'add_moment_task',
        result: {
          errcode: 0,
          errmsg: 'ok',
          moment_id: moment,
          invalid_sender_list: nobody,
          invalid_external_contact_list: { tag_list: [] },
        },
      }
    },
    opens,
  ),
  route(
    'wecom',
    'POST',
    path('get_moment_list'),
    z.object({
      start_time: z.number().int(),
      end_time: z.number().int(),
      cursor: z.string().default(''),
      limit: z.number().int().min(1).max(20).default(20),
    }),
    (world, input) => {
      if (input.end_time - input.start_time > 30 * 86_400) throw new Refusal(40058)
      const all = world.rows.moments
        .all()
        .filter(({ at }) => at >= input.start_time * 1000 && at <= input.end_time * 1000 + 999)
      const { page, next } = paged(all, input.cursor, input.limit)
      return { moment_list: page.map(listed), next_cursor: next }
    },
    opens,
  ),
  route(
    'wecom',
    'POST',
    path('get_moment_task'),
    momentPage,
    (world, input) => {
      const { page, next } = paged(momentBy(world, input.moment_id).tasks, input.cursor, input.limit)
      const task_list = page.map(({ userid, published }) => ({ userid, publish_status: published ? 1 : 0 }))
      return { task_list, next_cursor: next }
    },
    opens,
  ),
  ...(['get_moment_customer_list', 'get_moment_send_result'] as const).map((verb) =>
    route(
      'wecom',
      'POST',
      path(verb),
      momentPage.extend({ userid: z.string() }),
      (world, input) => {
        const one = momentBy(world, input.moment_id).tasks.find(({ userid }) => userid === input.userid)
        const { page, next } = paged(one?.customers ?? [], input.cursor, input.limit)
        const customer_list = page.map((external_userid) => ({ external_userid, userid: input.userid }))
        return { customer_list, next_cursor: next }
      },
      opens,
    ),
  ),
  route(
    'wecom',
    'POST',
    path('get_moment_comments'),
    momentPage.extend({ userid: z.string() }),
    (world, input) => {
      const { comments, likes } = momentBy(world, input.moment_id)
      const shown = ({ external, at }: { external: string; at: number }) => ({
        external_userid: external,
        create_time: Math.floor(at / 1000),
      })
      return { comment_list: comments.map(shown), like_list: likes.map(shown) }
    },
    opens,
  ),
  route(
    'wecom',
    'POST',
    path('cancel_moment_task'),
    z.object({ moment_id: z.string() }),
    (world, { moment_id }) => {
      world.rows.moments.put({ ...momentBy(world, moment_id), cancelled: true })
      return {}
    },
    opens,
  ),
]

function checkParts(world: World, parts: readonly Attachment[]): void {
  const images = parts.filter(({ msgtype }) => msgtype === 'image').length
  if (images > 9 || (images < parts.length && parts.length > 1)) throw new Refusal(40058)
  for (const part of parts) {
    const inner = part[part.msgtype] as { media_id?: string; url?: string } | undefined
    if (part.msgtype === 'link' && inner?.url === undefined) throw new Refusal(40058)
    if (part.msgtype === 'link' && inner?.media_id === undefined) continue
    checkMedia(world, inner?.media_id ?? '')
    const { type } = need(world.rows.media.get(inner?.media_id ?? ''), 40007)
    if (type !== (part.msgtype === 'link' ? 'image' : part.msgtype)) throw new Refusal(40004)
  }
}

function momentOf(world: World, { text, attachments, visible_range: range }: z.output<typeof task>): Moment {
  const senders = range?.sender_list
  const all = senders === undefined || senders.user_list.length + senders.department_list.length === 0
  const staff = all ? membersOf(world, [], [1]) : membersOf(world, senders.user_list, senders.department_list)
  const tags = range?.external_contact_list?.tag_list ?? []
  const customers = (userid: string): string[] =>
    world.rows.relations
      .by('userid', userid)
      .filter(
        ({ ended, tags: has }) => ended === undefined && (tags.length === 0 || tags.some((id) => has.includes(id))),
      )
      .map(({ external }) => external)
  return {
    id: world.dice.id('moment job', '', 43),
    moment: world.dice.id('moment', 'mom', 30),
    at: world.clock.now(),
    ...(text === undefined ? {} : { text: text.content }),
    attachments,
    tasks: staff.map(({ id }) => ({ userid: id, published: false, customers: customers(id) })),
    cancelled: false,
    comments: [],
    likes: [],
  }
}

const momentBy = (world: World, id: string): Moment =>
  need(
    world.rows.moments.all().find(({ moment }) => moment === id),
    40035,
  )

const listed = ({ moment, at, text, attachments }: Moment) => ({
  moment_id: moment,
  creator: '',
  create_time: String(Math.floor(at / 1000)),
  create_type: 0,
  visible_type: 1,
  ...(text === undefined ? {} : { text: { content: text } }),
  attachments,
})

/** The member publishes: customers see it, four of the corp's a month at most. */
export function publishMoment(world: World, moment: Moment, userid: string): void {
  const now = world.clock.now()
  const month = 30 * 86_400_000
  for (const task of moment.tasks) {
    if (task.userid !== userid || task.published) continue
    Object.assign(task, { published: true, at: now })
    task.customers = task.customers.filter((external) => {
      const key = `moments ${external}`
      const seen = ((world.rows.settings.get(key)?.value as number[] | undefined) ?? []).filter(
        (at) => now - at < month,
      )
      if (seen.length >= world.settings.momentsPerMonth) return false
      world.rows.settings.put({ id: key, value: [...seen, now] })
      show(world, moment, userid, external)
      return true
    })
    world.ledger.add('moment.published', { moment: moment.moment, userid, customers: task.customers.length })
  }
  world.rows.moments.put(moment)
}

function show(world: World, moment: Moment, userid: string, external: string): void {
  const person = world.rows.relations.get(`${userid}|${external}`)?.person
  if (person === undefined) return
  world.rows.messages.put({
    id: `m${world.dice.count('message')}`,
    thread: `moment:${person}`,
    channel: 'moment',
    person,
    peer: userid,
    from: 'peer',
    at: world.clock.now(),
    via: 'moment',
    ...(moment.text === undefined ? {} : { text: moment.text }),
    attachments: moment.attachments,
  })
}
