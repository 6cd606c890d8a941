import { z } from 'zod'
import type { Bilingual } from '#kit/api'
import type { Result } from '#kit/result'
import type { CheckItem } from '../../../core/check.ts'
import type { Trouble } from '../../../core/trouble.ts'
import { itemOf } from '../../../server/checking.ts'
import { ContactAnswer, DepartmentsAnswer, FollowersAnswer } from '../shapes.ts'
import type { WecomCall } from './client.ts'

const names = {
  token: { zh: '企业 ID 与 Secret', en: 'Corp ID and secret' },
  team: { zh: '通讯录可见范围', en: 'Members the app sees' },
  customers: { zh: '客户联系权限', en: 'Customer contact' },
  unionid: { zh: '客户的 unionid', en: 'unionid of customers' },
} satisfies Record<string, Bilingual>

const Customers = z.looseObject({ external_userid: z.array(z.string()).default([]) })

/** Codes that speak of the credentials or of where we call from, not of what was asked. */
const ofCredentials = [40001, 40013, 60020]

/** Tries what the setup steps ask for, one after the other, each with what to do when it does not work. */
export async function checkWecom(call: WecomCall): Promise<readonly CheckItem[]> {
  const departments = await call({ path: 'department/list', answer: DepartmentsAnswer })
  const isOut =
    !departments.ok && (departments.refusal.code === null || ofCredentials.includes(Number(departments.refusal.code)))
  if (isOut) return [itemOf(names.token, departments, () => '')]
  const followers = await call({ path: 'externalcontact/get_follow_user_list', answer: FollowersAnswer })
  return [
    { name: names.token, ok: true, found: '', advice: null },
    itemOf(names.team, departments, ({ department }) => String(department.length)),
    await served(followers),
    ...(followers.ok ? await unionids(call, followers.value.follow_user) : []),
  ]
}

const nobody: Bilingual = {
  zh: '没有员工有客户联系权限：到「客户联系 → 权限配置」里加上他们',
  en: 'No member has customer contact: add them to its scope',
}

async function served(got: Result<z.output<typeof FollowersAnswer>, Trouble>): Promise<CheckItem> {
  const item = itemOf(names.customers, got, ({ follow_user }) => String(follow_user.length))
  return got.ok && got.value.follow_user.length === 0 ? { ...item, ok: false, advice: nobody } : item
}

const unbound: Bilingual = {
  zh: '微信客户没有 unionid：把企业微信绑定到微信开放平台账号',
  en: 'WeChat customers have no unionid: bind WeCom to an open platform account',
}

/** Looks at the first WeChat customer that is found: of all of them it is the corp that is bound, or not. */
async function unionids(call: WecomCall, members: readonly string[]): Promise<CheckItem[]> {
  for (const userid of members.slice(0, 5)) {
    const list = await call({ path: 'externalcontact/list', query: { userid }, answer: Customers })
    const wechat = list.ok ? list.value.external_userid.find((id) => id.startsWith('wm')) : undefined
    if (wechat === undefined) continue
    const got = await call({ path: 'externalcontact/get', query: { external_userid: wechat }, answer: ContactAnswer })
    if (!got.ok) return []
    const bound = got.value.external_contact.unionid !== undefined
    return [{ name: names.unionid, ok: bound, found: '', advice: bound ? null : unbound }]
  }
  return []
}
