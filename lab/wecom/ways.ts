import { z } from 'zod'
import { need, Refusal } from '../http/refusal.ts'
import { type Route, route } from '../http/route.ts'
import type { ContactWay } from '../world/rows.ts'
import type { World } from '../world/world.ts'
import { paged } from './contacts.ts'
import { servingStaff } from './relations.ts'

const opens = ['wecom'] as const
const config = z.object({ config_id: z.string() })
const changeable = {
  style: z.number().int().optional(),
  remark: z.string().max(30).optional(),
  skip_verify: z.boolean().optional(),
  state: z.string().max(30).optional(),
  user: z.array(z.string()).max(100).optional(),
  party: z.array(z.number().int()).optional(),
  expires_in: z.number().int().positive().max(1_209_600).optional(),
  chat_expires_in: z.number().int().positive().max(1_209_600).optional(),
  unionid: z.string().optional(),
  conclusions: z.record(z.string(), z.unknown()).optional(),
}
const made = z.object({
  ...changeable,
  type: z.union([z.literal(1), z.literal(2)]),
  scene: z.union([z.literal(1), z.literal(2)]),
  is_temp: z.boolean().default(false),
  is_exclusive: z.boolean().default(false),
})

const path = (verb: string): string => `/cgi-bin/externalcontact/${verb}`
const waysMost = 500_000

/** 联系我: codes of one member or several. */
export const wayRoutes: Route[] = [
  route(
    'wecom',
    'POST',
    path('add_contact_way'),
    made,
    (world, input) => {
      checkMembers(world, input.type, input.user ?? [], input.party ?? [])
      if (input.is_temp && input.type !== 1) throw new Refusal(40058)
      if (world.rows.ways.size >= waysMost) throw new Refusal(45009)
      const way = world.rows.ways.put(wayOf(world.dice.id('way', '', 32).toLowerCase(), world.clock.now(), input))
      world.ledger.add('way.added', { config: way.id, state: way.state, user: way.user })
      return { config_id: way.id, ...(way.scene === 2 ? { qr_code: qrOf(world, way.id) } : {}) }
    },
    opens,
  ),
  route(
    'wecom',
    'POST',
    path('get_contact_way'),
    config,
    (world, { config_id }) => ({
      contact_way: shownWay(world, need(world.rows.ways.get(config_id), 41054)),
    }),
    opens,
  ),
  route(
    'wecom',
    'POST',
    path('list_contact_way'),
    z.object({
      start_time: z.number().int().optional(),
      end_time: z.number().int().optional(),
      cursor: z.string().default(''),
      limit: z.number().int().min(1).max(1000).default(100),
    }),
    (world, { start_time = 0, end_time = Number.MAX_SAFE_INTEGER, cursor, limit }) => {
      const within = world.rows.ways.all().filter(({ at }) => at >= start_time * 1000 && at <= end_time * 1000)
      const { page, next } = paged(within, cursor, limit)
      return { contact_way: page.map(({ id }) => ({ config_id: id })), ...(next === '' ? {} : { next_cursor: next }) }
    },
    opens,
  ),
  route(
    'wecom',
    'POST',
    path('update_contact_way'),
    config.extend(changeable),
    (world, input) => {
      const before = need(world.rows.ways.get(input.config_id), 41054)
      const merged = {
        ...before,
        remark: input.remark ?? before.remark,
        skip: input.skip_verify ?? before.skip,
        state: input.state ?? before.state,
        user: input.user ?? before.user,
        party: input.party ?? before.party,
        ...(input.style === undefined ? {} : { style: input.style }),
        ...(input.conclusions === undefined ? {} : { conclusions: input.conclusions }),
      }
      checkMembers(world, before.type, merged.user, merged.party)
      world.rows.ways.put(merged)
      return {}
    },
    opens,
  ),
  route(
    'wecom',
    'POST',
    path('del_contact_way'),
    config,
    (world, { config_id }) => {
      need(world.rows.ways.get(config_id), 41054)
      world.rows.ways.remove(config_id)
      return {}
    },
    opens,
  ),
  route(
    'wecom',
    'POST',
    path('close_temp_chat'),
    z.object({ userid: z.string(), external_userid: z.string() }),
    () => ({}),
    opens,
  ),
]

/** The picture of a code; what it says is the address without `.png`. */
const qrOf = (world: World, config: string): string => `${world.url}/qr/wecom/${config}.png`

function checkMembers(world: World, type: 1 | 2, users: readonly string[], parties: readonly number[]): void {
  if (type === 1 && (users.length !== 1 || parties.length > 0)) throw new Refusal(40058)
  if (users.length + parties.length === 0) throw new Refusal(40058)
  for (const userid of users) servingStaff(world, userid)
  for (const id of parties) need(world.rows.departments.get(String(id)), 60123)
}

const wayOf = (id: string, at: number, input: z.output<typeof made>): ContactWay => ({
  id,
  at,
  type: input.type,
  scene: input.scene,
  ...(input.style === undefined ? {} : { style: input.style }),
  remark: input.remark ?? '',
  skip: input.skip_verify ?? true,
  state: input.state ?? '',
  user: input.user ?? [],
  party: input.party ?? [],
  temp: input.is_temp,
  exclusive: input.is_exclusive,
  ...(input.is_temp ? { expires: at + (input.expires_in ?? 604_800) * 1000 } : {}),
  ...(input.conclusions === undefined ? {} : { conclusions: input.conclusions }),
})

const shownWay = (world: World, way: ContactWay) => ({
  config_id: way.id,
  type: way.type,
  scene: way.scene,
  ...(way.style === undefined ? {} : { style: way.style }),
  remark: way.remark,
  skip_verify: way.skip,
  state: way.state,
  ...(way.scene === 2 ? { qr_code: qrOf(world, way.id) } : {}),
  user: way.user,
  party: way.party,
  is_temp: way.temp,
  is_exclusive: way.exclusive,
  ...(way.conclusions === undefined ? {} : { conclusions: way.conclusions }),
})
