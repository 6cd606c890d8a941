import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { exact, money, percent } from '#base/format'
import { apiOf } from '#ui/api'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { clv } from '../../core/clvContract.ts'
import { words } from './words.tsx'

const { query } = apiOf(clv)

/** What is expected of one person; nothing where nothing was computed. */
export function ValueCard({ person }: { person: string }) {
  const t = useText(words)
  const { language } = usePreferences()
  const may = useMay()('insight:read')
  const found = useQuery(query.person.queryOptions({ input: { person }, enabled: may }))
  const value = found.data?.value
  if (!value) return null
  return (
    <section className="card">
      <h2>
        {t.expectedOf(value.horizonWeeks)}
        <span className="grow" />
        <Link to="/value" className="small">
          {t.ofModel}
        </Link>
      </h2>
      <dl className="facts">
        <dt>{t.clvOf}</dt>
        <dd className="num">
          {money(value.clv, language)}{' '}
          <span className="muted small">
            {t.interval} {money(value.clvBand.low, language)} – {money(value.clvBand.high, language)}
          </span>
        </dd>
        <dt>{t.orders}</dt>
        <dd className="num">
          {exact(value.orders, language, 2)}{' '}
          <span className="muted small">
            {t.interval} {exact(value.ordersBand.low, language)} – {exact(value.ordersBand.high, language)}
          </span>
        </dd>
        <dt>{t.spend}</dt>
        <dd className="num">{money(value.spend, language)}</dd>
        <dt>{t.alive}</dt>
        <dd className="num">{percent(value.alive)}</dd>
      </dl>
    </section>
  )
}
