import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Table, Tag, Tooltip } from 'antd'
import { Suspense, useMemo } from 'react'
import { count, exact, type Language, money, multiple, percent, shortMoney } from '#base/format'
import { apiOf } from '#ui/api'
import { later } from '#ui/later'
import { usePreferences, useText } from '#ui/preferences'
import { FirstUse, Load, Waiting } from '#ui/states'
import { useLook } from '#ui/theme'
import { useZone } from '#ui/zone'
import { scenarios } from '../contract.ts'
import type { FactorName } from '../core/scenario.ts'
import { words } from './words.tsx'

const { query, client } = apiOf(scenarios)
type Reply = Awaited<ReturnType<typeof client.progress>>

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
            <Parts title={t.channels} name={t.channel} rows={reply.channels} show={exact} />
            <Parts title={t.owners} name={t.owner} rows={reply.owners} show={shortMoney} />
          </div>
        </div>
      )}
    </Load>
  )
}

type Show = (value: number | null, language: Language) => string

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
      <dl className="facts">
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

const monthName = (iso: string, zone: string) =>
  new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit' }).format(new Date(iso))

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

function Factors({ reply }: { reply: Reply }) {
  const t = useText(words)
  const { language } = usePreferences()
  const names: Record<string, string> = { ...t.factor, ...t.parts }
  const value = (factor: FactorName, of: number | null) => factorText(factor, of, language)
  const most = Math.max(1, ...reply.gap.map(({ amount }) => Math.abs(amount)))
  return (
    <div className="two">
      <section className="card">
        <h2>
          <Tooltip title={t.whyHelp}>{t.why}</Tooltip>
        </h2>
        <div className="fall">
          {reply.gap.map(({ factor, amount }) => (
            <div key={factor}>
              <span>{names[factor] ?? factor}</span>
              <div className="track">
                <div
                  className="step"
                  style={{
                    left: amount < 0 ? `${50 - (Math.abs(amount) / most) * 50}%` : '50%',
                    width: `${(Math.abs(amount) / most) * 50}%`,
                    background: factor in t.factor ? `var(--factor-${factor})` : 'var(--ink3)',
                  }}
                />
              </div>
              <span className="amount" title={money(amount, language)}>
                {amount > 0 ? '+' : ''}
                {shortMoney(amount, language)}
              </span>
            </div>
          ))}
        </div>
      </section>
      <section className="card">
        <Table
          size="small"
          rowKey="factor"
          pagination={false}
          dataSource={reply.factors}
          columns={[
            { title: '', render: (_, row) => t.factor[row.factor] },
            { title: t.due, align: 'right', render: (_, row) => value(row.factor, row.due) },
            { title: t.actual, align: 'right', render: (_, row) => value(row.factor, row.actual) },
          ]}
        />
      </section>
    </div>
  )
}

/** How a factor is written. */
export function factorText(factor: FactorName, value: number | null, language: Language): string {
  if (factor === 'traffic') return count(value === null ? null : Math.round(value), language)
  if (factor === 'conversion') return percent(value, 2)
  if (factor === 'basket') return money(value === null ? null : Math.round(value), language)
  return multiple(value)
}

function Months({ reply }: { reply: Reply }) {
  const t = useText(words)
  const { language } = usePreferences()
  const zone = useZone()
  const pair = (read: (part: NonNullable<Reply['months'][number]['plan']>) => number, show: Show) => [
    {
      title: t.plan,
      align: 'right' as const,
      render: (_: unknown, row: Reply['months'][number]) => show(row.plan ? read(row.plan) : null, language),
    },
    {
      title: t.actual,
      align: 'right' as const,
      render: (_: unknown, row: Reply['months'][number]) => show(row.actual ? read(row.actual) : null, language),
    },
  ]
  return (
    <section className="card">
      <h2>{t.months}</h2>
      <Table
        size="small"
        rowKey="start"
        pagination={false}
        scroll={{ x: 'max-content' }}
        dataSource={reply.months}
        columns={[
          {
            title: t.month,
            fixed: 'left',
            render: (_, row) => (
              <>
                {monthName(row.start, zone)} {row.actual && !row.isOver && <Tag>{t.running}</Tag>}
              </>
            ),
          },
          { title: t.gmv, children: pair(({ gmv }) => gmv, shortMoney) },
          { title: t.entered, children: pair(({ entered }) => entered, exact) },
          { title: t.live, children: pair(({ live }) => live, exact) },
        ]}
      />
    </section>
  )
}

interface PartsProps {
  title: string
  name: string
  rows: readonly { key: string; plan: number | null; due: number | null; actual: number }[]
  show: Show
}

function Parts({ title, name, rows, show }: PartsProps) {
  const t = useText(words)
  const { language } = usePreferences()
  const gap = (row: PartsProps['rows'][number]) => (row.due === null ? null : row.actual - row.due)
  return (
    <section className="card">
      <h2>{title}</h2>
      <Table
        size="small"
        rowKey="key"
        pagination={rows.length > 10 ? { pageSize: 10, size: 'small' } : false}
        scroll={{ x: 'max-content' }}
        dataSource={[...rows]}
        locale={{ emptyText: <span className="muted">{t.nobody}</span> }}
        columns={[
          { title: name, render: (_, row) => row.key || t.unknown },
          { title: t.plan, align: 'right', render: (_, row) => show(row.plan, language) },
          { title: t.due, align: 'right', render: (_, row) => show(row.due, language) },
          { title: t.actual, align: 'right', render: (_, row) => show(row.actual, language) },
          {
            title: t.gap,
            align: 'right',
            render: (_, row) => {
              const value = gap(row)
              return <span className={value !== null && value < 0 ? 'behind' : ''}>{show(value, language)}</span>
            },
          },
        ]}
      />
    </section>
  )
}
