import { z } from 'zod'
import { need, Refusal } from '../http/refusal.ts'
import { type Route, route } from '../http/route.ts'
import { externalOf, openidOf, personBy } from '../world/people.ts'
import type { World } from '../world/world.ts'
import { attachments, checkAttachments, text } from './attachments.ts'
import { paged } from './contacts.ts'
import { shown } from './relations.ts'

const opens = ['wecom'] as const
const path = (verb: string): string => `/cgi-bin/externalcontact/${verb}`
const template = z.object({
  template_id: z.string().optional(),
  text,
  agentid: z.number().int().optional(),
  notify: z.number().int().optional(),
})

/** From one id to another, and the texts that greet new members of groups. */
export const idRoutes: Route[] = [
  route(
    'wecom',
    'POST',
    path('convert_to_openid'),
    z.object({ external_userid: z.string() }),
    (world, input) => {
      const person = need(personBy(world, 'external', input.external_userid), 40096)
      return { openid: openidOf(world, world.credentials.wecom.corpid, person.id) }
    },
    opens,
  ),
  ...[path('unionid_to_external_userid'), '/cgi-bin/idconvert/unionid_to_external_userid'].map((address) =>
    route(
      'wecom',
      'POST',
      address,
      z.object({ unionid: z.string(), openid: z.string() }),
      (world, input) => {
        const person = world.rows.people.by('unionid', input.unionid)[0]
        const { officialAccount, miniprogram } = world.credentials
        const openids =
          person === undefined
            ? []
            : [officialAccount.appid, miniprogram.appid].map((appid) => openidOf(world, appid, person.id))
        if (person === undefined || !openids.includes(input.openid)) throw new Refusal(40003)
        const external_userid = externalOf(world, person.id)
        if (world.rows.relations.by('external', external_userid).some((one) => shown(world, one)))
          return { external_userid }
        // Nobody's customer yet: an id that will be told apart later.
        return address.includes('idconvert')
          ? { pending_id: world.dice.of(`pending ${person.id}`, 'wp', 30) }
          : { external_userid: '' }
      },
      opens,
    ),
  ),
  route(
    'wecom',
    'POST',
    path('contact_list'),
    z.object({ cursor: z.string().default(''), limit: z.number().int().min(1).max(1000).default(1000) }),
    (world, input) => {
      const all = world.rows.relations.all().filter((one) => shown(world, one))
      const { page, next } = paged(all, input.cursor, input.limit)
      const info_list = page.map(({ external, userid, person, at }) => ({
        is_customer: true,
        external_userid: external,
        name: world.rows.people.get(person)?.name ?? '',
        follow_userid: userid,
        add_time: Math.floor(at / 1000),
      }))
      return { info_list, ...(next === '' ? {} : { next_cursor: next }) }
    },
    opens,
  ),
  ...groupWelcomes(),
]

/** What a template may hold beside its text: one part, named by its kind. */
const partsOf = (input: Record<string, unknown>) =>
  attachments.parse(
    ['image', 'link', 'miniprogram', 'file', 'video'].flatMap((msgtype) =>
      input[msgtype] === undefined ? [] : [{ msgtype, [msgtype]: input[msgtype] }],
    ),
  )

function groupWelcomes(): Route[] {
  const of = (verb: string): string => path(`group_welcome_template/${verb}`)
  const save = (world: World, id: string, input: z.output<typeof template>, whole: Record<string, unknown>): void => {
    const parts = partsOf(whole)
    if ((input.text?.content ?? '') === '' && parts.length === 0) throw new Refusal(40058)
    checkAttachments(world, parts)
    const first = parts[0]
    world.rows.settings.put({
      id: `group welcome ${id}`,
      value: { text: input.text, ...(first === undefined ? {} : { [first.msgtype]: first[first.msgtype] }) },
    })
  }
  const known = (world: World, id: string | undefined) =>
    need(world.rows.settings.get(`group welcome ${id}`), 40058, 'template_id')
  return [
    route(
      'wecom',
      'POST',
      of('add'),
      template,
      (world, input, call) => {
        const id = world.dice.id('group welcome', 'msg', 30)
        save(world, id, input, call.input)
        return { template_id: id }
      },
      opens,
    ),
    route(
      'wecom',
      'POST',
      of('edit'),
      template,
      (world, input, call) => {
        known(world, input.template_id)
        save(world, input.template_id ?? '', input, call.input)
        return {}
      },
      opens,
    ),
    route('wecom', 'POST', of('get'), template, (world, { template_id }) => known(world, template_id).value, opens),
    route(
      'wecom',
      'POST',
      of('del'),
      template,
      (world, { template_id }) => {
        world.rows.settings.remove(known(world, template_id).id)
        return {}
      },
      opens,
    ),
  ]
}
