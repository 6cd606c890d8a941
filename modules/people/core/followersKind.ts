import { z } from 'zod'
import { field } from '#kit/form'
import { kindOf } from '#modules/identity'
import type { ImportKind, ImportRow, ImportTarget } from '#modules/intake'
import { followerPresets } from './presets.ts'

const target = (name: string, cell: ImportTarget['cell'], zh: string, en: string): ImportTarget => ({
  name,
  cell,
  title: { zh, en },
})

export const followerOptions = z.object({
  platform: field(z.string().trim().min(1).max(40).default('公域'), {
    zh: '平台',
    en: 'Platform',
    help: {
      zh: '写入来源渠道，也用于属性名，如“微博关注时间”',
      en: 'The source of these people, and part of the attribute that says when they followed',
    },
  }),
})

/**
 * An import of followers of public accounts. To follow on a public platform is not to enter the private domain: whoever
 * comes with it is a prospect, and when they followed is an attribute.
 */
export const followersKind: ImportKind = {
  kind: 'followers',
  title: { zh: '公域粉丝', en: 'Followers' },
  key: 'identity',
  targets: [
    {
      ...target('identity', 'id', '平台账号', 'Account'),
      typed: true,
      accepts: (type) => kindOf(type) !== null,
    },
    target('nickname', 'text', '昵称', 'Nickname'),
    target('followedAt', 'text', '关注时间', 'Followed at'),
    target('source', 'text', '来源渠道', 'Source'),
    {
      ...target('trait', 'text', '属性', 'Attribute'),
      typed: true,
      accepts: (name) => /^[\p{L}\p{N}_$ -]{1,60}$/u.test(name),
    },
  ],
  presets: followerPresets,
  options: followerOptions,
  lacking: (targets) =>
    targets.has('nickname') || [...targets].some((name) => name.startsWith('identity:'))
      ? null
      : {
          zh: '至少要有一列平台账号（例如 identity:platform:weibo）或昵称',
          en: 'A column with the account or the nickname is needed',
        },
}

/** A follower as a row of a people list. */
export function personRowOf({ line, values }: ImportRow, platform: string): ImportRow {
  const { nickname, followedAt, source, ...rest } = values
  return {
    line,
    values: {
      ...rest,
      source: source ?? platform,
      ...(nickname === undefined ? {} : { 'trait:nickname': nickname }),
      ...(followedAt === undefined ? {} : { [`trait:${platform}关注时间`]: followedAt }),
    },
  }
}
