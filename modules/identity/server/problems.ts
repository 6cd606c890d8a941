import type { Problem } from '#kit/api'
import { refuse } from '#platform/http/problem'
import type { HandRefusal } from './byHand.ts'

type Refusal = HandRefusal | 'no-such-merge' | 'no-such-doubt' | 'decided-already' | 'not-for-this'

const problems: Record<Refusal, Problem> = {
  'no-such-person': { status: 404, title: { zh: '没有这位客户', en: 'No such person' } },
  'no-such-id': { status: 404, title: { zh: '这位客户没有这个身份', en: 'This person has no such id' } },
  'no-such-merge': { status: 404, title: { zh: '没有这次合并，或已撤销', en: 'No such merge, or it was undone' } },
  'no-such-doubt': { status: 404, title: { zh: '没有这条待审核', en: 'No such question' } },
  'same-person': { status: 409, title: { zh: '两边已经是同一位客户', en: 'Both are one person already' } },
  'over-limit': {
    status: 409,
    title: { zh: '合并后同类身份会超过上限', en: 'Together they would have more ids of a type than the policy allows' },
  },
  'only-id': {
    status: 409,
    title: { zh: '这是该客户唯一的身份，不能解绑', en: 'It is the only id of this person' },
  },
  'decided-already': { status: 409, title: { zh: '已经有人处理过', en: 'Somebody has decided this already' } },
  'not-for-this': { status: 422, title: { zh: '这种情况不能这样处理', en: 'This cannot be decided so' } },
}

/** Answers a refusal of this house. */
export const refuseIdentity = (refusal: Refusal): never => refuse(problems, refusal)
