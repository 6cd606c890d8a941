import { count, exact, percent } from '#base/format'
import type { DayRange } from '#base/range'
import { apiOf } from '#ui/api'
import { usePreferences, useText } from '#ui/preferences'
import { analysis } from '../../core/analysisContract.ts'
import { type Answered, useSided, useSideName } from './compare.tsx'
import { useDuration } from './duration.tsx'
import { useEventName } from './fields.tsx'
import { FunnelSides } from './funnelSides.tsx'
import { Opener, Report, ticket } from './report.tsx'
import type { ResultProps } from './results.tsx'
import type { Question } from './state.tsx'
import { words } from './words.tsx'

const { client } = apiOf(analysis)
type Reply = Awaited<ReturnType<typeof client.funnel>>
type Step = Reply['steps'][number]

type Asked = Omit<Question<'funnel'>, 'compare'> & { range: DayRange }
type Sided = Answered<Asked, Reply>

/** Steps as bars, what is lost between them, and each group on a line of its own; sides of a comparison as bars beside each other. */
export function FunnelResult({ question, range, open }: ResultProps<'funnel'>) {
  const t = useText(words)
  const name = useEventName()
  const sideName = useSideName()
  const { of, queryKey } = useSided('funnel', question, range, (asked, signal) =>
    client.funnel({ ...asked, ticket }, { signal }),
  )
  const peopleOf =
    ({ asked, side }: Sided, several: boolean): People =>
    (step, tail, value, group) => ({
      value,
      open: () => {
        const set = { step, side: tail, ...(group === undefined ? {} : { group }) }
        const event = name(question.steps[step]?.event ?? '')
        const what = tail === 'lost' ? t.lostTitle(event) : event
        const title = several ? `${sideName(side)} · ${what}` : what
        const whom = { ...asked, set }
        const load = (page: object) => client.funnelPeople({ ...whom, ...page })
        open({ title, people: value, key: { funnel: whom }, load })
      },
    })
  const label = (group: string | null) => group ?? t.unknown
  const line = (first: string, steps: readonly Step[], people: People, group?: string | null) => [
    first,
    ...steps.flatMap((step, i) => [
      people(i, 'reached', step.people, group),
      step.conversion === null ? null : Number((step.conversion * 100).toFixed(2)),
    ]),
  ]
  const linesOf = (sided: Sided, several: boolean) => {
    const people = peopleOf(sided, several)
    const whose = several ? sideName(sided.side) : t.total
    const groups = sided.reply.groups ?? []
    const called = (value: string | null) => (several ? `${whose} · ${label(value)}` : label(value))
    return [
      line(whose, sided.reply.steps, people),
      ...groups.map((group) => line(called(group.value), group.steps, people, group.value)),
    ]
  }
  return (
    <Report
      name={t.modes.funnel}
      of={of}
      queryKey={queryKey}
      isEmpty={({ sides }) => sides.every(({ reply }) => (reply.steps[0]?.people ?? 0) === 0)}
      sheet={({ sides }) => ({
        columns: [
          t.group,
          ...question.steps.flatMap((step, i) => [`${i + 1} ${name(step.event)}`, `${i + 1} ${t.conversion} %`]),
        ],
        rows: sides.flatMap((sided) => linesOf(sided, sides.length > 1)),
      })}
    >
      {({ sides: [first, ...others] }) =>
        first && (
          <>
            {others.length === 0 ? (
              <Bars steps={first.reply.steps} people={peopleOf(first, false)} />
            ) : (
              <FunnelSides
                of={[first, ...others].map((sided) => ({
                  name: sideName(sided.side),
                  steps: sided.reply.steps,
                  people: (i) => peopleOf(sided, true)(i, 'reached', sided.reply.steps[i]?.people ?? 0),
                }))}
              />
            )}
            {first.reply.groups && <Groups of={first.reply} label={label} people={peopleOf(first, false)} />}
          </>
        )
      }
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
