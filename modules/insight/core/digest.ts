import type { Bilingual } from '#kit/api'
import { type MetricName, metrics } from './metrics.ts'

type Language = keyof Bilingual

/** What a digest of the day is written from; money in fen. */
export interface DayFacts {
  /** `2026-11-27`, the day it is about. */
  readonly date: string
  /** The day is over; else it is the day until now. */
  readonly isOver: boolean
  readonly pool: { live: number; entered: number; returned: number; lost: number; net: number; effective: number }
  readonly orders: number
  readonly gmv: number
  /** The same date a year earlier; null where nothing was sold then. */
  readonly lastYear: { orders: number; gmv: number } | null
  /** GMV of the same weekday in the four weeks before, on average. */
  readonly usualGmv: number | null
  readonly plan: { readonly people: Pace | null; readonly gmv: Pace | null }
  /** By the store of the order, the largest first, each with its place on the day before. */
  readonly stores: readonly StoreLine[]
  readonly noPerson: number
  readonly unlinked: number
}
interface Pace {
  readonly actual: number
  readonly expected: number
  readonly gap: number
}
export interface StoreLine {
  readonly key: string
  readonly gmv: number
  readonly orders: number
  readonly rankBefore: number | null
}

export const alarmKinds = [
  'shrinking',
  'gmvBehind',
  'fell',
  'peopleBehind',
  'unlinked',
  'noPerson',
  'noOrders',
] as const
export interface Alarm {
  readonly kind: (typeof alarmKinds)[number]
  readonly text: Bilingual
  /** What to do next, and where. */
  readonly step: Bilingual
  readonly path: string
}

const mostAlarms = 3
/** Behind or fallen by less is no news. */
const [behindBy, fellTo, unknownShare] = [0.05, 0.7, 0.1]

/** At most three things that want somebody today, the most urgent first; each names the next step. */
export function alarmsOf(facts: DayFacts): Alarm[] {
  return [
    shrinking(facts),
    gmvBehind(facts),
    fell(facts),
    peopleBehind(facts),
    unlinked(facts),
    noPerson(facts),
    quiet(facts),
  ]
    .filter((one) => one !== null)
    .slice(0, mostAlarms)
}

const alarm = (
  kind: Alarm['kind'],
  path: string,
  text: readonly [string, string],
  step: readonly [string, string],
) => ({
  ...{ kind, path, text: { zh: text[0], en: text[1] } },
  step: { zh: step[0], en: step[1] },
})

function shrinking({ pool }: DayFacts): Alarm | null {
  const { net, lost, entered, returned } = pool
  if (net >= 0) return null
  return alarm(
    ...(['shrinking', '/board'] as const),
    [
      `净增 ${net} 人：流失 ${lost}，入池 ${entered}，回流 ${returned}`,
      `Net ${net}: ${lost} lost, ${entered} entered, ${returned} returned`,
    ],
    [
      '看触达护栏里昨天谁发得多，先停掉一轮群发',
      'Look in the contact guard who sent most, and stop one round of messages',
    ],
  )
}

function gmvBehind({ plan: { gmv } }: DayFacts): Alarm | null {
  if (!gmv || gmv.gap >= 0 || -gmv.gap < gmv.expected * behindBy) return null
  return alarm(
    ...(['gmvBehind', '/targets'] as const),
    [`今年GMV 比匀速线少 ${yuan(-gmv.gap, 'zh')}`, `GMV of the year is ${yuan(-gmv.gap, 'en')} behind a steady pace`],
    [
      '打开目标，看差在哪个因子，定一件本周要做的事',
      'Open the targets, see which factor is short, and settle one thing for this week',
    ],
  )
}

function fell({ gmv, usualGmv }: DayFacts): Alarm | null {
  if (usualGmv === null || usualGmv <= 0 || gmv >= usualGmv * fellTo) return null
  return alarm(
    ...(['fell', '/board/explain'] as const),
    [
      `GMV 只有同一星期几平均 ${yuan(usualGmv, 'zh')} 的 ${rate(gmv / usualGmv)}`,
      `GMV is ${rate(gmv / usualGmv)} of the usual ${yuan(usualGmv, 'en')} of this weekday`,
    ],
    ['在看板点“逐层查原因”，找到是哪个来源或门店', 'Find the cause on the board: which source or store it is'],
  )
}

function peopleBehind({ plan: { people } }: DayFacts): Alarm | null {
  if (!people || people.gap >= 0 || -people.gap < people.expected * behindBy) return null
  return alarm(
    ...(['peopleBehind', '/targets'] as const),
    [`在池比匀速线少 ${whole(-people.gap)} 人`, `${whole(-people.gap)} live people behind a steady pace`],
    ['看各渠道本月入池，给最便宜的渠道加量', 'See what each channel brought this month and raise the cheapest'],
  )
}

function unlinked({ unlinked: amount }: DayFacts): Alarm | null {
  if (amount >= 0) return null
  return alarm(
    ...(['unlinked', '/orders'] as const),
    [`无主退款 ${yuan(-amount, 'zh')}，没有对上原订单`, `Refunds of ${yuan(-amount, 'en')} match no order`],
    ['在订单里找到原单，或重新导入当月订单', 'Find the order, or import the orders of the month again'],
  )
}

function noPerson({ noPerson: count, orders }: DayFacts): Alarm | null {
  if (count === 0 || count < (orders + count) * unknownShare) return null
  return alarm(
    ...(['noPerson', '/orders'] as const),
    [`${count} 笔订单没有客户身份`, `${count} orders have no person`],
    ['在订单里关联到客户，或让门店收银时扫会员码', 'Link them in the orders, or have the till scan the member code'],
  )
}

function quiet({ orders, usualGmv }: DayFacts): Alarm | null {
  if (orders > 0 || !usualGmv) return null
  return alarm(
    ...(['noOrders', '/sources'] as const),
    ['一笔订单都没有，平时有', 'Not one order, where there usually are'],
    ['看数据源是否断了，再问店里', 'See whether a source has fallen silent, then ask the stores'],
  )
}

const whole = (value: number) => value.toLocaleString('en-US')
const rate = (value: number) => `${(value * 100).toFixed(0)}%`

/** Fen as money is read: 万 from ten thousand on in Chinese. */
export function yuan(fen: number, language: Language): string {
  const value = Math.abs(fen) / 100
  const sign = fen < 0 ? '−' : ''
  if (language === 'zh' && value >= 10_000) return `${sign}¥${(value / 10_000).toFixed(2)}万`
  return `${sign}¥${value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`
}

/** One figure of a digest, with the metric that says what it counts. */
export interface DigestLine {
  readonly metric: MetricName
  readonly value: number
  readonly text: string
  readonly note: string
}

/** The figures in their order: people with their losses, then orders and money, then the plan. */
export function dayLines(facts: DayFacts, language: Language): DigestLine[] {
  const { pool, lastYear, plan } = facts
  const line = (metric: MetricName, value: number, note = ''): DigestLine => {
    const text = metrics[metric].unit === 'fen' ? yuan(value, language) : whole(value)
    return { metric, value, text, note }
  }
  const before = (now: number, then: number | undefined) =>
    then === undefined || then === 0
      ? ''
      : `${said.lastYear[language]} ${now >= then ? '+' : '−'}${rate(Math.abs(now / then - 1))}`
  return [
    line('live', pool.live, `${metrics.effective.title[language]} ${whole(pool.effective)}`),
    line(
      'net',
      pool.net,
      `${metrics.entered.title[language]} ${pool.entered} · ${metrics.returned.title[language]} ${pool.returned} · ${metrics.lost.title[language]} ${pool.lost}`,
    ),
    line('orders', facts.orders, before(facts.orders, lastYear?.orders)),
    line('gmv', facts.gmv, before(facts.gmv, lastYear?.gmv)),
    ...(plan.people
      ? [line('peopleGap', plan.people.gap, `${said.due[language]} ${whole(plan.people.expected)}`)]
      : []),
    ...(plan.gmv ? [line('gmvGap', plan.gmv.gap, `${said.due[language]} ${yuan(plan.gmv.expected, language)}`)] : []),
  ]
}

export const said = {
  lastYear: { zh: '去年同日', en: 'a year ago' },
  due: { zh: '应到', en: 'due' },
  stores: { zh: '门店', en: 'Stores' },
  top: { zh: '前三', en: 'Top' },
  bottom: { zh: '后三', en: 'Bottom' },
  alarms: { zh: '要处理', en: 'To do' },
  nothing: { zh: '没有要处理的事', en: 'Nothing wants attention' },
  whole: { zh: '全天', en: 'the whole day' },
  sofar: { zh: '截至现在', en: 'until now' },
  before: { zh: '昨', en: 'was' },
  unknown: { zh: '（未知）', en: '(unknown)' },
} as const satisfies Record<string, Bilingual>

/** The first and the last stores; of six or fewer the last ones are those that are not first. */
export function storesOf({ stores }: Pick<DayFacts, 'stores'>, count = 3) {
  const ranked = stores.map((store, i) => ({ ...store, rank: i + 1 }))
  return { top: ranked.slice(0, count), bottom: ranked.slice(Math.max(count, ranked.length - count)) }
}
