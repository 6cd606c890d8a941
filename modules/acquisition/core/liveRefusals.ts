import type { Problem } from '#kit/api'

export type LiveRefusal =
  | 'no-such-live'
  | 'no-account'
  | 'kind-stays'
  | 'no-members'
  | 'needs-backup'
  | 'page-only'
  | 'no-such-target'
  | 'circle'
  | 'not-made'
  | 'no-such-printed'
  | 'number-taken'
  | 'no-photo'
  | 'not-a-member'

export const liveProblems: Record<LiveRefusal, Problem> = {
  'no-such-live': { status: 404, title: { zh: '没有这个活码', en: 'No such live code' } },
  'no-account': { status: 400, title: { zh: '请选一个企业微信账号', en: 'Choose an account of WeCom' } },
  'kind-stays': {
    status: 409,
    title: { zh: '活码的类型和账号不能改，请新建一个', en: 'Kind and account stay: make another code' },
  },
  'no-members': {
    status: 400,
    title: { zh: '至少要有一位能接待的员工', en: 'It needs a member who may have customers' },
  },
  'needs-backup': {
    status: 400,
    title: {
      zh: '直接码设了时段或上限，就要有备用员工：平台不允许码里一个人都没有',
      en: 'A direct code with shifts or caps needs a backup: the platform takes no code without members',
    },
  },
  'page-only': {
    status: 400,
    title: { zh: '门店码和聚合码只能用跳转页', en: 'Codes for stores and aggregate codes are pages' },
  },
  'no-such-target': { status: 400, title: { zh: '要跳转到的活码不存在', en: 'A code it leads to is not there' } },
  circle: { status: 400, title: { zh: '活码绕回了自己，或套得太深', en: 'It leads back to itself, or goes too deep' } },
  'not-made': { status: 502, title: { zh: '企业微信没有生成这个码', en: 'WeCom did not make the code' } },
  'no-such-printed': { status: 404, title: { zh: '没有这条印刷登记', en: 'No such printed code' } },
  'number-taken': {
    status: 409,
    title: { zh: '这个活码已有同样的编号', en: 'The code has one of this number already' },
  },
  'no-photo': {
    status: 400,
    title: { zh: '照片要是 2 MB 以内的 JPG 或 PNG', en: 'A photo is JPEG or PNG of 2 MB at most' },
  },
  'not-a-member': {
    status: 409,
    title: { zh: '你的账号没有绑定企业微信成员', en: 'Your account is bound to no member of WeCom' },
  },
}
