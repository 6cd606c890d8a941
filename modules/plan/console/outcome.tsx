import { useQuery } from '@tanstack/react-query'
import { count, money, shortMoney } from '#base/format'
import { apiOf } from '#ui/api'
import { usePreferences, useText } from '#ui/preferences'
import { scenarios } from '../contract.ts'
import { countsOf, entriesNeeded, planOf, type Scenario } from '../core/scenario.ts'
import { words } from './words.tsx'

const { query } = apiOf(scenarios)

/** What a scenario comes to while it is being changed, and how it differs from what it was. */
export function Outcome({ of, base }: { of: Scenario; base: Scenario | null }) {
  const t = useText(words)
  const { language } = usePreferences()
  const progress = useQuery(query.progress.queryOptions({ input: { year: of.year } }))
  const start = progress.data?.start ?? 0
  const plan = planOf(of, start)
  const before = base && countsOf(base.factors)
  const live = plan.months.at(-1)?.live ?? 0
  const change = before && plan.gmv - before.gmv
  return (
    <section className="card stack" aria-label={t.result} aria-live="polite">
      <h2>{t.result}</h2>
      <div className="total">
        <span className="big" title={money(plan.gmv, language)}>
          {shortMoney(plan.gmv, language)}
        </span>
      </div>
      {base && change !== null && change !== 0 && (
        <p className="muted small">
          {t.base(base.name)} {change > 0 ? '+' : ''}
          {shortMoney(change, language)}
        </p>
      )}
      <dl className="reached">
        <div>
          <dt>{t.people}</dt>
          <dd>{count(plan.people, language)}</dd>
        </div>
        <div>
          <dt>{t.entered}</dt>
          <dd>{count(plan.entered, language)}</dd>
        </div>
        <div>
          <dt>{t.live}</dt>
          <dd>{count(live, language)}</dd>
        </div>
        <div>
          <dt>{t.perHead}</dt>
          <dd>{money(plan.perHead === null ? null : Math.round(plan.perHead), language)}</dd>
        </div>
        <div>
          <dt>{t.toReplace}</dt>
          <dd>{count(plan.toReplace, language)}</dd>
        </div>
        <div>
          <dt>{t.costAll}</dt>
          <dd>{shortMoney(plan.cost, language)}</dd>
        </div>
      </dl>
      <p className="muted small">
        {t.keep(count(plan.people, language), count(entriesNeeded(start, plan.people, of.churn), language))}
      </p>
    </section>
  )
}
