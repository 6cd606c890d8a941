import { z } from 'zod'
import { need, Refusal } from '../http/refusal.ts'
import { type Route, route } from '../http/route.ts'
import { unionOf } from '../world/people.ts'
import type { Follower } from '../world/weixinRows.ts'
import type { World } from '../world/world.ts'
import { followerBy } from './followers.ts'

const opens = ['account'] as const
const openid = z.string().min(1)
const perPage = 10_000
const tagsPerUser = 20

/** Followers and their tags. */
export const userRoutes: Route[] = [
  route(
    'weixin',
    'GET',
    '/cgi-bin/user/get',
    z.object({ next_openid: z.string().default('') }),
    (world, { next_openid }) => {
      const all = world.rows.followers.by('app', 'account').filter(({ subscribed }) => subscribed)
      const from = next_openid === '' ? 0 : all.findIndex(({ id }) => id === next_openid) + 1
      const page = all.slice(from, from + perPage).map(({ id }) => id)
      return {
        total: all.length,
        count: page.length,
        ...(page.length === 0 ? {} : { data: { openid: page } }),
        next_openid: page.at(-1) ?? '',
      }
    },
    opens,
  ),
  route(
    'weixin',
    'GET',
    '/cgi-bin/user/info',
    z.object({ openid }),
    (world, input) => info(world, input.openid),
    opens,
  ),
  route(
    'weixin',
    'POST',
    '/cgi-bin/user/info/batchget',
    z.object({ user_list: z.array(z.object({ openid })).min(1).max(100) }),
    (world, { user_list }) => ({ user_info_list: user_list.map((one) => info(world, one.openid)) }),
    opens,
  ),
  route(
    'weixin',
    'POST',
    '/cgi-bin/user/info/updateremark',
    z.object({ openid, remark: z.string().max(30) }),
    (world, input) => {
      world.rows.followers.put({ ...followerBy(world, 'account', input.openid), remark: input.remark })
      return {}
    },
    opens,
  ),
  route(
    'weixin',
    'POST',
    '/cgi-bin/tags/create',
    z.object({ tag: z.object({ name: z.string().min(1).max(30) }) }),
    (world, input) => {
      const tags = world.rows.userTags.all()
      if (tags.length >= world.settings.accountTagsMost) throw new Refusal(45056, 'too many tags')
      if (tags.some(({ name }) => name === input.tag.name)) throw new Refusal(45157, 'tag name already exists')
      // Ids below 100 are the platform's own (star, blacklist).
      const id = String(99 + world.dice.count('user tag'))
      world.rows.userTags.put({ id, app: 'account', name: input.tag.name })
      return { tag: { id: Number(id), name: input.tag.name } }
    },
    opens,
  ),
  route(
    'weixin',
    'GET',
    '/cgi-bin/tags/get',
    z.object({}),
    (world) => ({
      tags: world.rows.userTags.all().map(({ id, name }) => ({
        id: Number(id),
        name,
        count: world.rows.followers.by('app', 'account').filter(({ tags }) => tags.includes(Number(id))).length,
      })),
    }),
    opens,
  ),
  route(
    'weixin',
    'POST',
    '/cgi-bin/tags/update',
    z.object({ tag: z.object({ id: z.number().int(), name: z.string().min(1) }) }),
    (world, { tag }) => {
      world.rows.userTags.put({
        ...need(world.rows.userTags.get(String(tag.id)), 45159, 'invalid tag'),
        name: tag.name,
      })
      return {}
    },
    opens,
  ),
  route(
    'weixin',
    'POST',
    '/cgi-bin/tags/delete',
    z.object({ tag: z.object({ id: z.number().int() }) }),
    (world, { tag }) => {
      need(world.rows.userTags.get(String(tag.id)), 45159, 'invalid tag')
      for (const one of world.rows.followers.by('app', 'account')) without(world, one, tag.id)
      world.rows.userTags.remove(String(tag.id))
      return {}
    },
    opens,
  ),
  ...(['batchtagging', 'batchuntagging'] as const).map((verb) =>
    route(
      'weixin',
      'POST',
      `/cgi-bin/tags/members/${verb}`,
      z.object({ openid_list: z.array(openid).min(1).max(50), tagid: z.number().int() }),
      (world, { openid_list, tagid }) => {
        need(world.rows.userTags.get(String(tagid)), 45159, 'invalid tag')
        for (const one of openid_list.map((id) => followerBy(world, 'account', id)))
          if (verb === 'batchuntagging') without(world, one, tagid)
          else tagged(world, one, tagid)
        return {}
      },
      opens,
    ),
  ),
  route(
    'weixin',
    'POST',
    '/cgi-bin/tags/getidlist',
    z.object({ openid }),
    (world, input) => ({
      tagid_list: followerBy(world, 'account', input.openid).tags,
    }),
    opens,
  ),
]

function tagged(world: World, one: Follower, tag: number): void {
  if (one.tags.includes(tag)) return
  if (one.tags.length >= tagsPerUser) throw new Refusal(45059, 'too many tags for this user')
  world.rows.followers.put({ ...one, tags: [...one.tags, tag] })
}

const without = (world: World, one: Follower, tag: number): void => {
  if (one.tags.includes(tag)) world.rows.followers.put({ ...one, tags: one.tags.filter((id) => id !== tag) })
}

function info(world: World, id: string) {
  const one = followerBy(world, 'account', id)
  const person = world.rows.people.get(one.person)
  const union = person === undefined ? {} : unionOf(world, person)
  if (!one.subscribed) return { subscribe: 0, openid: id, ...union }
  const numeric = /^\d+$/.test(one.qrScene)
  return {
    subscribe: 1,
    openid: id,
    nickname: '',
    sex: 0,
    language: 'zh_CN',
    city: '',
    province: '',
    country: '',
    headimgurl: '',
    subscribe_time: Math.floor(one.at / 1000),
    ...union,
    remark: one.remark,
    groupid: 0,
    tagid_list: one.tags,
    subscribe_scene: one.scene,
    qr_scene: numeric ? Number(one.qrScene) : 0,
    qr_scene_str: numeric ? '' : one.qrScene,
  }
}
