import type { Problem } from '#kit/api'

export type LinkRefusal = 'no-such-link' | 'no-weight' | 'no-such-page' | 'no-code'

export const linkProblems: Record<LinkRefusal, Problem> = {
  'no-such-link': { status: 404, title: { zh: '没有这个短链', en: 'No such link' } },
  'no-such-page': { status: 404, title: { zh: '没有这个承接页', en: 'No such hand-over page' } },
  'no-code': { status: 409, title: { zh: '没能生成承接页的活码', en: 'The code of the page could not be made' } },
  'no-weight': {
    status: 422,
    title: {
      zh: '目标地址的权重为 0 时，至少要有一个其他版本',
      en: 'Without a weight of its own the link needs a variant',
    },
  },
}
