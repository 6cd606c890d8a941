import { z } from 'zod'
import { need, Refusal } from '../http/refusal.ts'
import { type Route, route } from '../http/route.ts'
import { unionOf } from '../world/people.ts'
import type { Group, JoinWay, Member } from '../world/rows.ts'
import type { World } from '../world/world.ts'
import { paged } from './contacts.ts'
import { servingStaff } from './relations.ts'

const opens = ['wecom'] as const
const path = (verb: string): string => `/cgi-bin/externalcontact/groupchat/${verb}`
const config = z.object({ config_id: z.string() })
const way = z.object({
  scene: z.union([z.literal(1), z.literal(2)]),
  remark: z.string().default(''),
  auto_create_room: z.number().int().min(0).max(1).default(1),
  room_base_name: z.string().max(40).default(''),
  room_base_id: z.number().int().default(1),
  chat_id_list: z.array(z.string()).min(1).max(5),
  state: z.string().max(30).default(''),
})
const ownersMost = 100

/** Customer groups, and the codes that lead into them. */
export const groupRoutes: Route[] = [
  route(
    'wecom',
    'POST',
    path('list'),
    z.object({
      status_filter: z.number().int().min(0).max(3).default(0),
      owner_filter: z.object({ userid_list: z.array(z.string()).max(ownersMost).default([]) }).optional(),
      cursor: z.string().default(''),
      limit: z.number().int().min(1).max(1000),
    }),
    (world, input) => {
      const owners = input.owner_filter?.userid_list ?? []
      const all = world.rows.groups.all().filter(({ owner, dismissed, status }) => {
        const mine = owners.length === 0 || owners.includes(owner)
        return !dismissed && mine && (input.status_filter === 0 || status === input.status_filter)
      })
      const { page, next } = paged(all, input.cursor, input.limit)
      const group_chat_list = page.map(({ id, status }) => ({ chat_id: id, status }))
      return { group_chat_list, ...(next === '' ? {} : { next_cursor: next }) }
    },
    opens,
  ),
  route(
    'wecom',
    'POST',
    path('get'),
    z.object({ chat_id: z.string(), need_name: z.number().int().default(0) }),
    (world, input) => {
      const group = need(world.rows.groups.get(input.chat_id), 40050)
      if (group.dismissed) throw new Refusal(40050)
      return { group_chat: shown(world, group, input.need_name === 1) }
    },
    opens,
  ),
  route(
    'wecom',
    'POST',
    path('add_join_way'),
    way,
    (world, input) => {
      for (const chat of input.chat_id_list) need(world.rows.groups.get(chat), 40050)
      const id = world.dice.id('join way', '', 32).toLowerCase()
      world.rows.joinWays.put({ id, ...wayOf(input) })
      return { config_id: id }
    },
    opens,
  ),
  route(
    'wecom',
    'POST',
    path('get_join_way'),
    config,
    (world, { config_id }) => {
      const found = need(world.rows.joinWays.get(config_id), 41054)
      return { join_way: shownWay(world, found) }
    },
    opens,
  ),
  route(
    'wecom',
    'POST',
    path('update_join_way'),
    way.extend({ config_id: z.string() }),
    (world, input) => {
      need(world.rows.joinWays.get(input.config_id), 41054)
      for (const chat of input.chat_id_list) need(world.rows.groups.get(chat), 40050)
      world.rows.joinWays.put({ id: input.config_id, ...wayOf(input) })
      return {}
    },
    opens,
  ),
  route(
    'wecom',
    'POST',
    path('del_join_way'),
    config,
    (world, { config_id }) => {
      need(world.rows.joinWays.get(config_id), 41054)
      world.rows.joinWays.remove(config_id)
      return {}
    },
    opens,
  ),
  ...(['transfer', 'onjob_transfer'] as const).map((kind) =>
    route(
      'wecom',
      'POST',
      path(kind),
      z.object({ chat_id_list: z.array(z.string()).min(1).max(100), new_owner: z.string() }),
      (world, input) => {
        servingStaff(world, input.new_owner)
        const failed = input.chat_id_list.flatMap((id) => {
          const errcode = handOver(world, id, input.new_owner, kind === 'transfer')
          return errcode === 0 ? [] : [{ chat_id: id, errcode, errmsg: 'failed' }]
        })
        return { failed_chat_list: failed }
      },
      opens,
    ),
  ),
]

const wayOf = (input: z.output<typeof way>): Omit<JoinWay, 'id'> => ({
  scene: input.scene,
  remark: input.remark.slice(0, 30),
  auto: input.auto_create_room,
  base: input.room_base_name,
  baseId: input.room_base_id,
  chats: input.chat_id_list,
  state: input.state,
})

const shownWay = (world: World, one: JoinWay) => ({
  config_id: one.id,
  scene: one.scene,
  remark: one.remark,
  auto_create_room: one.auto,
  room_base_name: one.base,
  room_base_id: one.baseId,
  chat_id_list: one.chats,
  qr_code: `${world.url}/qr/group/${one.id}.png`,
  state: one.state,
})

const shown = (world: World, group: Group, names: boolean) => ({
  chat_id: group.id,
  name: group.name,
  owner: group.owner,
  create_time: Math.floor(group.at / 1000),
  notice: group.notice,
  member_list: group.members.map((member) => shownMember(world, member, names)),
  admin_list: group.admins.map((userid) => ({ userid })),
  member_version: `v${group.version}`,
})

function shownMember(world: World, member: Member, names: boolean) {
  const person = member.person === undefined ? undefined : world.rows.people.get(member.person)
  return {
    userid: member.id,
    type: member.type,
    join_time: Math.floor(member.joined / 1000),
    join_scene: member.scene,
    group_nickname: '',
    ...(member.invitor === undefined ? {} : { invitor: { userid: member.invitor } }),
    ...(member.state === undefined ? {} : { state: member.state }),
    ...(person === undefined ? {} : unionOf(world, person)),
    ...(names ? { name: person?.name ?? world.rows.staff.get(member.id)?.name ?? '' } : {}),
  }
}

function handOver(world: World, id: string, owner: string, left: boolean): number {
  const group = world.rows.groups.get(id)
  if (group === undefined || group.dismissed) return 90501
  if (left && world.rows.staff.get(group.owner)?.status !== 5) return 90500
  const members = group.members.some((one) => one.id === owner)
    ? group.members
    : [...group.members, { id: owner, type: 1 as const, joined: world.clock.now(), scene: 1 }]
  world.rows.groups.put({ ...group, owner, members, status: left ? 3 : group.status })
  world.ledger.add('group.transferred', { chat: id, from: group.owner, to: owner })
  return 0
}
