import { useQuery } from '@tanstack/react-query'
import { count, exact, percent } from '#base/format'
import { apiOf } from '#ui/api'
import { usePreferences, useText } from '#ui/preferences'
import { analysis } from '../../core/analysisContract.ts'
import { useDuration } from './duration.tsx'
import { useEventName } from './fields.tsx'
import { Opener, Report, ticket } from './report.tsx'
import type { ResultProps } from './results.tsx'
import { words } from './words.tsx'

const { query, client } = apiOf(analysis)
type Reply = Awaited<ReturnType<typeof client.funnel>>
type Step = Reply['steps'][number]

/** Steps as bars, what is lost between them, and each group on a line of its own. */
export function FunnelResult({ question, range, open }: ResultProps<'funnel'>) {
  const t = useText(words)
  const name = useEventName()
  const input = { ...question, range, ticket }
  const options = query.funnel.queryOptions({ input, placeholderData: (old) => old })
  const of = useQuery(options)
  const people = (step: number, side: 'reached' | 'lost', value: number, group?: string | null) => ({
    value,
    open: () => {
      const set = { step, side, ...(group === undefined ? {} : { group }) }
      const event = name(question.steps[step]?.event ?? '')
      const title = side === 'lost' ? t.lostTitle(event) : event
      const asked = { ...question, range, set }
      open({ title, people: value, key: { funnel: asked }, load: (page) => client.funnelPeople({ ...asked, ...page }) })
    },
  })
  const label = (group: string | null) => group ?? t.unknown
  const line = (first: string, steps: readonly Step[], group?: string | null) => [
    first,
    ...steps.flatMap((step, i) => [
      people(i, 'reached', step.people, group),
      step.conversion === null ? null : Number((step.conversion * 100).toFixed(2)),
    ]),
  ]
  return (
    <Report
      name={t.modes.funnel}
      of={of}
      queryKey={options.queryKey}
      isEmpty={(data) => (data.steps[0]?.people ?? 0) === 0}
      sheet={(data) => ({
        columns: [
          t.group,
          ...data.steps.flatMap((step, i) => [`${i + 1} ${name(step.event)}`, `${i + 1} ${t.conversion} %`]),
        ],
        rows: [
          line(t.total, data.steps),
          ...(data.groups ?? []).map((group) => line(label(group.value), group.steps, group.value)),
        ],
      })}
    >
      {(data) => (
        <>
          <Bars steps={data.steps} people={people} />
          {data.groups && <Groups of={data} label={label} people={people} />}
        </>
      )}
    </Report>
  )
}

type People = (
  step: number,
  side: 'reached' | 'lost',
  value: number,
  group?: string | null,
) => { value: number; open(): void }

function Bars({ steps, people }: { steps: readonly Step[]; people: People }) {
  const t = useText(words)
  const { language } = usePreferences()
  const name = useEventName()
  const duration = useDuration()
  const [first] = steps
  return (
    <ol className="funnel">
      {steps.map((step, i) => {
        const next = steps[i + 1]
        const gone = next ? step.people - next.people : 0
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the place of a step is what it is
          <li key={i}>
            <div className="funnel-step">
              <span className="funnel-name">
                <span className="num muted">{i + 1}</span> {name(step.event)}
              </span>
              <span className="funnel-track">
                <span className="funnel-bar" style={{ width: `${(step.conversion ?? 0) * 100}%` }} />
              </span>
              <span className="funnel-figures">
                <Opener of={people(i, 'reached', step.people)}>
                  <strong title={exact(step.people, language)}>{count(step.people, language)}</strong>
                </Opener>
                <span
                  className="small muted num"
                  title={`${t.conversion} ${exact(step.people, language)} / ${exact(first?.people ?? 0, language)}`}
                >
                  {percent(step.conversion)}
                </span>
              </span>
            </div>
            {next && (
              <div className="funnel-hop small">
                <span aria-hidden="true">↓</span>
                <span className="num" title={t.fromPrevious}>
                  {t.fromPrevious} {percent(next.fromPrevious)}
                </span>
                {next.medianSeconds !== null && (
                  <span className="num muted" title={`${t.average} ${duration(next.averageSeconds)}`}>
                    {t.median} {duration(next.medianSeconds)}
                  </span>
                )}
                {gone > 0 && (
                  <Opener of={people(i, 'lost', gone)}>
                    <span className="funnel-lost">
                      {t.lost(exact(gone, language), percent(step.people === 0 ? null : gone / step.people))}
                    </span>
                  </Opener>
                )}
              </div>
            )}
          </li>
        )
      })}
    </ol>
  )
}

function Groups({ of, label, people }: { of: Reply; label(group: string | null): string; people: People }) {
  const t = useText(words)
  const { language } = usePreferences()
  const name = useEventName()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <section className="ask-scroll" tabIndex={0} aria-label={t.group}>
      <table className="lines">
        <thead>
          <tr className="muted">
            <th scope="col">{t.group}</th>
            {of.steps.map((step, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the place of a step is what it is
              <th key={i} scope="col">
                {i + 1} {name(step.event)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {of.groups?.map((group) => (
            <tr key={JSON.stringify(group.value)}>
              <th scope="row">{label(group.value)}</th>
              {group.steps.map((step, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the place of a step is what it is
                <td key={i}>
                  <Opener of={people(i, 'reached', step.people, group.value)}>{exact(step.people, language)}</Opener>{' '}
                  <span className="small muted">{percent(step.conversion)}</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
