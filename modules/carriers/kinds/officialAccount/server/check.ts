import type { Bilingual } from '#kit/api'
import type { CheckItem } from '../../../core/check.ts'
import { itemOf } from '../../../server/checking.ts'
import type { ApiCall } from '../../../server/errcodeCalls.ts'
import { UserInfo, UserList } from '../../weixin/server/read.ts'

const names = {
  token: { zh: 'AppID、AppSecret 与读取粉丝', en: 'AppID, AppSecret and reading who follows' },
  unionid: { zh: '粉丝的 unionid', en: 'unionid of who follows' },
} satisfies Record<string, Bilingual>

const unbound: Bilingual = {
  zh: '粉丝没有 unionid：把公众号绑定到微信开放平台账号',
  en: 'Who follows has no unionid: bind the account to an open platform account',
}

/** Tries what the setup steps ask for, one after the other, each with what to do when it does not work. */
export async function checkOfficialAccount(call: ApiCall): Promise<readonly CheckItem[]> {
  const list = await call({ path: '/cgi-bin/user/get', answer: UserList, repeatable: true })
  const first = itemOf(names.token, list, ({ total }) => String(total))
  const openid = list.ok ? list.value.data?.openid[0] : undefined
  if (openid === undefined) return [first]
  const got = await call({ path: '/cgi-bin/user/info', query: { openid }, answer: UserInfo, repeatable: true })
  if (!got.ok) return [first, itemOf(names.unionid, got, () => '')]
  const bound = got.value.unionid !== undefined
  return [first, { name: names.unionid, ok: bound, found: '', advice: bound ? null : unbound }]
}
