import { z } from 'zod'
import { need } from '../http/refusal.ts'
import { type Route, route } from '../http/route.ts'
import type { AcquisitionLink } from '../world/rows.ts'
import type { World } from '../world/world.ts'
import { paged } from './contacts.ts'
import { servingStaff } from './relations.ts'

const opens = ['wecom'] as const
const path = (verb: string): string => `/cgi-bin/externalcontact/customer_acquisition/${verb}`
const range = z.object({
  user_list: z.array(z.string()).max(500).default([]),
  department_list: z.array(z.number().int()).default([]),
})
const linkId = z.object({ link_id: z.string() })
const page = { cursor: z.string().default(''), limit: z.number().int().min(1).max(100).default(100) }

/** 获客助手: links that open a member's card; each customer added by one costs a piece of the quota. */
export const acquisitionRoutes: Route[] = [
  route(
    'wecom',
    'POST',
    path('list_link'),
    z.object(page),
    (world, input) => {
      const { page: some, next } = paged(world.rows.links.all(), input.cursor, input.limit)
      return { link_id_list: some.map(({ id }) => id), next_cursor: next }
    },
    opens,
  ),
  route(
    'wecom',
    'POST',
    path('get'),
    linkId,
    (world, { link_id }) => {
      const link = need(world.rows.links.get(link_id), 40035)
      return { link: shown(link), range: { user_list: link.user, department_list: link.party } }
    },
    opens,
  ),
  route(
    'wecom',
    'POST',
    path('create_link'),
    z.object({ link_name: z.string().max(30), range, skip_verify: z.boolean().default(true) }),
    (world, input) => {
      for (const userid of input.range.user_list) servingStaff(world, userid)
      const id = world.dice.id('link', 'cawc', 20)
      const link = world.rows.links.put({
        id,
        name: input.link_name,
        user: input.range.user_list,
        party: input.range.department_list,
        skip: input.skip_verify,
        at: world.clock.now(),
        url: `${world.url}/ca/${id}`,
      })
      return { link: shown(link) }
    },
    opens,
  ),
  route(
    'wecom',
    'POST',
    path('update_link'),
    linkId.extend({
      link_name: z.string().max(30).optional(),
      range: range.optional(),
      skip_verify: z.boolean().optional(),
    }),
    (world, input) => {
      const link = need(world.rows.links.get(input.link_id), 40035)
      world.rows.links.put({
        ...link,
        name: input.link_name ?? link.name,
        user: input.range?.user_list ?? link.user,
        party: input.range?.department_list ?? link.party,
        skip: input.skip_verify ?? link.skip,
      })
      return {}
    },
    opens,
  ),
  route(
    'wecom',
    'POST',
    path('delete_link'),
    linkId,
    (world, { link_id }) => {
      need(world.rows.links.get(link_id), 40035)
      world.rows.links.remove(link_id)
      return {}
    },
    opens,
  ),
  route(
    'wecom',
    'POST',
    path('customer'),
    linkId.extend(page),
    (world, input) => {
      const all = world.rows.relations.all().filter(({ way, oper }) => way === 16 && oper === input.link_id)
      const { page: some, next } = paged(all, input.cursor, input.limit)
      const customer_list = some.map(({ external, userid, chattedAt, state }) => ({
        external_userid: external,
        userid,
        chat_status: chattedAt === undefined ? 0 : 1,
        state,
      }))
      return { customer_list, next_cursor: next }
    },
    opens,
  ),
  route(
    'wecom',
    'GET',
    '/cgi-bin/externalcontact/customer_acquisition_quota',
    z.object({}),
    (world) => ({
      total: world.settings.acquisitionQuota,
      balance: quotaLeft(world),
      quota_list: quotaParts(world),
    }),
    opens,
  ),
]

const shown = ({ id, name, url, at, skip }: AcquisitionLink) => ({
  link_id: id,
  link_name: name,
  url,
  create_time: Math.floor(at / 1000),
  skip_verify: skip,
})

/** What was bought is over after a year. */
const quotaParts = (world: World) =>
  quotaLeft(world) === 0
    ? []
    : [{ expire_date: world.clock.seconds() + world.settings.acquisitionDays * 86_400, balance: quotaLeft(world) }]

export const quotaLeft = (world: World): number =>
  Math.max(
    0,
    world.settings.acquisitionQuota - ((world.rows.settings.get('acquisition used')?.value as number | undefined) ?? 0),
  )

export function spendQuota(world: World): void {
  world.rows.settings.put({ id: 'acquisition used', value: world.settings.acquisitionQuota - quotaLeft(world) + 1 })
}
