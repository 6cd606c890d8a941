import { z } from 'zod'
import { second } from '#kit/time'
import { isOwnTag } from '../../../core/followerTags.ts'
import type { User } from '../../../server/users/store.ts'

/** Shapes of WeChat's answers, as far as we read them. */
export const UserInfo = z.looseObject({
  openid: z.string().min(1),
  subscribe: z.number().int().default(0),
  subscribe_time: z.number().int().nonnegative().default(0),
  unionid: z.string().optional(),
  qr_scene_str: z.string().optional(),
  tagid_list: z.array(z.number().int()).default([]),
})

export const UserList = z.looseObject({
  total: z.number().int().nonnegative(),
  data: z.looseObject({ openid: z.array(z.string()) }).optional(),
  next_openid: z.string().default(''),
})

export const UserInfos = z.looseObject({ user_info_list: z.array(UserInfo).default([]) })

/** A follower as the platform knows them; null = they follow no more. */
export function followerOf(info: z.output<typeof UserInfo>) {
  const { openid, subscribe, subscribe_time, unionid, qr_scene_str, tagid_list } = info
  if (subscribe !== 1) return null
  const scene = qr_scene_str === undefined || qr_scene_str === '' ? null : qr_scene_str
  const tags = tagid_list.filter(isOwnTag).map(String)
  const times = { followedAt: subscribe_time * second, endedAt: null }
  return { openid, unionid: unionid || null, ...times, scene, tags } satisfies User
}
