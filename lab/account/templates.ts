import { z } from 'zod'
import { need, Refusal } from '../http/refusal.ts'
import { type Route, route } from '../http/route.ts'
import type { App } from '../world/rows.ts'
import type { Follower, Template } from '../world/weixinRows.ts'
import type { World } from '../world/world.ts'
import { showOn, tellApp } from './events.ts'
import { followerBy } from './followers.ts'
import { appOfToken } from './messages.ts'

type Weixin = Exclude<App, 'wecom' | 'channels'>

const values = z.record(z.string(), z.object({ value: z.coerce.string() }).loose())
const mini = z.object({ appid: z.string(), pagepath: z.string().optional() }).loose().optional()
const target = { touser: z.string(), template_id: z.string(), data: values }
const day = 86_400_000

/** What each kind of field takes (from memory: kept as a table). */
const kinds: Readonly<Record<string, RegExp>> = {
  thing: /^[\s\S]{1,20}$/,
  number: /^-?[\d.]{1,32}$/,
  letter: /^[A-Za-z]{1,32}$/,
  symbol: /^[^\w\s]{1,5}$/,
  character_string: /^[\x20-\x7e]{1,32}$/,
  time: /^.{4,32}$/,
  date: /^.{4,32}$/,
  amount: /^[¥￥]?[\d.,]{1,20}元?$/,
  phone_number: /^[\d\-+]{1,17}$/,
  car_number: /^.{1,8}$/,
  name: /^.{1,20}$/,
  phrase: /^[\u4e00-\u9fff]{1,5}$/,
}

/** Template messages, subscription messages, and their results. */
export const templateRoutes: Route[] = [
  route(
    'weixin',
    'GET',
    '/cgi-bin/template/get_all_private_template',
    z.object({}),
    (world) => ({
      template_list: templatesOf(world, 'account', 1).map(({ id, title, labels }) => ({
        template_id: id,
        title,
        primary_industry: '消费品',
        deputy_industry: '消费品',
        content: contentOf(labels),
        example: '',
      })),
    }),
    ['account'],
  ),
  route(
    'weixin',
    'POST',
    '/cgi-bin/message/template/send',
    z.object({
      ...target,
      url: z.string().optional(),
      miniprogram: mini,
      client_msg_id: z.string().max(32).optional(),
    }),
    (world, input) => {
      const follower = followerBy(world, 'account', input.touser)
      const template = templateBy(world, 'account', input.template_id, [1])
      checkData(template, input.data)
      const known =
        input.client_msg_id === undefined ? undefined : world.rows.settings.get(`client_msg_id ${input.client_msg_id}`)
      const earlier = known?.value as { at: number; msgid: number } | undefined
      if (earlier !== undefined && world.clock.now() - earlier.at < 600_000) return { msgid: earlier.msgid }
      if (!follower.subscribed) throw new Refusal(43004)
      spendDaily(world)
      const msgid = 3_000_000_000 + world.dice.count('template msgid')
      if (input.client_msg_id !== undefined)
        world.rows.settings.put({ id: `client_msg_id ${input.client_msg_id}`, value: { at: world.clock.now(), msgid } })
      world.ledger.add('template.sent', { person: follower.person, template: template.id, msgid })
      if (!follower.blocks) show(world, 'account', follower, template, input)
      const Status = follower.blocks ? 'failed:user block' : 'success'
      world.clock.after(world.settings.resultSeconds * 1000, 'template', {
        person: follower.person,
        msgid: String(msgid),
        Status,
      })
      return { msgid }
    },
    ['account'],
  ),
  route(
    'weixin',
    'POST',
    '/cgi-bin/message/subscribe/bizsend',
    z.object({ ...target, page: z.string().optional(), miniprogram: mini }),
    (world, input) => subscriptionSend(world, 'account', input),
    ['account'],
  ),
  route(
    'weixin',
    'POST',
    '/cgi-bin/message/subscribe/send',
    z.object({
      ...target,
      page: z.string().optional(),
      miniprogram_state: z.string().optional(),
      lang: z.string().optional(),
    }),
    (world, input) => subscriptionSend(world, 'mini', input),
    ['mini'],
  ),
  route(
    'weixin',
    'GET',
    '/wxaapi/newtmpl/gettemplate',
    z.object({}),
    (world, _input, call) => ({
      data: templatesOf(world, appOfToken(world, call), 2).map(({ id, title, labels, type }) => ({
        priTmplId: id,
        title,
        content: contentOf(labels),
        example: '',
        type,
      })),
    }),
    ['account', 'mini'],
  ),
]

const contentOf = (labels: Record<string, string>): string =>
  Object.entries(labels)
    .map(([name, label]) => `${label}：{{${name}.DATA}}`)
    .join('\n')

interface Sending {
  touser: string
  template_id: string
  data: z.output<typeof values>
  page?: string | undefined
  url?: string | undefined
  miniprogram?: { appid: string; pagepath?: string | undefined } | undefined
}

function subscriptionSend(world: World, app: Weixin, input: Sending) {
  const follower = followerBy(world, app, input.touser)
  const template = templateBy(world, app, input.template_id, [2, 3])
  checkData(template, input.data)
  const left = follower.credits[template.id] ?? 0
  if (left < 1) throw new Refusal(43101)
  if (template.type === 2)
    world.rows.followers.put({ ...follower, credits: { ...follower.credits, [template.id]: left - 1 } })
  const msgid = 4_000_000_000 + world.dice.count('template msgid')
  world.ledger.add('subscription.sent', { app, person: follower.person, template: template.id, left: left - 1 })
  show(world, app, follower, template, input)
  world.clock.after(world.settings.resultSeconds * 1000, 'subscription', {
    person: follower.person,
    app,
    msgid: String(msgid),
    template: template.id,
  })
  return { msgid }
}

const show = (world: World, app: Weixin, { person }: Follower, { title, labels }: Template, input: Sending): void => {
  const { data, url, page, miniprogram } = input
  showOn(world, app, person, { via: 'template', text: title, data: { fields: data, labels, url, page, miniprogram } })
}

const templatesOf = (world: World, app: Weixin, from: number): Template[] =>
  world.rows.templates.all().filter((one) => one.app === app && (from === 1 ? one.type === 1 : one.type > 1))

function templateBy(world: World, app: Weixin, id: string, types: readonly number[]): Template {
  const template = need(world.rows.templates.get(id), 40037)
  if (template.app !== app || !types.includes(template.type)) throw new Refusal(40037)
  return template
}

function checkData({ fields }: Template, data: z.output<typeof values>): void {
  for (const [name, kind] of Object.entries(fields)) {
    const value = data[name]?.value
    const shape = kinds[kind]
    if (value === undefined || (shape !== undefined && !shape.test(value)))
      throw new Refusal(47003, `data.${name}.value invalid`)
  }
}

function spendDaily(world: World): void {
  const today = Math.floor((world.clock.now() + 28_800_000) / day)
  const before = world.rows.settings.get('template day')?.value as { day: number; used: number } | undefined
  const used = before?.day === today ? before.used : 0
  if (used >= world.settings.templateSendsPerDay) throw new Refusal(45009)
  world.rows.settings.put({ id: 'template day', value: { day: today, used: used + 1 } })
}

/** Results come a little later, as events. */
export function templateTimers(world: World): void {
  world.clock.on('template', ({ person = '', msgid = '', Status }) =>
    tellApp(world, 'account', person, { Event: 'TEMPLATESENDJOBFINISH', MsgID: Number(msgid), Status }),
  )
  world.clock.on('subscription', ({ person = '', app, msgid = '', template }) =>
    tellApp(world, app === 'mini' ? 'mini' : 'account', person, {
      Event: 'subscribe_msg_sent_event',
      SubscribeMsgSentEvent: { List: { TemplateId: template, MsgID: msgid, ErrorCode: '0', ErrorStatus: 'success' } },
    }),
  )
}

/** A person answers the prompt for subscription messages. */
export function answerPrompt(
  world: World,
  app: Weixin,
  follower: Follower,
  templates: readonly string[],
  accept: boolean,
): void {
  const credits = { ...follower.credits }
  const items = templates.map((id) => {
    need(world.rows.templates.get(id), 'NO_TEMPLATE', id)
    if (accept) credits[id] = (credits[id] ?? 0) + 1
    return { TemplateId: id, SubscribeStatusString: accept ? 'accept' : 'reject', PopupScene: '2' }
  })
  world.rows.followers.put({ ...follower, credits })
  world.ledger.add('subscription.answered', { app, person: follower.person, templates, accept })
  tellApp(world, app, follower.person, { Event: 'subscribe_msg_popup_event', SubscribeMsgPopupEvent: { List: items } })
}

type Seed = readonly [app: Weixin, type: 1 | 2 | 3, title: string, fields: Record<string, string>]

/** Fields by their label; the kind of value is the name without its number. */
const seeds: readonly Seed[] = [
  ['account', 1, '订单支付成功通知', { character_string1: '订单号', amount2: '金额', time3: '时间' }],
  ['account', 1, '预约到店提醒', { thing1: '预约项目', time2: '预约时间', thing3: '门店' }],
  ['account', 1, '会员积分变动提醒', { number1: '积分', thing2: '原因', time3: '时间' }],
  ['account', 2, '活动开始提醒', { thing1: '活动', time2: '开始时间' }],
  ['mini', 2, '发货提醒', { character_string1: '运单号', thing2: '商品' }],
  ['mini', 2, '拼团进度通知', { thing1: '商品', phrase2: '状态' }],
  ['mini', 2, '镜片更换提醒', { thing1: '镜片', date2: '建议日期' }],
]

export function seedTemplates(world: World): void {
  for (const [app, type, title, labels] of seeds) {
    const fields = Object.fromEntries(Object.keys(labels).map((name) => [name, name.replace(/\d+$/, '')]))
    world.rows.templates.put({ id: world.dice.id('template', '', 43), app, type, title, fields, labels })
  }
}
