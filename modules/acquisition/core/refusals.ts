import type { Problem } from '#kit/api'

export type LinkRefusal = 'no-such-link' | 'no-weight'

export const linkProblems: Record<LinkRefusal, Problem> = {
  'no-such-link': { status: 404, title: { zh: '没有这个短链', en: 'No such link' } },
  'no-weight': {
    status: 422,
    title: {
      zh: '目标地址的权重为 0 时，至少要有一个其他版本',
      en: 'Without a weight of its own the link needs a variant',
    },
  },
}
