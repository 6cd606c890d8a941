import { Link } from '@tanstack/react-router'
import { money, shortMoney } from '#base/format'
import { usePreferences, useText } from '#ui/preferences'
import type { GmvReply } from '../contract.ts'
import type { BoardSearch } from './question.tsx'
import { words } from './words.tsx'

/** From the comparison's GMV to this one: each factor's part stands where the one before it ended. */
export function Waterfall({ data, search }: { data: GmvReply; search: BoardSearch }) {
  const t = useText(words)
  const { language } = usePreferences()
  const { compare, contributions } = data
  if (!compare || !contributions) {
    return (
      <section className="card">
        <h2>{t.why}</h2>
        <p className="muted">{t.whyNone}</p>
      </section>
    )
  }
  const names: Record<string, string> = { ...t.factor, ...t.parts }
  let at = compare.gmv
  const steps = contributions.map(({ factor, amount }) => {
    const from = at
    at += amount
    return { factor, amount, from, to: at }
  })
  const heights = [compare.gmv, data.gmv, ...steps.flatMap(({ from, to }) => [from, to])]
  const low = Math.min(0, ...heights)
  const span = Math.max(1, Math.max(...heights) - low)
  const place = (from: number, to: number) => ({
    left: `${((Math.min(from, to) - low) / span) * 100}%`,
    width: `${(Math.abs(to - from) / span) * 100}%`,
  })
  const bar = (key: string, name: string, from: number, to: number, amount: number, tone: string, signed: boolean) => (
    <div key={key}>
      <span>{name}</span>
      <div className="track">
        <div className="step" style={{ ...place(from, to), background: tone }} />
      </div>
      <span className="amount" title={money(amount, language)}>
        {signed && amount > 0 ? '+' : ''}
        {shortMoney(amount, language)}
      </span>
    </div>
  )
  const tone = (factor: string) => (factor in t.factor ? `var(--factor-${factor})` : 'var(--ink3)')
  return (
    <section className="card">
      <h2>
        {t.why}
        <span className="grow" />
        <Link to="/board/explain" search={search} className="small">
          {t.explain}
        </Link>
      </h2>
      <div className="fall">
        {bar('before', t.before(''), 0, compare.gmv, compare.gmv, 'var(--ink3)', false)}
        {steps.map(({ factor, amount, from, to }) =>
          bar(factor, names[factor] ?? factor, from, to, amount, tone(factor), true),
        )}
        {bar('now', t.gmv, 0, data.gmv, data.gmv, 'var(--brand)', false)}
      </div>
    </section>
  )
}
