import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Tooltip } from 'antd'
import { count, exact, money, percent, shortMoney } from '#base/format'
import { apiOf } from '#ui/api'
import { usePreferences, useText } from '#ui/preferences'
import { Load } from '#ui/states'
import { insight, type PlanReply } from '../contract.ts'
import { words } from './words.tsx'

const { query } = apiOf(insight)

/** The year against its goal: stands above the filters, which do not change it. */
export function Plan() {
  const t = useText(words)
  const plan = useQuery(query.plan.queryOptions())
  return (
    <Load of={plan} rows={1}>
      {({ year, share, people, gmv }) =>
        people || gmv ? (
          <section className="card plan" aria-label={t.plan}>
            <Tooltip title={t.planHelp} placement="topLeft">
              <h2>
                {t.plan} <span className="muted small num">{t.planGone(year, percent(share, 0))}</span>
              </h2>
            </Tooltip>
            <div className="two">
              {people && <Bar name="people" pace={people} />}
              {gmv && <Bar name="gmv" pace={gmv} />}
            </div>
          </section>
        ) : (
          <p className="muted small plan-none">
            {t.planNone(year)}{' '}
            <Link to="/settings" hash="goal">
              {t.planSet}
            </Link>
          </p>
        )
      }
    </Load>
  )
}

function Bar({ name, pace }: { name: 'people' | 'gmv'; pace: NonNullable<PlanReply['people']> }) {
  const t = useText(words)
  const { language } = usePreferences()
  const { goal, actual, expected, gap } = pace
  const short = (value: number) => (name === 'gmv' ? shortMoney(value, language) : count(value, language))
  const whole = (value: number) => (name === 'gmv' ? money(value, language) : exact(value, language))
  const left = (value: number) => `${Math.min(100, Math.max(0, (value / goal) * 100))}%`
  const isBehind = gap < 0
  const verdict =
    actual >= goal
      ? t.planReached
      : gap === 0
        ? t.planOn(short(expected))
        : (isBehind ? t.planBehind : t.planAhead)(short(expected), short(Math.abs(gap)))
  return (
    <div>
      <div className="row">
        <span>{t.planParts[name]}</span>
        <span className="grow" />
        <span className="num" title={`${whole(actual)} / ${whole(goal)}`}>
          <strong>{short(actual)}</strong> <span className="muted">/ {short(goal)}</span>
        </span>
      </div>
      <div className="track" aria-hidden>
        <div className={isBehind ? 'fill behind' : 'fill'} style={{ width: left(actual) }} />
        <div className="due" style={{ left: left(expected) }} />
      </div>
      <div className="muted small num">
        {t.planDone(percent(actual / goal, 1))} · {verdict}
      </div>
    </div>
  )
}
