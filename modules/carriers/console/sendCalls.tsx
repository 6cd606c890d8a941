import { useQuery } from '@tanstack/react-query'
import { exact } from '#base/format'
import { usePreferences, useText } from '#ui/preferences'
import { Load } from '#ui/states'
import { callWords } from './callWords.tsx'
import { type Send, sendsApi } from './sendsApi.tsx'

/** What the calls of a send came to, and what people said. */
export function SendCalls({ send: { id } }: { send: Send }) {
  const t = useText(callWords)
  const { language } = usePreferences()
  const calls = useQuery(sendsApi.query.calls.queryOptions({ input: { id }, refetchInterval: 5000 }))
  return (
    <section className="card stack" aria-label={t.outcome}>
      <h2>{t.outcome}</h2>
      <Load of={calls} rows={2}>
        {({ items }) => (
          <>
            <ul className="counts">
              {items.map(({ state, intent, calls: count, followed }) => (
                <li key={`${state} ${intent}`}>
                  <span>
                    {t.states[state] ?? state}
                    {intent && ` · ${intent}`}
                    {followed > 0 && intent && (
                      <span className="muted"> · {t.followed(exact(followed, language))}</span>
                    )}
                  </span>
                  <span className="num">
                    {exact(count, language)} {t.calls}
                  </span>
                </li>
              ))}
            </ul>
            <p className="small muted">
              {t.seconds(exact(Math.round(items.reduce((sum, one) => sum + one.seconds, 0) / 60), language))}
            </p>
          </>
        )}
      </Load>
    </section>
  )
}
