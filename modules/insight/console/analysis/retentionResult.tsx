import { useQuery } from '@tanstack/react-query'
import { exact, percent } from '#base/format'
import { dateText } from '#kit/time'
import { apiOf } from '#ui/api'
import { usePreferences, useText } from '#ui/preferences'
import { useZone } from '#ui/zone'
import { analysis } from '../../core/analysisContract.ts'
import { useEventName } from './fields.tsx'
import { type Openable, Opener, Report, ticket } from './report.tsx'
import type { ResultProps } from './results.tsx'
import { words } from './words.tsx'

const { query, client } = apiOf(analysis)
type Reply = Awaited<ReturnType<typeof client.retention>>
type Cohort = Reply['cohorts'][number]

/** Cohorts below each other, the units after beside each other; the darker, the more came again. */
export function RetentionResult({ question, range, open }: ResultProps<'retention'>) {
  const t = useText(words)
  const zone = useZone()
  const name = useEventName()
  const options = query.retention.queryOptions({ input: { ...question, range, ticket }, placeholderData: (old) => old })
  const of = useQuery(options)
  const date = (cohort: Cohort) => dateText(Date.parse(cohort.start), zone)
  const people = (cohort: Cohort, period: number) => {
    const value = cohort.returned[period] ?? 0
    const asked = { ...question, range, set: { start: cohort.start, period } }
    const title = period === 0 ? `${date(cohort)} ${name(question.first.event)}` : `${date(cohort)} · ${column(period)}`
    return {
      value,
      open: () =>
        open({
          title,
          people: value,
          key: { retention: asked },
          load: (page) => client.retentionPeople({ ...asked, ...page }),
        }),
    }
  }
  const column = (k: number) => t.column(t.units[question.unit], k)
  return (
    <Report
      name={t.modes.retention}
      of={of}
      queryKey={options.queryKey}
      isEmpty={({ cohorts }) => cohorts.every((cohort) => cohort.people === 0)}
      sheet={({ cohorts, average }) => ({
        columns: [t.cohort, t.people, ...average.slice(1).map((_, i) => column(i + 1))],
        rows: cohorts.map((cohort) => [
          date(cohort),
          ...cohort.returned.map((_, k) => (k < begun(cohort) ? people(cohort, k) : null)),
        ]),
      })}
    >
      {(data) => <Heat of={data} date={date} column={column} people={people} />}
    </Report>
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
