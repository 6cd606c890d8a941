import { z } from 'zod'
import { need, Refusal } from '../http/refusal.ts'
import { type Route, route } from '../http/route.ts'
import type { ConditionalMenu, Follower } from '../world/weixinRows.ts'
import type { World } from '../world/world.ts'
import { showOn, tellApp } from './events.ts'
import { followerBy } from './followers.ts'

const opens = ['account'] as const

const leaf = z
  .object({
    name: z.string().min(1).max(60),
    type: z.string().optional(),
    key: z.string().max(128).optional(),
    url: z.string().max(1024).optional(),
  })
  .loose()
const button = leaf.extend({ sub_button: z.array(leaf).max(5).optional() })

const massKinds = z.enum(['mpnews', 'text', 'voice', 'images', 'image', 'mpvideo', 'wxcard'])

const rule = z.object({
  tag_id: z.coerce.string().optional(),
  client_platform_type: z.coerce.string().optional(),
  language: z.string().optional(),
})
const mostDomains = 3

/** Menus for some followers. */
const conditionalRoutes: Route[] = [
  route(
    'weixin',
    'POST',
    '/cgi-bin/menu/addconditional',
    z.object({ button: z.array(button).min(1).max(3), matchrule: rule }),
    (world, input) => {
      need(world.rows.settings.get('menu'), 65303, 'no default menu')
      if (Object.values(input.matchrule).every((value) => value === undefined || value === ''))
        throw new Refusal(65304, 'matchrule is empty')
      const all = [...world.rows.menus.all().flatMap((one) => one.button as Button[]), ...input.button]
      const hosts = new Set(all.flatMap((one) => [one, ...(one.sub_button ?? [])]).flatMap(({ url }) => hostOf(url)))
      if (hosts.size > mostDomains) throw new Refusal(65316, 'too many domains')
      const id = String(207_000_000 + world.dice.count('menu'))
      world.rows.menus.put({ id, button: input.button, rule: ruleOf(input.matchrule) })
      return { menuid: id }
    },
    opens,
  ),
  route(
    'weixin',
    'POST',
    '/cgi-bin/menu/delconditional',
    z.object({ menuid: z.coerce.string() }),
    (world, { menuid }) => {
      need(world.rows.menus.get(menuid), 65301, 'no such menuid')
      world.rows.menus.remove(menuid)
      return {}
    },
    opens,
  ),
  route(
    'weixin',
    'POST',
    '/cgi-bin/menu/trymatch',
    z.object({ user_id: z.string().min(1) }),
    (world, { user_id }) => ({
      button: need(menuFor(world, followerBy(world, 'account', user_id)), 46003, 'menu no exist').button,
    }),
    opens,
  ),
]

type Button = z.output<typeof button>

const hostOf = (url: string | undefined): string[] =>
  url !== undefined && URL.canParse(url) ? [new URL(url).host] : []

const ruleOf = (given: z.output<typeof rule>): ConditionalMenu['rule'] =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== ''))

/** The menu somebody sees: the newest for them, else that of everybody. */
export function menuFor(world: World, { person, tags }: Follower): { button: unknown[] } | undefined {
  const { client = 2, language = 'zh_CN' } = world.rows.clients.get(person) ?? {}
  const fits = ({ rule: of }: ConditionalMenu) =>
    (of.tag_id === undefined || tags.includes(Number(of.tag_id))) &&
    (of.client_platform_type === undefined || Number(of.client_platform_type) === client) &&
    (of.language === undefined || of.language === language)
  const found = world.rows.menus.all().toReversed().find(fits)
  return found ?? (world.rows.settings.get('menu')?.value as { button: unknown[] } | undefined)
}

/** The menu of the account, and messages to all followers (four a user and month). */
export const menuRoutes: Route[] = [
  ...conditionalRoutes,
  route(
    'weixin',
    'POST',
    '/cgi-bin/menu/create',
    z.object({ button: z.array(button).min(1).max(3) }),
    (world, { button: all }) => {
      world.rows.settings.put({ id: 'menu', value: { button: all } })
      return {}
    },
    opens,
  ),
  route(
    'weixin',
    'GET',
    '/cgi-bin/menu/get',
    z.object({}),
    (world) => ({
      menu: need(world.rows.settings.get('menu'), 46003, 'menu no exist').value,
      ...(world.rows.menus.size === 0
        ? {}
        : {
            conditionalmenu: world.rows.menus
              .all()
              .map(({ id, button: all, rule }) => ({ button: all, matchrule: rule, menuid: Number(id) })),
          }),
    }),
    opens,
  ),
  route(
    'weixin',
    'GET',
    '/cgi-bin/menu/delete',
    z.object({}),
    (world) => {
      world.rows.settings.remove('menu')
      for (const { id } of world.rows.menus.all()) world.rows.menus.remove(id)
      return {}
    },
    opens,
  ),
  route(
    'weixin',
    'GET',
    '/cgi-bin/get_current_selfmenu_info',
    z.object({}),
    (world) => ({
      is_menu_open: world.rows.settings.get('menu') === undefined ? 0 : 1,
      selfmenu_info: world.rows.settings.get('menu')?.value ?? { button: [] },
    }),
    opens,
  ),
  route(
    'weixin',
    'POST',
    '/cgi-bin/message/mass/sendall',
    z
      .object({
        filter: z.object({ is_to_all: z.boolean().default(false), tag_id: z.number().int().optional() }),
        msgtype: massKinds,
        clientmsgid: z.string().optional(),
      })
      .loose(),
    (world, input) => {
      const { is_to_all, tag_id } = input.filter
      const all = world.rows.followers.by('app', 'account').filter(({ subscribed }) => subscribed)
      const meant = is_to_all ? all : all.filter(({ tags }) => tag_id !== undefined && tags.includes(tag_id))
      return massSend(
        world,
        meant.map(({ id }) => id),
        input,
      )
    },
    opens,
  ),
  route(
    'weixin',
    'POST',
    '/cgi-bin/message/mass/send',
    z
      .object({
        touser: z.array(z.string()).min(2).max(10_000),
        msgtype: massKinds,
        clientmsgid: z.string().optional(),
      })
      .loose(),
    (world, input) => massSend(world, input.touser, input),
    opens,
  ),
]

interface Sending {
  msgtype: string
  clientmsgid?: string | undefined
  [part: string]: unknown
}

function massSend(world: World, openids: readonly string[], input: Sending) {
  const known =
    input.clientmsgid === undefined ? undefined : world.rows.settings.get(`clientmsgid ${input.clientmsgid}`)
  if (known !== undefined) throw new Refusal(45065)
  if ((input.clientmsgid?.length ?? 0) > 64) throw new Refusal(45067, 'clientmsgid too long')
  const msgid = 1_000_000_000 + world.dice.count('mass msgid')
  if (input.clientmsgid !== undefined) world.rows.settings.put({ id: `clientmsgid ${input.clientmsgid}`, value: msgid })
  const part = input[input.msgtype] as { content?: string } | undefined
  let sent = 0
  for (const openid of openids) if (sendOne(world, openid, part?.content ?? `[${input.msgtype}]`)) sent += 1
  world.ledger.add('account.mass', { msgid, sent, filtered: openids.length - sent })
  world.clock.after(world.settings.resultSeconds * 1000, 'account mass', {
    msgid: String(msgid),
    total: String(openids.length),
    sent: String(sent),
    first: openids[0] ?? '',
  })
  return { msg_id: msgid, msg_data_id: msgid }
}

function sendOne(world: World, openid: string, text: string): boolean {
  const follower = followerBy(world, 'account', openid)
  const key = `account mass ${openid}`
  const month = new Date(world.clock.now() + 28_800_000).toISOString().slice(0, 7)
  const before = world.rows.settings.get(key)?.value as { month: string; used: number } | undefined
  const used = before?.month === month ? before.used : 0
  if (!follower.subscribed || used >= world.settings.massPerUserAndMonth) return false
  world.rows.settings.put({ id: key, value: { month, used: used + 1 } })
  showOn(world, 'account', follower.person, { via: 'mass', text })
  return true
}

export function menuTimers(world: World): void {
  world.clock.on('account mass', ({ msgid = '', total = '', sent = '', first = '' }) => {
    const person = world.rows.followers.get(first)?.person
    if (person === undefined) return
    const failed = Number(total) - Number(sent)
    tellApp(world, 'account', person, {
      Event: 'MASSSENDJOBFINISH',
      MsgID: Number(msgid),
      Status: 'send success',
      TotalCount: Number(total),
      FilterCount: Number(sent),
      SentCount: Number(sent),
      ErrorCount: failed,
    })
  })
}
