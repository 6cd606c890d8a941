import type { Problem } from '#kit/api'
import type { RangeRefusal } from '../range.ts'
import type { FunnelRefusal } from './funnel.ts'

export type AnalysisRefusal =
  | RangeRefusal
  | FunnelRefusal
  | 'range-too-long'
  | 'property-needed'
  | 'edges-wrong'
  | 'set-unknown'
  | 'reports-busy'
  | 'report-cancelled'
  | 'report-too-heavy'

/** Every refusal of the workbench with its status and texts. */
export const analysisProblems = {
  'not-a-time': { status: 422, title: { zh: '看不懂这个时间', en: 'This is not a time we can read' } },
  'no-such-time': { status: 422, title: { zh: '没有这个日期或时间', en: 'There is no such date or time' } },
  'time-out-of-range': { status: 422, title: { zh: '时间须在 1900 到 2299 年之间', en: 'Years 1900 to 2299 only' } },
  'range-reversed': { status: 422, title: { zh: '结束时间早于开始时间', en: 'The range ends before it begins' } },
  'range-too-long': {
    status: 422,
    title: { zh: '区间太长，请用更大的时间单位或更少的列', en: 'Too many units; take a larger unit or fewer columns' },
  },
  'property-name-wrong': {
    status: 422,
    title: { zh: '属性名含有不允许的字符', en: 'The property name is not allowed' },
  },
  'rule-value-wrong': { status: 422, title: { zh: '条件的值与运算符不符', en: 'The value does not fit the operator' } },
  'rule-too-large': {
    status: 422,
    title: { zh: '条件太多或嵌套太深', en: 'Too many conditions, or nested too deeply' },
  },
  'property-needed': { status: 422, title: { zh: '这个统计方式要指定属性', en: 'This measure needs a property' } },
  'window-too-long': { status: 422, title: { zh: '转化窗口最长十年', en: 'A window is ten years at most' } },
  'exclusion-range-wrong': {
    status: 422,
    title: {
      zh: '排除事件要放在前后两步之间；无序漏斗只能放在首尾之间',
      en: 'An exclusion stands between an earlier and a later step; without an order between the first and the last',
    },
  },
  'steps-overlap': {
    status: 422,
    title: {
      zh: '无序漏斗里，同一事件不能既算这一步又算另一步',
      en: 'Without an order one event must not count for two different steps',
    },
  },
  'breakdown-step-wrong': {
    status: 422,
    title: { zh: '细分所指的步骤不存在', en: 'The breakdown names a step that is not there' },
  },
  'edges-wrong': { status: 422, title: { zh: '分组的边界要从小到大', en: 'Edges must grow' } },
  'set-unknown': { status: 422, title: { zh: '报表里没有这个数', en: 'The report has no such number' } },
  'reports-busy': {
    status: 429,
    title: { zh: '排队的分析太多了，请稍后再试', en: 'Too many reports are waiting; try again soon' },
  },
  // Nobody reads it: whoever asked has gone.
  'report-cancelled': { status: 499, title: { zh: '分析已取消', en: 'The report was cancelled' } },
  'report-too-heavy': {
    status: 422,
    title: {
      zh: '这个分析太大，超出了时间或内存上限，请缩短区间或加条件',
      en: 'The report went beyond its time or memory: take a shorter range or add conditions',
    },
  },
} as const satisfies Record<AnalysisRefusal, Problem>
