import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Tooltip } from 'antd'
import { Suspense, useMemo } from 'react'
import { count, exact, percent, shortMoney } from '#base/format'
import { apiOf } from '#ui/api'
import { later } from '#ui/later'
import { usePreferences, useText } from '#ui/preferences'
import { FirstUse, Load, Waiting } from '#ui/states'
import { useLook } from '#ui/theme'
import { useZone } from '#ui/zone'
import { scenarios } from '../contract.ts'
import { Factors } from './progressFactors.tsx'
import { Months, monthName, Parts } from './progressTables.tsx'
import type { Reply, Show } from './reply.tsx'
import { words } from './words.tsx'

const { query } = apiOf(scenarios)
const LineFigure = later(() => import('#ui/chart').then((module) => module.LineFigure))

/** How far the year is: what is due, what is there, which factor lacks, and what the year will come to. */
export function Progress({ year }: { year: number | undefined }) {
  const t = useText(words)
  const data = useQuery(query.progress.queryOptions({ input: year === undefined ? {} : { year } }))
  return (
    <Load of={data} rows={10}>
      {(reply) => (
        <div className="stack">
          {reply.scenario === null && (
            <div className="card">
              <FirstUse
                title={t.noPlan(reply.year)}
                action={
                  <Link to="/targets" search={{ tab: 'scenarios' }}>
                    <Button type="primary">{t.makePlan}</Button>
                  </Link>
                }
              >
                {t.noPlanHelp}
              </FirstUse>
            </div>
          )}
          <Heads reply={reply} />
          <Course reply={reply} />
          {reply.scenario && <Factors reply={reply} />}
          <Months reply={reply} />
          <div className="two">
            <Parts
              title={t.channels}
              name={t.channel}
              rows={reply.channels}
              show={exact}
              by={{ by: 'source', set: 'self', view: 'cohort' }}
              within={within(reply)}
            />
            <Parts
              title={t.owners}
              name={t.owner}
              rows={reply.owners}
              show={shortMoney}
              by={{ by: 'owner', set: 'buyers', view: 'period' }}
              within={within(reply)}
            />
          </div>
        </div>
      )}
    </Load>
  )
}

/** The days of the year. */
const within = ({ year }: Reply) => ({ from: `${year}-01-01`, to: `${year + 1}-01-01` })

function Heads({ reply }: { reply: Reply }) {
  const t = useText(words)
  return (
    <div className="two">
      <Head
        title={t.gmv}
        show={shortMoney}
        actual={reply.actual.gmv}
        due={reply.due?.gmv ?? null}
        whole={reply.scenario?.planned.gmv ?? null}
        forecast={reply.forecast.gmv}
      />
      <Head
        title={t.entered}
        show={count}
        actual={reply.actual.entered}
        due={reply.due?.entered ?? null}
        whole={reply.scenario?.planned.entered ?? null}
        forecast={reply.forecast.entered}
      />
    </div>
  )
}

interface HeadProps {
  title: string
  show: Show
  actual: number
  due: number | null
  whole: number | null
  forecast: Reply['forecast']['gmv']
}

function Head({ title, show, actual, due, whole, forecast }: HeadProps) {
  const t = useText(words)
  const { language } = usePreferences()
  const gap = due === null ? null : actual - due
  const { value, low, high } = forecast
  return (
    <section className="card stack" aria-label={title}>
      <h2>{title}</h2>
      <div className="total">
        <span className="big">{show(actual, language)}</span>
        {gap !== null && (
          <span className={gap < 0 ? 'behind' : 'muted'}>
            {t.gap} {gap > 0 ? '+' : ''}
            {show(gap, language)}
          </span>
        )}
      </div>
      <dl className="reached">
        <div>
          <dt>{t.due}</dt>
          <dd>{show(due, language)}</dd>
        </div>
        <div>
          <dt>{t.wholeYear}</dt>
          <dd>{show(whole, language)}</dd>
        </div>
        <div>
          <dt>
            <Tooltip title={t.forecastHelp}>{t.forecast}</Tooltip>
          </dt>
          <dd>
            {show(value, language)}
            {whole !== null && whole > 0 && <span className="muted"> · {percent(value / whole, 0)}</span>}
          </dd>
        </div>
      </dl>
      <p className="muted small">
        {low === null || high === null ? t.noBand : t.band(show(low, language), show(high, language))}
      </p>
    </section>
  )
}

/** Money summed up through the year beside its plan. */
function Course({ reply }: { reply: Reply }) {
  const t = useText(words)
  const { language } = usePreferences()
  const look = useLook()
  const zone = useZone()
  const show = useMemo(() => (value: number | null) => shortMoney(value, language), [language])
  const sums = (read: (month: Reply['months'][number]) => number | null) => {
    let sum = 0
    return reply.months.map((month) => {
      const value = read(month)
      if (value === null) return null
      sum += value
      return sum
    })
  }
  const open = reply.months.findIndex(({ isOver }) => !isOver)
  const planned = { name: t.plan, color: look.ink3, values: sums(({ plan }) => plan?.gmv ?? null) }
  const lines = [
    { name: t.actual, color: look.brand, values: sums(({ actual }) => actual?.gmv ?? null) },
    ...(reply.scenario ? [planned] : []),
  ]
  return (
    <Suspense fallback={<Waiting />}>
      <LineFigure
        title={t.gmv}
        labels={reply.months.map(({ start }) => monthName(start, zone))}
        lines={lines}
        show={show}
        {...(open < 0 ? {} : { openFrom: open })}
      />
    </Suspense>
  )
}
