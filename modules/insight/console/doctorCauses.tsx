import { Link } from '@tanstack/react-router'
import { Tag } from 'antd'
import { exact, percent } from '#base/format'
import { usePreferences, useText } from '#ui/preferences'
import type { ChainReply as Report } from '../core/chainContract.ts'
import type { DoctorSearch } from './doctorQuestion.tsx'
import { words } from './doctorWords.tsx'

type Hop = Report['hops'][number]
type Finding = Report['findings'][number]

const places = {
  sources: '/sources',
  live: '/sources/live',
  parked: '/parked',
  identity: '/identity',
  plan: '/plan',
  orders: '/orders',
  imports: '/imports',
} as const

function Mend({ at }: { at: keyof typeof places | null }) {
  const t = useText(words)
  return at && <Link to={places[at]}>{t.mend[at]}</Link>
}

/** Each hop that loses people, with its causes, the most frequent first. */
export function Causes({ hops, search }: { hops: Report['hops']; search: DoctorSearch }) {
  const t = useText(words)
  const broken = hops.filter((hop) => hop.broken > 0)
  return (
    <section className="card causes">
      <h2>{t.causes}</h2>
      {broken.length === 0 && <p className="muted">{t.none}</p>}
      {broken.map((hop) => (
        <HopCauses key={hop.to} hop={hop} search={search} />
      ))}
    </section>
  )
}

function HopCauses({ hop, search }: { hop: Hop; search: DoctorSearch }) {
  const t = useText(words)
  const { language } = usePreferences()
  return (
    <>
      <h3>
        {t.from(t.stages[hop.from], t.stages[hop.to])}{' '}
        <span className="muted num">{t.broken(exact(hop.broken, language))}</span>
      </h3>
      <ul>
        {hop.causes.map((one) => (
          <li key={one.cause}>
            <span className="row">
              <Link className="num" to="/doctor/people" search={{ ...search, hop: hop.to, cause: one.cause }}>
                {t.people(exact(one.people, language))} · {percent(one.people / hop.broken)}
              </Link>
              <Tag color={one.data ? 'warning' : 'default'}>{one.data ? t.data : t.later}</Tag>
              <strong>{one.title[language]}</strong>
              {one.place && <span className="muted small">{t.place(one.place)}</span>}
            </span>
            <span className="fix">
              {one.fix[language]} <Mend at={one.mend} />
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}

/** What is wrong with the data as a whole. */
export function Findings({ findings }: { findings: readonly Finding[] }) {
  const t = useText(words)
  const kinds = [...Map.groupBy(findings, ({ kind }) => kind)]
  return (
    <section className="card causes">
      <h2>{t.findings}</h2>
      {kinds.length === 0 && <p className="muted">{t.fine}</p>}
      <ul>
        {kinds.map(([kind, found]) => (
          <li key={kind}>
            <FindingLines found={found} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function FindingLines({ found }: { found: readonly Finding[] }) {
  const t = useText(words)
  const { language } = usePreferences()
  const [first] = found
  if (!first) return null
  const amount = ({ count, of }: Finding) =>
    of === null ? exact(count, language) : t.of(exact(count, language), exact(of, language))
  return (
    <>
      <strong>{first.title[language]}</strong>
      <span className="row">
        {found.slice(0, 8).map((one) => (
          <span key={one.name} className="small">
            {one.label?.[language] ?? one.name} <span className="num muted">{amount(one)}</span>
          </span>
        ))}
      </span>
      <span className="fix">
        {first.fix[language]} <Mend at={first.mend} />
      </span>
    </>
  )
}
