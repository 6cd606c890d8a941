import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { exact, money, percent, shortMoney } from '#base/format'
import { apiOf } from '#ui/api'
import { usePreferences, useText } from '#ui/preferences'
import { Load } from '#ui/states'
import { clv } from '../../core/clvContract.ts'
import { words } from './words.tsx'

const { query } = apiOf(clv)

/** Ten equal parts of the people by what they are expected to be worth. */
export function Bands({ card }: { card: string }) {
  const t = useText(words)
  const { language } = usePreferences()
  const bands = useQuery(query.bands.queryOptions({ queryKey: [...query.bands.queryKey(), card] }))
  return (
    <section className="card">
      <h2>
        {t.bands}
        <span className="grow" />
        <Link to="/value/people" className="small">
          {t.allPeople}
        </Link>
      </h2>
      <p className="small muted">{t.bandsHelp}</p>
      <Load of={bands}>
        {({ items }) => (
          <div className="wide">
            <table className="lines shares">
              <thead>
                <tr className="muted">
                  <th scope="col">{t.band}</th>
                  <th scope="col">{t.people}</th>
                  <th scope="col">{t.clv}</th>
                  <th scope="col">{t.interval}</th>
                  <th scope="col">{t.share}</th>
                  <th scope="col">{t.orders}</th>
                  <th scope="col">{t.alive}</th>
                </tr>
              </thead>
              <tbody>
                {items.map(({ band, people, clv: worth, clvBand, share, orders, alive }) => (
                  <tr key={band}>
                    <th scope="row">
                      <Link to="/value/people" search={{ band }}>
                        {t.bandOf(band)}
                      </Link>
                    </th>
                    <td>{exact(people, language)}</td>
                    <td title={money(worth, language)}>{shortMoney(worth, language)}</td>
                    <td>
                      {shortMoney(clvBand.low, language)} – {shortMoney(clvBand.high, language)}
                    </td>
                    <td>
                      {percent(share)}
                      <span className="bar-of" aria-hidden="true">
                        <span style={{ width: `${share * 100}%` }} />
                      </span>
                    </td>
                    <td>{exact(orders, language, 2)}</td>
                    <td>{percent(alive)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Load>
    </section>
  )
}
