import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Tooltip } from 'antd'
import { exact, percent } from '#base/format'
import { apiOf } from '#ui/api'
import { usePreferences, useText } from '#ui/preferences'
import { Load, Notice } from '#ui/states'
import { rfm } from '../../core/rfmContract.ts'
import type { PartProps } from './rfm.tsx'
import { words } from './words.tsx'

const { query } = apiOf(rfm)

/** The five stages, who is at each, and who stopped before it. */
export function Loop({ ask, search }: PartProps) {
  const t = useText(words)
  const { language } = usePreferences()
  const found = useQuery(query.loop.queryOptions({ input: ask.ranged, placeholderData: (old) => old }))
  return (
    <section className="card">
      <h2>{t.loop}</h2>
      <p className="small muted">{t.loopHelp}</p>
      <Load of={found} rows={6}>
        {({ people, whole, stages }) =>
          people === 0 ? (
            <Notice title={t.nobody} />
          ) : (
            <>
              <table className="lines shares">
                <tbody>
                  {stages.map(({ stage, people: count, passed }) => (
                    <tr key={stage}>
                      <th scope="row">
                        <Tooltip title={t.definition[stage]}>
                          <Link to="/rfm/people" search={{ ...search, tab: 'loop', stage }}>
                            {t.stages[stage]}
                          </Link>
                        </Tooltip>
                      </th>
                      <td className="grow-cell" style={{ textAlign: 'left' }}>
                        <span className="bar-of" aria-hidden="true">
                          <span style={{ width: `${(count / people) * 100}%` }} />
                        </span>
                        {passed !== null && (
                          <span className="row small muted">
                            {count > 0 && t.passed(percent(passed / count))}
                            <Link to="/rfm/people" search={{ ...search, tab: 'loop', stage, side: 'stopped' }}>
                              {t.seeStopped}
                            </Link>
                          </span>
                        )}
                      </td>
                      <td className="num">{exact(count, language)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
              <p className="small muted num">{t.whole(exact(whole, language))}</p>
            </>
          )
        }
      </Load>
    </section>
  )
}
