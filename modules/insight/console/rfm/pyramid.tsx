import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { exact, percent, shortMoney } from '#base/format'
import { apiOf } from '#ui/api'
import { usePreferences, useText } from '#ui/preferences'
import { Load, Notice } from '#ui/states'
import { rfm } from '../../core/rfmContract.ts'
import type { PartProps } from './rfm.tsx'
import { words } from './words.tsx'

const { query } = apiOf(rfm)
/** Widths of the layers from the top: a picture of rank, not of number; the numbers stand in it. */
const widths = { core: 34, middle: 56, base: 78, none: 100 } as const

/** The layers from the top, what each carries, and their people. */
export function Pyramid({ ask, search }: PartProps) {
  const t = useText(words)
  const { language } = usePreferences()
  const found = useQuery(query.pyramid.queryOptions({ input: ask.ranged, placeholderData: (old) => old }))
  return (
    <section className="card">
      <h2>{t.pyramid}</h2>
      <p className="small muted">{t.pyramidHelp}</p>
      <Load of={found} rows={6}>
        {({ layers, people, orders, revenue }) =>
          people === 0 ? (
            <Notice title={t.nobody} />
          ) : (
            <>
              {orders > 0 && <p className="total-line">{t.carried(percent(layers[0]?.share ?? null))}</p>}
              <ul className="pyramid">
                {layers.map(({ layer, people: count, orders: bought, revenue: own, share, least }) => (
                  <li key={layer}>
                    <Link
                      to="/rfm/people"
                      search={{ ...search, tab: 'pyramid', layer }}
                      style={{ width: `${widths[layer]}%` }}
                    >
                      <span className="small">{t.layers[layer]}</span>
                      <strong className="num">{t.persons(exact(count, language))}</strong>
                      {layer !== 'none' && (
                        <span className="small num">
                          {shortMoney(own, language)} · {percent(share)} · {t.orders} {exact(bought, language)}
                          {least !== null && ` · ${t.least(shortMoney(least, language))}`}
                        </span>
                      )}
                    </Link>
                  </li>
                ))}
              </ul>
              <p className="small muted num">
                {t.people} {exact(people, language)} · {t.orders} {exact(orders, language)} · {t.revenue}{' '}
                {shortMoney(revenue, language)}
              </p>
            </>
          )
        }
      </Load>
    </section>
  )
}
