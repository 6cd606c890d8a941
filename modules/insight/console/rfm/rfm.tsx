import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { Fragment } from 'react'
import { exact, money, percent, shortMoney } from '#base/format'
import { apiOf } from '#ui/api'
import { usePreferences, useText } from '#ui/preferences'
import { FirstUse, Load } from '#ui/states'
import { type RfmReply, rfm } from '../../core/rfmContract.ts'
import type { RfmSearch, rfmQuestion } from './question.ts'
import { words } from './words.tsx'

const { query } = apiOf(rfm)
const scores = [5, 4, 3, 2, 1]

export interface PartProps {
  ask: ReturnType<typeof rfmQuestion>
  search: RfmSearch
}

/** Cells by name beside the grid of recency and frequency. */
export function Rfm({ ask, search }: PartProps) {
  const t = useText(words)
  const report = useQuery(query.report.queryOptions({ input: ask.rfm, placeholderData: (old) => old }))
  return (
    <Load of={report} rows={8}>
      {(data) =>
        data.people === 0 ? (
          <div className="card">
            <FirstUse
              title={t.empty}
              action={
                <Link to="/imports">
                  <Button type="primary">{t.importNow}</Button>
                </Link>
              }
            >
              {t.emptyHelp}
            </FirstUse>
          </div>
        ) : (
          <div className="two">
            <Cells data={data} search={search} />
            <Grid data={data} search={search} />
          </div>
        )
      }
    </Load>
  )
}

interface DataProps {
  data: RfmReply
  search: RfmSearch
}

function Cells({ data, search }: DataProps) {
  const t = useText(words)
  const { language } = usePreferences()
  const { recency, frequency, monetary } = data.thresholds
  const list = (values: readonly number[]) => values.map((value) => exact(value, language, 1)).join(' / ')
  return (
    <section className="card">
      <h2>{t.cells}</h2>
      <div className="wide">
        <table className="lines shares">
          <thead>
            <tr className="muted">
              <th scope="col">{t.cell}</th>
              <th scope="col">{t.people}</th>
              <th scope="col">{t.orders}</th>
              <th scope="col">{t.revenue}</th>
              <th scope="col">{t.share}</th>
            </tr>
          </thead>
          <tbody>
            {data.cells.map(({ cell, people, orders, revenue }) => {
              const share = data.revenue === 0 ? 0 : revenue / data.revenue
              return (
                <tr key={cell}>
                  <th scope="row">
                    <Link to="/rfm/people" search={{ ...search, cell }}>
                      {t.names[cell]}
                    </Link>
                  </th>
                  <td>{exact(people, language)}</td>
                  <td>{exact(orders, language)}</td>
                  <td title={money(revenue, language)}>{shortMoney(revenue, language)}</td>
                  <td>
                    {percent(share)}
                    <span className="bar-of" aria-hidden="true">
                      <span style={{ width: `${share * 100}%` }} />
                    </span>
                  </td>
                </tr>
              )
            })}
            <tr className="sum">
              <th scope="row">
                <Link to="/rfm/people" search={search}>
                  {t.everybody}
                </Link>
              </th>
              <td>{exact(data.people, language)}</td>
              <td>{exact(data.orders, language)}</td>
              <td title={money(data.revenue, language)}>{shortMoney(data.revenue, language)}</td>
              <td>{percent(1)}</td>
            </tr>
          </tbody>
        </table>
      </div>
      <p className="small muted">
        {t.bounds(
          list(recency),
          list(frequency),
          monetary.map((fen) => shortMoney(Math.round(fen), language)).join(' / '),
        )}
      </p>
    </section>
  )
}

/** Recency down, frequency across: the more people, the stronger the colour; the number says it as well. */
function Grid({ data, search }: DataProps) {
  const t = useText(words)
  const { language } = usePreferences()
  const most = Math.max(1, ...data.grid.map(({ people }) => people))
  const at = (r: number, f: number) => data.grid.find((one) => one.r === r && one.f === f)
  const strength = (people: number) =>
    `color-mix(in srgb, var(--brand) ${Math.round((people / most) * 30)}%, var(--paper))`
  return (
    <section className="card">
      <h2>{t.grid}</h2>
      <p className="small muted">{t.gridHelp}</p>
      <div className="rfm-grid">
        <span />
        {scores.toReversed().map((f) => (
          <span key={f}>{t.frequency(f)}</span>
        ))}
        {scores.map((r) => (
          <Fragment key={r}>
            <span>{t.recency(r)}</span>
            {scores.toReversed().map((f) => {
              const { people = 0, revenue = 0 } = at(r, f) ?? {}
              return (
                <Link key={f} to="/rfm/people" search={{ ...search, r, f }} style={{ background: strength(people) }}>
                  <span className="unseen">{t.place(r, f)}</span>
                  <strong>{exact(people, language)}</strong>
                  <span className="small">{people === 0 ? '—' : shortMoney(revenue, language)}</span>
                </Link>
              )
            })}
          </Fragment>
        ))}
      </div>
    </section>
  )
}
