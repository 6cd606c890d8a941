import type { Problem } from '#kit/api'

export type PlanRefusal =
  | 'no-such-plan'
  | 'plan-changed-since'
  | 'wrong-plan-days'
  | 'no-such-node'
  | 'wrong-asset'
  | 'wrong-plan-condition'
  | 'no-such-plan-channel'

export const planProblems: Record<PlanRefusal, Problem> = {
  'no-such-plan': { status: 404, title: { zh: '没有这个获客计划', en: 'No such plan' } },
  'no-such-node': {
    status: 404,
    title: { zh: '计划里没有这一步，或看不到是谁', en: 'The plan has no such step, or nobody is known there' },
  },
  'no-such-plan-channel': { status: 404, title: { zh: '没有这个渠道', en: 'No such channel' } },
  'plan-changed-since': {
    status: 409,
    title: { zh: '别人刚改过这个计划，请刷新后再改', en: 'Somebody has changed it since: load it anew' },
  },
  'wrong-plan-days': {
    status: 422,
    title: {
      zh: '结束日期不能早于开始日期，最长两年',
      en: 'The last day cannot be before the first; two years at most',
    },
  },
  'wrong-plan-condition': {
    status: 422,
    title: { zh: '这一步的条件不能用', en: 'The condition of this step cannot be asked' },
  },
  'wrong-asset': {
    status: 422,
    title: { zh: '这一步不能绑定这种工具', en: 'This step cannot be bound to that' },
  },
}
