import type { Problem } from '#kit/api'

export type AdRefusal =
  | 'no-such-ad-account'
  | 'no-such-conversion'
  | 'unknown-ad-kind'
  | 'wrong-ad-settings'
  | 'ad-base-not-allowed'
  | 'not-to-retry'

export const adProblems: Record<AdRefusal, Problem> = {
  'no-such-ad-account': { status: 404, title: { zh: '没有这个广告账号', en: 'No such ad account' } },
  'no-such-conversion': { status: 404, title: { zh: '没有这条转化', en: 'No such conversion' } },
  'unknown-ad-kind': { status: 400, title: { zh: '没有这种广告平台', en: 'There is no such platform' } },
  'wrong-ad-settings': { status: 400, title: { zh: '设置不完整或不对', en: 'The settings are not whole, or wrong' } },
  'ad-base-not-allowed': {
    status: 400,
    title: {
      zh: '接口地址不是平台自己的，要由运维加入 SIYU_OUTGOING_HOSTS',
      en: 'The API address is not the platform’s own: whoever runs Siyu has to list it in SIYU_OUTGOING_HOSTS',
    },
  },
  'not-to-retry': {
    status: 409,
    title: {
      zh: '这条转化不能再回传：已回传、没有同意或过了期限',
      en: 'It cannot be told again: it was told, or may not be',
    },
  },
}
