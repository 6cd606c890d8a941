import { Link } from '@tanstack/react-router'
import { Tooltip } from 'antd'
import { Fragment } from 'react'
import { exact, percent } from '#base/format'
import { usePreferences, useText } from '#ui/preferences'
import type { ChainReply as Report } from '../core/chainContract.ts'
import type { DoctorSearch } from './doctorQuestion.tsx'
import { words } from './doctorWords.tsx'

type Hop = Report['hops'][number]

const shareOf = (hop: Hop | undefined) => (hop && hop.people > 0 ? hop.passed / hop.people : null)

/** The stages in a row; between two of them the share that passes and who breaks off. */
export function Chain({ data, search }: { data: Report; search: DoctorSearch }) {
  const t = useText(words)
  const { language } = usePreferences()
  return (
    <section className="card" aria-label={t.chain}>
      <h2>
        {t.seen} <span className="num">{t.people(exact(data.people, language))}</span>
      </h2>
      <ol className="chain">
        {data.stages.map(({ stage, people }) => {
          const hop = data.hops.find(({ to }) => to === stage)
          return (
            <Fragment key={stage}>
              {hop && (
                <li className="hop">
                  <HopLink hop={hop} before={data.compare?.hops.find(({ to }) => to === stage)} search={search} />
                </li>
              )}
              <li className="stage">
                <Tooltip title={t.definition[stage]}>
                  <Link to="/doctor/people" search={{ ...search, stage }}>
                    <span className="muted small">{t.stages[stage]}</span>
                    <strong className="num">{exact(people, language)}</strong>
                  </Link>
                </Tooltip>
              </li>
            </Fragment>
          )
        })}
      </ol>
    </section>
  )
}

function HopLink({ hop, before, search }: { hop: Hop; before: Hop | undefined; search: DoctorSearch }) {
  const t = useText(words)
  const { language } = usePreferences()
  const share = percent(shareOf(hop))
  const part = (people: number) => ({ width: `${hop.people > 0 ? (people / hop.people) * 100 : 0}%` })
  return (
    <Link to="/doctor/people" search={{ ...search, hop: hop.to }}>
      <span className="unseen">{t.from(t.stages[hop.from], t.stages[hop.to])}</span>
      <strong className="num">{share}</strong>
      <span className="share" aria-hidden="true">
        <span className="passed" style={part(hop.passed)} />
        <span className="faulty" style={part(hop.faulty)} />
      </span>
      <span className="small num">{t.broken(exact(hop.broken, language))}</span>
      {hop.faulty > 0 && <span className="small num alarm">{t.faulty(exact(hop.faulty, language))}</span>}
      {before && <span className="small num muted">{t.before(percent(shareOf(before)))}</span>}
    </Link>
  )
}
