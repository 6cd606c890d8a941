import { Suspense, useMemo } from 'react'
import { count } from '#base/format'
import { offsetAt, startOf } from '#kit/time'
import { apiOf } from '#ui/api'
import { later } from '#ui/later'
import { usePreferences, useText } from '#ui/preferences'
import { Waiting } from '#ui/states'
import { useZone } from '#ui/zone'
import { insight } from '../../contract.ts'
import { analysis } from '../../core/analysisContract.ts'
import { type Answered, useSided, useSideName } from './compare.tsx'
import { useEventName } from './fields.tsx'
import { SideKey, useSideColors } from './funnelSides.tsx'
import { Report } from './report.tsx'
import type { ResultProps } from './results.tsx'
import type { Question } from './state.tsx'
import { words } from './words.tsx'

const { client } = apiOf(insight)
const people = apiOf(analysis).client
type Reply = Awaited<ReturnType<typeof client.trend>>
type Series = Reply['series'][number]
type Asked = Omit<Question<'trend'>, 'compare'> & { range: { from: string; to: string } }
type Sided = Answered<Asked, Reply>

// The chart library is as large as the rest of the page: it comes when the numbers are already there.
const LineCanvas = later(() => import('#ui/chart').then((module) => module.LineCanvas))
const mostLines = 6

/** One line: a series of a side. */
interface Line {
  readonly sided: Sided
  readonly series: Series
}

/** The first series of every side, then the second of every side, and so on. */
const linesOf = (sides: readonly Sided[]): Line[] =>
  Array.from({ length: Math.max(0, ...sides.map(({ reply }) => reply.series.length)) }, (_, i) =>
    sides.flatMap((sided) => {
      const series = sided.reply.series[i]
      return series ? [{ sided, series }] : []
    }),
  ).flat()

/** Events over time; what lies in a unit that is not over is dashed. */
export function TrendResult({ question, range, open }: ResultProps<'trend'>) {
  const t = useText(words)
  const { language } = usePreferences()
  const name = useEventName()
  const sideName = useSideName()
  const time = useTime(question.unit)
  const isReady = question.series.every(
    ({ measure, property }) => property !== undefined || measure === 'events' || measure === 'people',
  )
  const { of, queryKey } = useSided(
    'trend',
    question,
    range,
    (asked, signal) => client.trend(asked, { signal }),
    isReady,
  )
  const called = ({ sided, series }: Line, several: boolean) => {
    const event = `${name(series.event)} ${t.measures[series.measure]}`
    const group = series.group === undefined ? event : `${event} · ${series.group ?? t.unknown}`
    return several ? `${sideName(sided.side)} · ${group}` : group
  }
  const cell = (line: Line, several: boolean, i: number) => {
    const { sided, series: one } = line
    const point = one.points[i]
    if (!point) return null
    if (one.measure !== 'people') return point.value
    const { asked } = sided
    const series = asked.series.find(({ event, measure }) => event === one.event && measure === one.measure)
    const set = { start: point.start, ...(one.group === undefined ? {} : { group: one.group }) }
    const whom = { ...asked, series: series ?? { event: one.event }, set }
    const title = `${time(point.start)} ${called(line, several)}`
    const load = (page: object) => people.trendPeople({ ...whom, ...page })
    return { value: point.value, open: () => open({ title, people: point.value, key: { trend: whom }, load }) }
  }
  const show = useMemo(() => (value: number | null) => count(value, language), [language])
  return (
    <Report
      name={t.modes.trend}
      of={of}
      queryKey={queryKey}
      isEmpty={({ sides }) =>
        sides.every(({ reply }) => reply.series.every(({ points }) => points.every(({ value }) => value === 0)))
      }
      sheet={({ sides }) => {
        const lines = linesOf(sides)
        const several = sides.length > 1
        return {
          columns: [t.time, ...lines.map((line) => called(line, several))],
          rows: (lines[0]?.series.points ?? []).map(({ start }, i) => [
            time(start),
            ...lines.map((line) => cell(line, several, i)),
          ]),
        }
      }}
    >
      {({ sides }) => (
        <Lines
          of={linesOf(sides).slice(0, mostLines)}
          called={(line) => called(line, sides.length > 1)}
          {...{ time, show }}
          unit={question.unit}
        />
      )}
    </Report>
  )
}

/** How the beginning of a unit is written. */
function useTime(unit: Question<'trend'>['unit']) {
  const zone = useZone()
  return (start: string) => {
    const at = Date.parse(start)
    const text = new Date(at + offsetAt(at, zone)).toISOString()
    return unit === 'hour' ? text.slice(5, 16).replace('T', ' ') : text.slice(0, 10)
  }
}

interface LinesProps {
  of: readonly Line[]
  called(line: Line): string
  time(start: string): string
  show(value: number | null): string
  unit: Question<'trend'>['unit']
}

/** Other days lie under the days of the question: the first with the first. */
function Lines({ of, called, time, show, unit }: LinesProps) {
  const t = useText(words)
  const colors = useSideColors()
  const running = startOf(unit, Date.now(), useZone())
  const points = of[0]?.series.points ?? []
  const open = points.findIndex(({ start }) => Date.parse(start) >= running)
  const lines = of.map((line, i) => ({
    name: called(line),
    color: colors[i] ?? '',
    values: points.map((_, at) => line.series.points[at]?.value ?? null),
  }))
  return (
    <Suspense fallback={<Waiting />}>
      <SideKey names={lines.map((line) => line.name)} />
      <LineCanvas
        title={t.modes.trend}
        labels={points.map(({ start }) => time(start))}
        lines={lines}
        show={show}
        {...(open < 0 ? {} : { openFrom: open })}
      />
    </Suspense>
  )
}
