import type { Bilingual } from '#kit/api'
import { anyEvent, type EventRef } from './events.ts'
import type { Funnel } from './funnel.ts'

const joined = (parts: readonly (Bilingual | false)[]): Bilingual => {
  const said = parts.filter((part) => part !== false)
  return { zh: said.map(({ zh }) => zh).join('；'), en: said.map(({ en }) => en).join('; ') }
}

const units = {
  second: { zh: '秒', en: 'second' },
  minute: { zh: '分钟', en: 'minute' },
  hour: { zh: '小时', en: 'hour' },
  day: { zh: '天', en: 'day' },
  week: { zh: '周', en: 'week' },
  month: { zh: '月', en: 'month' },
} as const
type Unit = keyof typeof units

const orders = {
  ordered: { zh: '按顺序，中间可以做别的', en: 'in this order, other events may come between' },
  strict: { zh: '按顺序，中间没有别的行为', en: 'in this order, with no other event between' },
  unordered: { zh: '不分先后', en: 'in any order' },
} as const

/** Says it of everybody: unified people, nobody who is excluded. */
const people: Bilingual = { zh: '人数为合并后的客户，不含已排除的人', en: 'unified people, excluded ones left out' }
const nameOf = ({ event }: EventRef): Bilingual =>
  event === anyEvent ? { zh: '任意行为', en: 'any event' } : { zh: event, en: event }

/** What a funnel counts. */
export function funnelDefinition({ steps, window, order, attempt, exclusions, breakdown }: Funnel): Bilingual {
  const { value, unit } = window
  const { zh, en } = units[unit]
  return joined([
    {
      zh: `${steps.length} 步${orders[order].zh}，从第一步起 ${value} ${zh}内（含边界）`,
      en: `${steps.length} steps ${orders[order].en}, within ${value} ${en}(s) of the first, edge included`,
    },
    attempt === 'first'
      ? { zh: '只看每人的第一次尝试', en: 'only the first attempt of a person' }
      : { zh: '取每人走得最远的一次', en: 'the attempt of a person that gets furthest' },
    { zh: '所有行为都在所选时间范围内', en: 'every event lies in the range' },
    (exclusions?.length ?? 0) > 0 && {
      zh: '出现排除事件的尝试整次作废',
      en: 'an attempt with an exclusion does not count at all',
    },
    breakdown !== undefined && {
      zh: `按${breakdown.on === 'person' ? '客户' : `第 ${(breakdown.step ?? 0) + 1} 步`}的 ${breakdown.property} 分组，每人只在一组`,
      en: `by ${breakdown.property} of the ${breakdown.on === 'person' ? 'person' : `event of step ${(breakdown.step ?? 0) + 1}`}; everybody is in one group`,
    },
    people,
  ])
}

interface RetentionWords {
  readonly first: EventRef
  readonly returning: EventRef
  readonly unit: Unit
  readonly mode: 'first-time' | 'recurring'
  readonly rolling?: boolean | undefined
}

/** What a retention counts. */
export function retentionDefinition({ first, returning, unit, mode, rolling }: RetentionWords): Bilingual {
  const [begin, again] = [nameOf(first), nameOf(returning)]
  const { zh, en } = units[unit]
  return joined([
    mode === 'first-time'
      ? { zh: `每${zh}第一次做“${begin.zh}”的人`, en: `people by the ${en} of their first "${begin.en}" ever` }
      : { zh: `每${zh}做过“${begin.zh}”的人`, en: `people with "${begin.en}" in a ${en}` },
    rolling
      ? {
          zh: `第 k ${zh}或之后（到最后一列为止）做过“${again.zh}”`,
          en: `with "${again.en}" in the k-th ${en} after or later, up to the last column`,
        }
      : { zh: `第 k ${zh}做过“${again.zh}”`, en: `with "${again.en}" in the k-th ${en} after` },
    {
      zh: '第 0 列是全部人数；平均按人数加权，只算已经走完的列',
      en: 'column 0 is all of them; averages are weighted by size and leave out columns that are not over',
    },
    people,
  ])
}

/** What lifecycle and stickiness count. */
export function activityDefinition(report: 'lifecycle' | 'stickiness', event: EventRef, unit: Unit): Bilingual {
  const name = nameOf(event)
  const { zh, en } = units[unit]
  const what =
    report === 'lifecycle'
      ? {
          zh: `活跃 = 当${zh}做过“${name.zh}”；新增 = 有史以来第一次；持续 = 上一${zh}也活跃；回流 = 更早活跃过、上一${zh}没有；沉默（负数）= 上一${zh}活跃、这一${zh}没有`,
          en: `active = "${name.en}" in the ${en}; new = the first ever; returning = active in the ${en} before; resurrecting = active earlier, not in the ${en} before; dormant (below zero) = active in the ${en} before and not in this one`,
        }
      : {
          zh: `范围内恰好有 k 个${zh}做过“${name.zh}”的人`,
          en: `people with "${name.en}" in exactly k ${en}s of the range`,
        }
  return joined([what, people])
}

/** What a path counts. */
export function pathDefinition(sessionMinutes: number | null, by: string | undefined): Bilingual {
  return joined([
    sessionMinutes === null
      ? { zh: '每人的全部行为是一条路径', en: 'all events of a person are one path' }
      : {
          zh: `${sessionMinutes} 分钟没有行为，一次会话就结束`,
          en: `a session ends after ${sessionMinutes} minutes without an event`,
        },
    by === undefined
      ? { zh: '节点是事件名', en: 'nodes are names of events' }
      : { zh: `节点是属性 ${by} 的值，末尾的斜杠不计`, en: `nodes are values of ${by}, a trailing slash left out` },
    { zh: '数字是会话数；较少见的节点并入“其他”', en: 'numbers are sessions; rarer nodes are one, "others"' },
    people,
  ])
}

const measures = {
  events: { zh: '次数', en: 'events' },
  days: { zh: '天数', en: 'days' },
  sum: { zh: '合计', en: 'sum' },
  avg: { zh: '平均值', en: 'average' },
  max: { zh: '最大值', en: 'maximum' },
} as const

/** What a distribution counts. */
export function distributionDefinition(event: EventRef, measure: keyof typeof measures, property?: string): Bilingual {
  const name = nameOf(event)
  const of = property && measure !== 'events' && measure !== 'days' ? property : ''
  return joined([
    {
      zh: `每人在范围内“${name.zh}”的${of}${measures[measure].zh}，按区间 [下限, 上限) 数人`,
      en: `${measures[measure].en}${of ? ` of ${of}` : ''} of "${name.en}" for each person in the range, people counted by [from, to)`,
    },
    people,
  ])
}

const trendWords = {
  events: { zh: '次数', en: 'number of events' },
  people: { zh: '人数', en: 'number of people' },
  sum: { zh: '合计', en: 'sum' },
  avg: { zh: '每次的平均', en: 'average of an event' },
} as const

interface TrendWords extends EventRef {
  readonly measure: keyof typeof trendWords
  readonly property?: string | undefined
}

/** What a trend counts. */
export function trendDefinition(series: readonly TrendWords[]): Bilingual {
  const said = series.map((one) => {
    const [name, of] = [
      nameOf(one),
      one.property && (one.measure === 'sum' || one.measure === 'avg') ? one.property : '',
    ]
    const measure = trendWords[one.measure]
    return { zh: `“${name.zh}”的${of}${measure.zh}`, en: `${measure.en}${of ? ` (${of})` : ''} of "${name.en}"` }
  })
  return joined([
    ...said,
    { zh: '每个周期一个点，没有的也有', en: 'a point for each unit, also where there is nothing' },
    people,
  ])
}
