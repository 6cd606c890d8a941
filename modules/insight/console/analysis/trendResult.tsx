import { useQuery } from '@tanstack/react-query'
import { Suspense, useMemo } from 'react'
import { count } from '#base/format'
import { offsetAt, startOf } from '#kit/time'
import { apiOf } from '#ui/api'
import { later } from '#ui/later'
import { usePreferences, useText } from '#ui/preferences'
import { Waiting } from '#ui/states'
import { useLook } from '#ui/theme'
import { useZone } from '#ui/zone'
import { insight } from '../../contract.ts'
import { analysis } from '../../core/analysisContract.ts'
import { useEventName } from './fields.tsx'
import { Report } from './report.tsx'
import type { ResultProps } from './results.tsx'
import { words } from './words.tsx'

const { query, client } = apiOf(insight)
const people = apiOf(analysis).client
type Series = Awaited<ReturnType<typeof client.trend>>['series'][number]

// The chart library is as large as the rest of the page: it comes when the numbers are already there.
const LineCanvas = later(() => import('#ui/chart').then((module) => module.LineCanvas))
const mostLines = 6

/** Events over time; what lies in a unit that is not over is dashed. */
export function TrendResult({ question, range, open }: ResultProps<'trend'>) {
  const t = useText(words)
  const zone = useZone()
  const { language } = usePreferences()
  const name = useEventName()
  const isReady = question.series.every(
    ({ measure, property }) => property !== undefined || measure === 'events' || measure === 'people',
  )
  const options = query.trend.queryOptions({
    input: { ...question, range },
    placeholderData: (old) => old,
    enabled: isReady,
  })
  const of = useQuery(options)
  const time = (start: string) => {
    const at = Date.parse(start)
    const text = new Date(at + offsetAt(at, zone)).toISOString()
    return question.unit === 'hour' ? text.slice(5, 16).replace('T', ' ') : text.slice(0, 10)
  }
  const called = (one: Series) => {
    const event = `${name(one.event)} ${t.measures[one.measure]}`
    return one.group === undefined ? event : `${event} · ${one.group ?? t.unknown}`
  }
  const cell = (one: Series, start: string, value: number) => {
    if (one.measure !== 'people') return value
    const series = question.series.find(({ event, measure }) => event === one.event && measure === one.measure)
    const set = { start, ...(one.group === undefined ? {} : { group: one.group }) }
    const { breakdown, unit } = question
    const asked = { series: series ?? { event: one.event }, unit, range, set, ...(breakdown ? { breakdown } : {}) }
    const title = `${time(start)} ${called(one)}`
    return {
      value,
      open: () =>
        open({
          title,
          people: value,
          key: { trend: asked },
          load: (page) => people.trendPeople({ ...asked, ...page }),
        }),
    }
  }
  const show = useMemo(() => (value: number | null) => count(value, language), [language])
  return (
    <Report
      name={t.modes.trend}
      of={of}
      queryKey={options.queryKey}
      isEmpty={({ series }) => series.every(({ points }) => points.every(({ value }) => value === 0))}
      sheet={({ series }) => ({
        columns: [t.time, ...series.map(called)],
        rows: (series[0]?.points ?? []).map(({ start }, i) => [
          time(start),
          ...series.map((one) => cell(one, start, one.points[i]?.value ?? 0)),
        ]),
      })}
    >
      {({ series }) => (
        <Lines
          of={series.slice(0, mostLines)}
          {...{ called, time, show }}
          running={startOf(question.unit, Date.now(), zone)}
        />
      )}
    </Report>
  )
}

interface LinesProps {
  of: readonly Series[]
  called(one: Series): string
  time(start: string): string
  show(value: number | null): string
  /** Where the unit that is not over begins. */
  running: number
}

function Lines({ of, called, time, show, running }: LinesProps) {
  const t = useText(words)
  const { factors, ink3 } = useLook()
  const colors = [factors.conversion, factors.traffic, factors.fission, factors.basket, factors.lifetime, ink3]
  const labels = of[0]?.points.map(({ start }) => time(start)) ?? []
  const open = of[0]?.points.findIndex(({ start }) => Date.parse(start) >= running) ?? -1
  const lines = of.map((one, i) => ({
    name: called(one),
    color: colors[i] ?? ink3,
    values: one.points.map(({ value }) => value),
  }))
  return (
    <Suspense fallback={<Waiting />}>
      <div className="columns-key row small">
        {lines.map((line) => (
          <span key={line.name}>
            <span className="dot" style={{ background: line.color }} /> {line.name}
          </span>
        ))}
      </div>
      <LineCanvas
        title={t.modes.trend}
        labels={labels}
        lines={lines}
        show={show}
        {...(open < 0 ? {} : { openFrom: open })}
      />
    </Suspense>
  )
}
