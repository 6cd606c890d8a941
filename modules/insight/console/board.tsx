import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Segmented, Tooltip } from 'antd'
import { type ReactNode, Suspense } from 'react'
import { change, exact, money, shortMoney } from '#base/format'
import { apiOf } from '#ui/api'
import { later } from '#ui/later'
import { OneOf } from '#ui/oneOf'
import { useTitle } from '#ui/page'
import { usePreferences, useText } from '#ui/preferences'
import { RangePicker } from '#ui/rangePicker'
import { FirstUse, Load, Waiting } from '#ui/states'
import { type GmvReply, insight } from '../contract.ts'
import { Ledger } from './ledger.tsx'
import { Plan } from './plan.tsx'
import { PoolStrip } from './pool.tsx'
import { useQuestion } from './question.tsx'
import { Strip } from './strip.tsx'
import { Trend } from './trend.tsx'
import { Waterfall } from './waterfall.tsx'
import { words } from './words.tsx'

const { query } = apiOf(insight)
// Tables are a quarter of the script and below the first look.
const Breakdown = later(() => import('./breakdown.tsx').then((module) => module.Breakdown))

const hasNothing = ({ ledger, people }: GmvReply) => ledger.orders === 0 && people === 0

export function BoardPage() {
  const t = useText(words)
  useTitle(t.title)
  const ask = useQuestion()
  const gmv = useQuery(
    query.gmv.queryOptions({
      input: ask.input,
      placeholderData: (old) => old,
      // The first import may just have ended.
      refetchInterval: ({ state }) => (state.data && hasNothing(state.data) ? 5000 : false),
    }),
  )
  const pool = useQuery(query.pool.queryOptions({ input: ask.range, placeholderData: (old) => old }))
  const live = (
    <Load of={pool} rows={2}>
      {(data) => <PoolStrip data={data} />}
    </Load>
  )
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{t.title}</h1>
        <span className="grow" />
        <Tooltip title={t.viewHelp[ask.view]}>
          <Segmented
            value={ask.view}
            onChange={(view) => ask.set({ view })}
            options={(['period', 'cohort'] as const).map((value) => ({ value, label: t.views[value] }))}
          />
        </Tooltip>
        <OneOf
          label={t.gmv}
          value={ask.scope}
          onChange={(scope) => ask.set({ scope })}
          options={(['direct', 'private', 'all'] as const).map((value) => ({ value, label: t.scopes[value] }))}
          minWidth={136}
        />
      </div>
      <Plan />
      <div className="row">
        <RangePicker
          value={ask.range}
          today={ask.today}
          onChange={(range) => ask.set(range)}
          compare={ask.compare}
          onCompare={(compare) => ask.set({ compare })}
        />
      </div>
      <Load of={gmv} rows={8}>
        {(data) =>
          hasNothing(data) ? (
            <Empty />
          ) : (
            <Figures data={data} ask={ask}>
              {live}
            </Figures>
          )
        }
      </Load>
    </div>
  )
}

function Empty() {
  const t = useText(words)
  return (
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
  )
}

interface FiguresProps {
  data: GmvReply
  ask: ReturnType<typeof useQuestion>
  /** Stands between the formula and why it changed. */
  children: ReactNode
}

function Figures({ data, ask, children }: FiguresProps) {
  const t = useText(words)
  const { language } = usePreferences()
  return (
    <>
      <section className="card" aria-label={t.gmv}>
        <div className="total">
          <span className="muted">{t.gmv}</span>
          <span className="big" title={money(data.gmv, language)}>
            {shortMoney(data.gmv, language)}
          </span>
          {data.compare && <span className="muted">{t.compared(change(data.gmv, data.compare.gmv))}</span>}
          <span className="grow" />
          <span className="muted small num">
            {t.direct} {shortMoney(data.parts.direct, language)} · {t.assisted}{' '}
            {shortMoney(data.parts.assisted, language)} · {t.buyers} {exact(data.buyers, language)} · {t.spend}{' '}
            {money(data.spendPerBuyer === null ? null : Math.round(data.spendPerBuyer), language)}
          </span>
        </div>
      </section>
      <Strip data={data} search={ask.search} />
      {children}
      <div className="two">
        <Waterfall data={data} search={ask.search} />
        <Ledger data={data} />
      </div>
      <Trend ask={ask} />
      <Suspense fallback={<Waiting />}>
        <Breakdown ask={ask} />
      </Suspense>
    </>
  )
}
