import { useQuery } from '@tanstack/react-query'
import { dateText } from '#kit/time'
import { apiOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { useLook } from '#ui/theme'
import { useZone } from '#ui/zone'
import { type ActivityState, activityStates } from '../../core/analysis/activity.ts'
import { analysis } from '../../core/analysisContract.ts'
import { Columns } from './columns.tsx'
import { Report, ticket } from './report.tsx'
import type { ResultProps } from './results.tsx'
import { words } from './words.tsx'

const { query, client } = apiOf(analysis)
type Point = Awaited<ReturnType<typeof client.lifecycle>>['points'][number]

/** New, returning, resurrecting and, below the line, dormant people of each unit. */
export function LifecycleResult({ question, range, open }: ResultProps<'lifecycle'>) {
  const t = useText(words)
  const zone = useZone()
  const { factors, ink3, accent } = useLook()
  const colors = {
    new: factors.traffic,
    returning: factors.conversion,
    resurrecting: factors.fission,
    dormant: accent || ink3,
  }
  const options = query.lifecycle.queryOptions({ input: { ...question, range, ticket }, placeholderData: (old) => old })
  const of = useQuery(options)
  const date = (point: Point) => dateText(Date.parse(point.start), zone)
  const people = (point: Point, state: ActivityState) => {
    const asked = { ...question, range, set: { start: point.start, state } }
    return {
      value: point[state],
      open: () =>
        open({
          title: `${date(point)} ${t.states[state]}`,
          people: Math.abs(point[state]),
          key: { lifecycle: asked },
          load: (page) => client.lifecyclePeople({ ...asked, ...page }),
        }),
    }
  }
  return (
    <Report
      name={t.modes.lifecycle}
      of={of}
      queryKey={options.queryKey}
      isEmpty={({ points }) => points.every((point) => activityStates.every((state) => point[state] === 0))}
      sheet={({ points }) => ({
        columns: [t.time, ...activityStates.map((state) => t.states[state])],
        rows: points.map((point) => [date(point), ...activityStates.map((state) => people(point, state))]),
      })}
    >
      {({ points }) => (
        <Columns
          title={t.modes.lifecycle}
          of={points.map((point) => ({
            label: date(point).slice(5),
            parts: (['returning', 'new', 'resurrecting', 'dormant'] as const).map((state) => ({
              ...people(point, state),
              ...{ name: t.states[state], color: colors[state] },
            })),
          }))}
        />
      )}
    </Report>
  )
}

/** How many people were active in one unit, in two, and so on. */
export function StickinessResult({ question, range, open }: ResultProps<'stickiness'>) {
  const t = useText(words)
  const look = useLook()
  const options = query.stickiness.queryOptions({
    input: { ...question, range, ticket },
    placeholderData: (old) => old,
  })
  const of = useQuery(options)
  const label = (periods: number) => t.activeIn(periods, t.units[question.unit])
  const people = (periods: number, value: number) => {
    const asked = { ...question, range, set: { periods } }
    return {
      value,
      open: () =>
        open({
          title: label(periods),
          people: value,
          key: { stickiness: asked },
          load: (page) => client.stickinessPeople({ ...asked, ...page }),
        }),
    }
  }
  return (
    <Report
      name={t.modes.stickiness}
      of={of}
      queryKey={options.queryKey}
      isEmpty={(data) => data.people === 0}
      sheet={(data) => ({
        columns: [t.units[question.unit], t.people, `${t.share} %`],
        rows: data.rows.map((row) => [
          row.periods,
          people(row.periods, row.people),
          Number(((row.people / data.people) * 100).toFixed(2)),
        ]),
      })}
    >
      {({ rows }) => (
        <Columns
          title={t.modes.stickiness}
          of={rows.slice(0, Math.max(7, rows.findLastIndex((row) => row.people > 0) + 1)).map((row) => ({
            label: label(row.periods),
            parts: [{ ...people(row.periods, row.people), name: t.people, color: look.brand }],
          }))}
        />
      )}
    </Report>
  )
}
