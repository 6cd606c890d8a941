import { Button } from 'antd'
import { useState } from 'react'
import { exact, percent } from '#base/format'
import { usePreferences, useText } from '#ui/preferences'
import type { AttributionReply } from '../../core/attributionContract.ts'
import { few, useKeyName } from './models.tsx'
import { words } from './words.tsx'

/** What would be lost without each touch. */
export function Removals({ data }: { data: AttributionReply }) {
  const t = useText(words)
  const name = useKeyName(data.others)
  const effects = (data.removal ?? []).toSorted((a, b) => b.effect - a.effect)
  const most = effects[0]?.effect ?? 0
  const [all, setAll] = useState(false)
  return (
    <section className="card">
      <h2>{t.removal}</h2>
      <p className="small muted">{t.removalHelp(percent(data.conversionRate ?? null, 2))}</p>
      <table className="lines shares">
        <tbody>
          {effects.slice(0, all ? effects.length : few).map(({ key, effect }) => (
            <tr key={key}>
              <th scope="row">{name(key)}</th>
              <td className="grow-cell">
                <span className="bar-of" aria-hidden="true">
                  <span style={{ width: `${most === 0 ? 0 : (effect / most) * 100}%` }} />
                </span>
              </td>
              <td className="num">{percent(effect)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {!all && effects.length > few && (
        <Button size="small" onClick={() => setAll(true)}>
          {t.showAll(effects.length)}
        </Button>
      )}
    </section>
  )
}

/** The most frequent paths, those that led nowhere included. */
export function Paths({ data, worth }: { data: AttributionReply; worth(value: number): string }) {
  const t = useText(words)
  const { language } = usePreferences()
  const name = useKeyName(data.others)
  const [all, setAll] = useState(false)
  return (
    <section className="card">
      <h2>{t.paths}</h2>
      <p className="small muted">{t.pathsHelp}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <section className="wide" tabIndex={0} aria-label={t.paths}>
        <table className="lines">
          <thead>
            <tr className="muted">
              <th scope="col">{t.path}</th>
              <th scope="col">{t.conversions}</th>
              <th scope="col">{t.money}</th>
              <th scope="col">{t.lost}</th>
              <th scope="col">{t.rate}</th>
            </tr>
          </thead>
          <tbody>
            {data.paths.slice(0, all ? data.paths.length : few).map(({ keys, conversions, value, nulls }) => (
              <tr key={JSON.stringify(keys)}>
                <th scope="row" className="path">
                  {runsOf(keys).map(({ key, times }, i) => (
                    // A path may come back to a key: the place tells two of them apart.
                    // biome-ignore lint/suspicious/noArrayIndexKey: see above
                    <span key={i}>
                      {i > 0 && <span className="muted"> → </span>}
                      {name(key)}
                      {times > 1 && <span className="muted num"> ×{times}</span>}
                    </span>
                  ))}
                </th>
                <td>{exact(conversions, language)}</td>
                <td>{value === 0 ? '—' : worth(value)}</td>
                <td>{exact(nulls, language)}</td>
                <td>{percent(conversions + nulls === 0 ? null : conversions / (conversions + nulls))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {!all && data.paths.length > few && (
        <Button size="small" onClick={() => setAll(true)}>
          {t.showAll(data.paths.length)}
        </Button>
      )}
    </section>
  )
}

/** Equal neighbours as one with how often: eleven times the same word says less than ×11. */
function runsOf(keys: readonly string[]): { key: string; times: number }[] {
  const runs: { key: string; times: number }[] = []
  for (const key of keys) {
    const last = runs.at(-1)
    if (last?.key === key) last.times += 1
    else runs.push({ key, times: 1 })
  }
  return runs
}
