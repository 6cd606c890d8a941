import { Segmented } from 'antd'
import { Suspense, useState } from 'react'
import { exact, percent } from '#base/format'
import type { DayRange } from '#base/range'
import { dateText } from '#kit/time'
import { apiOf } from '#ui/api'
import { later } from '#ui/later'
import { usePreferences, useText } from '#ui/preferences'
import { Waiting } from '#ui/states'
import { useZone } from '#ui/zone'
import { analysis } from '../../core/analysisContract.ts'
import { type Answered, useSided, useSideName } from './compare.tsx'
import { useEventName } from './fields.tsx'
import { SideKey, useSideColors } from './funnelSides.tsx'
import { type Openable, Opener, Report, ticket } from './report.tsx'
import type { ResultProps } from './results.tsx'
import type { Question } from './state.tsx'
import { words } from './words.tsx'

const { client } = apiOf(analysis)
type Reply = Awaited<ReturnType<typeof client.retention>>
type Cohort = Reply['cohorts'][number]

type Asked = Omit<Question<'retention'>, 'compare'> & { range: DayRange }
type Sided = Answered<Asked, Reply>

// The chart library comes only where there is something to compare.
const LineCanvas = later(() => import('#ui/chart').then((module) => module.LineCanvas))

/** Cohorts below each other, the units after beside each other; the darker, the more came again. */
export function RetentionResult({ question, range, open }: ResultProps<'retention'>) {
  const t = useText(words)
  const zone = useZone()
  const name = useEventName()
  const sideName = useSideName()
  const { of, queryKey } = useSided('retention', question, range, (asked, signal) =>
    client.retention({ ...asked, ticket }, { signal }),
  )
  const date = (cohort: Cohort) => dateText(Date.parse(cohort.start), zone)
  const column = (k: number) => t.column(t.units[question.unit], k)
  const peopleOf =
    ({ asked, side }: Sided, several: boolean) =>
    (cohort: Cohort, period: number) => {
      const value = cohort.returned[period] ?? 0
      const whom = { ...asked, set: { start: cohort.start, period } }
      const of = period === 0 ? name(question.first.event) : `· ${column(period)}`
      const title = `${several ? `${sideName(side)} · ` : ''}${date(cohort)} ${of}`
      const load = (page: object) => client.retentionPeople({ ...whom, ...page })
      return { value, open: () => open({ title, people: value, key: { retention: whom }, load }) }
    }
  const rowsOf = (sided: Sided, several: boolean) => {
    const people = peopleOf(sided, several)
    return sided.reply.cohorts.map((cohort) => [
      ...(several ? [sideName(sided.side)] : []),
      date(cohort),
      ...cohort.returned.map((_, k) => (k < begun(cohort) ? people(cohort, k) : null)),
    ])
  }
  return (
    <Report
      name={t.modes.retention}
      of={of}
      queryKey={queryKey}
      isEmpty={({ sides }) => sides.every(({ reply }) => reply.cohorts.every((cohort) => cohort.people === 0))}
      sheet={({ sides }) => ({
        columns: [
          ...(sides.length > 1 ? [t.group] : []),
          ...[t.cohort, t.people],
          ...(sides[0]?.reply.average ?? []).slice(1).map((_, i) => column(i + 1)),
        ],
        rows: sides.flatMap((sided) => rowsOf(sided, sides.length > 1)),
      })}
    >
      {({ sides }) => <Heats {...{ sides, date, column, peopleOf }} />}
    </Report>
  )
}

interface HeatsProps extends Pick<HeatProps, 'date' | 'column'> {
  sides: readonly Sided[]
  peopleOf(sided: Sided, several: boolean): HeatProps['people']
}

/** The averages of the sides as lines, and the cohorts of one of them. */
function Heats({ sides, date, column, peopleOf }: HeatsProps) {
  const t = useText(words)
  const sideName = useSideName()
  const colors = useSideColors()
  const [picked, setPicked] = useState(0)
  const shown = sides[picked] ?? sides[0]
  if (!shown) return null
  const heat = <Heat of={shown.reply} people={peopleOf(shown, sides.length > 1)} {...{ date, column }} />
  if (sides.length === 1) return heat
  const names = sides.map(({ side }) => sideName(side))
  return (
    <Suspense fallback={<Waiting />}>
      <SideKey names={names} />
      <LineCanvas
        title={t.averageRow}
        labels={shown.reply.average.map((_, k) => column(k))}
        lines={sides.map(({ reply }, i) => ({
          name: names[i] ?? '',
          color: colors[i] ?? '',
          values: reply.average.map(({ rate }) => rate),
        }))}
        show={percent}
      />
      <div className="ask-modes">
        <Segmented
          aria-label={t.whose}
          value={picked < sides.length ? picked : 0}
          onChange={setPicked}
          options={names.map((label, value) => ({ value, label }))}
        />
      </div>
      {heat}
    </Suspense>
  )
}

/** Columns that have begun: the first that is not over is shown as far as it is. */
const begun = (cohort: Cohort) => cohort.finished + 1

interface HeatProps {
  of: Reply
  date(cohort: Cohort): string
  column(k: number): string
  people(cohort: Cohort, k: number): { value: number; open(): void }
}

function Heat({ of, date, column, people }: HeatProps) {
  const t = useText(words)
  const { language } = usePreferences()
  const columns = of.average.slice(1)
  const rates = of.cohorts.flatMap(({ people: all, returned }) => returned.slice(1).map((n) => (all > 0 ? n / all : 0)))
  const most = Math.max(0.01, ...rates)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <section className="ask-scroll" tabIndex={0} aria-label={t.modes.retention}>
      <table className="heat num">
        <thead>
          <tr className="muted">
            <th scope="col">{t.cohort}</th>
            <th scope="col">{t.people}</th>
            {columns.map((_, i) => (
              <th key={column(i + 1)} scope="col">
                {column(i + 1)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr className="sum">
            <th scope="row">{t.averageRow}</th>
            <td />
            {columns.map(({ rate }, i) => (
              <td key={column(i + 1)}>{percent(rate)}</td>
            ))}
          </tr>
          {of.cohorts.map((cohort) => (
            <tr key={cohort.start}>
              <th scope="row">{date(cohort)}</th>
              <td>
                <Opener of={people(cohort, 0)}>{exact(cohort.people, language)}</Opener>
              </td>
              {columns.map((_, i) => (
                <HeatCell key={column(i + 1)} cohort={cohort} k={i + 1} most={most} people={people(cohort, i + 1)} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

interface CellProps {
  cohort: Cohort
  k: number
  /** The highest rate of all, which is the darkest. */
  most: number
  people: Openable
}

function HeatCell({ cohort, k, most, people }: CellProps) {
  const t = useText(words)
  const { language } = usePreferences()
  if (k >= begun(cohort) || cohort.people === 0) return <td />
  const rate = people.value / cohort.people
  const open = k >= cohort.finished
  const title = `${exact(people.value, language)} / ${exact(cohort.people, language)}${open ? ` · ${t.unfinished}` : ''}`
  return (
    <td
      className={open ? 'open' : ''}
      style={{ '--heat': `${Math.round((rate / most) * 60)}%` } as object}
      title={title}
    >
      <Opener of={people}>{percent(rate)}</Opener>
    </td>
  )
}
