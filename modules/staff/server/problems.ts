import type { Problem } from '#kit/api'
import { refuse } from '#platform/http/problem'

type Refusal =
  | 'already-set-up'
  | 'wrong-login'
  | 'too-many-tries'
  | 'too-short'
  | 'too-common'
  | 'no-such-key'
  | 'no-such-view'
  | 'no-such-staff'
  | 'account-taken'
  | 'last-admin'
  | 'not-yourself'
  | 'wrong-password'
  | 'only-staff'
  | 'beyond-own-rights'
  | 'no-such-member'
  | 'member-taken'
  | 'admin-sees-all'

const problems: Record<Refusal, Problem> = {
  'already-set-up': {
    status: 409,
    title: { zh: '已经创建过管理员，请直接登录', en: 'The first admin exists: log in' },
  },
  'wrong-login': { status: 401, title: { zh: '账号或密码不对', en: 'Wrong account or password' } },
  'too-many-tries': { status: 429, title: { zh: '尝试次数过多，请稍后再试', en: 'Too many tries: wait a while' } },
  'too-short': { status: 422, title: { zh: '密码至少 8 个字符', en: 'A password has at least 8 characters' } },
  'too-common': { status: 422, title: { zh: '这个密码太常见', en: 'This password is too common' } },
  'beyond-own-rights': {
    status: 403,
    title: { zh: '不能授予自己没有的权限', en: 'You cannot grant a right that you do not have' },
  },
  'no-such-view': { status: 404, title: { zh: '没有这个视图', en: 'No such view' } },
  'no-such-staff': { status: 404, title: { zh: '没有这位成员', en: 'No such colleague' } },
  'account-taken': { status: 409, title: { zh: '这个账号已被使用', en: 'This account is taken' } },
  'last-admin': {
    status: 409,
    title: { zh: '这是最后一位管理员，请先指定另一位', en: 'This is the last admin: make another one first' },
  },
  'not-yourself': { status: 409, title: { zh: '不能停用自己', en: 'You cannot disable yourself' } },
  'wrong-password': { status: 422, title: { zh: '当前密码不对', en: 'The current password is wrong' } },
  'only-staff': { status: 409, title: { zh: 'API Key 没有密码', en: 'An API key has no password' } },
  'no-such-member': {
    status: 404,
    title: { zh: '渠道账号里没有这个成员，请先同步', en: 'There is no such member at the platform: sync first' },
  },
  'member-taken': {
    status: 409,
    title: { zh: '这个成员已绑定给别的同事', en: 'This member is bound to another colleague' },
  },
  'admin-sees-all': {
    status: 409,
    title: { zh: '管理员能看全部客户，请先改角色', en: 'An admin sees all customers: change the role first' },
  },
  'no-such-key': { status: 404, title: { zh: '没有这个 API Key', en: 'No such API key' } },
}

/** Answers a refusal of this house. */
export const refuseStaff = (refusal: Refusal, extra: object = {}): never => refuse(problems, refusal, extra)
