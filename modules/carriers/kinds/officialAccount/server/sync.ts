import { z } from 'zod'
import { ok, type Result } from '#kit/result'
import type { Trouble } from '../../../core/trouble.ts'
import type { Account } from '../../../server/accounts.ts'
import type { ApiCall } from '../../../server/errcodeCalls.ts'
import { aboutHash } from '../../../server/inbox.ts'
import { tellFollowerTags } from '../../../server/tags/followers.ts'
import type { IncomingDeps } from '../../../server/tags/incoming.ts'
import { countRead, endUnseenFollows, storeUsers, type UserDeps } from '../../../server/users/store.ts'
import { followerOf, UserInfos, UserList } from '../../weixin/server/read.ts'
import type { OfficialAccountSettings } from '../kind.ts'

/** Largest of `user/info/batchget`. */
const atATime = 100

/** A page of the list of followers, named so that it can be read after a restart. */
const Page = z.object({ cursor: z.string(), askedAt: z.number(), isLast: z.boolean(), total: z.number() })

/** The pages of the list of followers: 10,000 each. */
export async function pagesOf(call: ApiCall, now: number): Promise<Result<readonly string[], Trouble>> {
  const cursors: string[] = ['']
  let total = 0
  for (;;) {
    const cursor = cursors.at(-1) ?? ''
    const query: Record<string, string> = cursor === '' ? {} : { next_openid: cursor }
    const got = await call({ path: '/cgi-bin/user/get', query, answer: UserList, repeatable: true })
    if (!got.ok) return got
    total = got.value.total
    const { next_openid: next, data } = got.value
    if (next === '' || (data?.openid.length ?? 0) === 0 || cursors.includes(next)) break
    cursors.push(next)
  }
  // The last cursor leads to an empty page.
  const whole = cursors.length > 1 ? cursors.slice(0, -1) : cursors
  return ok(whole.map((cursor, i) => JSON.stringify({ cursor, askedAt: now, isLast: i === whole.length - 1, total })))
}

/** One page of followers, read and stored; after the last one whoever was not named follows no more, if all were read. */
export async function syncPage(
  deps: UserDeps & IncomingDeps,
  account: Account<OfficialAccountSettings>,
  call: ApiCall,
  named: string,
): Promise<Result<{ relations: number; unseen: number }, Trouble>> {
  const { cursor, askedAt, isLast, total } = Page.parse(JSON.parse(named))
  const { appid } = account.settings
  const query: Record<string, string> = cursor === '' ? {} : { next_openid: cursor }
  const list = await call({ path: '/cgi-bin/user/get', query, answer: UserList, repeatable: true })
  if (!list.ok) return list
  const openids = list.value.data?.openid ?? []
  let relations = 0
  for (let i = 0; i < openids.length; i += atATime) {
    const at = deps.now()
    const user_list = openids.slice(i, i + atATime).map((openid) => ({ openid, lang: 'zh_CN' }))
    const got = await call({
      ...{ path: '/cgi-bin/user/info/batchget', body: { user_list }, answer: UserInfos, repeatable: true },
    })
    if (!got.ok) return got
    const users = got.value.user_info_list.flatMap((one) => followerOf(one) ?? [])
    const told = { account: account.id, appid, carrier: 'officialAccount', askedAt: at, isNew: false } as const
    await storeUsers(deps, told, users)
    const externals = users.map(({ openid }) => aboutHash(deps, account.id, openid))
    await tellFollowerTags(deps, account.id, externals)
    relations += users.length
  }
  if (!isLast || (await countRead(deps, account.id, askedAt)) < total) return ok({ relations, unseen: 0 })
  return ok({ relations, unseen: await endUnseenFollows(deps, { account: account.id, appid, askedAt }) })
}
