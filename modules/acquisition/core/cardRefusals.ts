import type { Problem } from '#kit/api'

export type CardRefusal =
  | 'no-such-design'
  | 'no-such-batch'
  | 'cannot-print'
  | 'review-reward'
  | 'not-accepted'
  | 'batch-making'
  | 'batch-ready'
  | 'nobody-to-add'
  | 'no-origin'
  | 'more-than-printed'

export const cardProblems: Record<CardRefusal, Problem> = {
  'no-such-design': { status: 404, title: { zh: '没有这个款式', en: 'No such design' } },
  'no-such-batch': { status: 404, title: { zh: '没有这个批次', en: 'No such batch' } },
  'cannot-print': {
    status: 422,
    title: { zh: '版面还不能印：先处理标出的问题', en: 'It cannot be printed yet: see what is marked' },
  },
  'review-reward': {
    status: 422,
    title: {
      zh: '文案里有好评返现，不能印：请改成服务内容',
      en: 'It rewards reviews and is not printed: offer a service instead',
    },
  },
  'not-accepted': {
    status: 422,
    title: { zh: '请先看过平台风险提示再生成', en: 'Read what the marketplace says against it first' },
  },
  'batch-making': { status: 409, title: { zh: '卡片还在生成，完成后再操作', en: 'Its cards are still being made' } },
  'batch-ready': { status: 409, title: { zh: '这个批次已经全部生成', en: 'All its cards are made' } },
  'nobody-to-add': {
    status: 422,
    title: {
      zh: '请选择扫码后添加谁：员工，或一个员工活码',
      en: 'Say who is added: members, or a live code of members',
    },
  },
  'no-origin': {
    status: 422,
    title: { zh: '不知道外网地址，无法印二维码', en: 'The address for the codes is not known' },
  },
  'more-than-printed': { status: 422, title: { zh: '数量不能超过印出的', en: 'Not more than were printed' } },
}
