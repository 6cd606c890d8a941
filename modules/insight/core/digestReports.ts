import type { Bilingual } from '#kit/api'

type Language = keyof Bilingual
/** A figure of a saved report in a digest. */
export interface ReportLine {
  readonly title: string
  readonly value: number
  readonly text: string
  readonly note: string
}

interface Steps {
  readonly steps: readonly { readonly event: string; readonly people: number; readonly conversion: number | null }[]
}
interface Cohorts {
  readonly cohorts: readonly { readonly people: number }[]
  readonly average: readonly { readonly rate: number | null }[]
}
interface Points {
  readonly series: readonly { readonly event: string; readonly points: readonly { readonly value: number }[] }[]
}
interface Lifecycle {
  readonly points: readonly {
    readonly new: number
    readonly returning: number
    readonly resurrecting: number
    readonly dormant: number
  }[]
}

const whole = (value: number) => Math.round(value * 100) / 100
const shown = (value: number) => whole(value).toLocaleString('en-US')
const share = (value: number | null) => (value === null ? '—' : `${(value * 100).toFixed(1)}%`)
const line = (title: string, value: number, text: string, note = ''): ReportLine => ({ title, value, text, note })
const words = {
  all: { zh: '全程转化', en: 'all the way' },
  people: { zh: '人', en: 'people' },
  median: { zh: '中位', en: 'median' },
  sessions: { zh: '次会话', en: 'sessions' },
  before: { zh: '上一个', en: 'before' },
  next: { zh: '下一期回来', en: 'seen again in the next' },
  active: { zh: '活跃', en: 'active' },
} as const

/** What a saved report comes to in a line or a few; the rest is on its screen. */
export const reportLines = {
  funnel: ({ steps }: Steps, name: string, l: Language) => {
    const last = steps.at(-1)
    const through = steps.map(({ event, people }) => `${event} ${shown(people)}`).join(' → ')
    return [line(name, last?.conversion ?? 0, `${words.all[l]} ${share(last?.conversion ?? null)}`, through)]
  },
  retention: ({ cohorts, average }: Cohorts, name: string, l: Language) => {
    const people = cohorts.reduce((sum, one) => sum + one.people, 0)
    const rate = average[1]?.rate ?? null
    return [line(name, rate ?? 0, `${words.next[l]} ${share(rate)}`, `${shown(people)} ${words.people[l]}`)]
  },
  trend: ({ series }: Points, name: string, l: Language) =>
    series.slice(0, 5).map(({ event, points }) => {
      const [before, now] = [points.at(-2)?.value ?? 0, points.at(-1)?.value ?? 0]
      return line(`${name} · ${event}`, now, shown(now), `${words.before[l]} ${shown(before)}`)
    }),
  distribution: (of: { people: number; average: number | null; median: number | null }, name: string, l: Language) => [
    line(
      name,
      of.average ?? 0,
      shown(of.average ?? 0),
      `${words.median[l]} ${shown(of.median ?? 0)} · ${shown(of.people)} ${words.people[l]}`,
    ),
  ],
  lifecycle: ({ points }: Lifecycle, name: string, l: Language) => {
    const last = points.at(-1)
    const active = (last?.new ?? 0) + (last?.returning ?? 0) + (last?.resurrecting ?? 0)
    return [line(name, active, `${words.active[l]} ${shown(active)}`, `+${last?.new ?? 0} ${last?.dormant ?? 0}`)]
  },
  stickiness: ({ people }: { people: number }, name: string, l: Language) => [
    line(name, people, `${shown(people)} ${words.people[l]}`),
  ],
  path: ({ sessions }: { sessions: number }, name: string, l: Language) => [
    line(name, sessions, `${shown(sessions)} ${words.sessions[l]}`),
  ],
}
