import { useQuery } from '@tanstack/react-query'
import { Button, Segmented, Table, type TableColumnsType } from 'antd'
import { Suspense, useState } from 'react'
import { exact, money } from '#base/format'
import { addDays, type DayRange, todayIn } from '#base/range'
import { later } from '#ui/later'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { Scroll } from '#ui/scroll'
import { Load, Notice } from '#ui/states'
import { useZone } from '#ui/zone'
import { ExportOf } from '../exportOf.tsx'
import { adsApi, type ReportLine } from './api.tsx'
import { adWords } from './words.tsx'

const Days = later(() => import('#ui/days').then((module) => module.Days))
const CostImport = later(() => import('./costImport.tsx').then((module) => module.CostImport))
const { query } = adsApi

/** What was spent and what it brought, by platform, account and campaign. */
export function AdReport() {
  const t = useText(adWords)
  const may = useMay()
  const today = todayIn(useZone(), Date.now())
  const [range, setRange] = useState<DayRange>({ from: addDays(today, -29), to: addDays(today, 1) })
  const [importing, setImporting] = useState(false)
  const [by, setBy] = useState<'campaign' | 'account'>('campaign')
  const report = useQuery(query.report.queryOptions({ input: { ...range, by } }))
  return (
    <>
      <div className="row">
        <Suspense>
          <Days value={range} onChange={setRange} />
        </Suspense>
        <Segmented
          aria-label={t.byLabel}
          value={by}
          onChange={setBy}
          options={(['campaign', 'account'] as const).map((value) => ({ value, label: t.by[value] }))}
        />
        <span className="grow" />
        <ExportOf kind="adCosts" filter={{ ...range, by }} />
        {may('people:write') && (
          <Button type="primary" onClick={() => setImporting(true)}>
            {t.costs}
          </Button>
        )}
      </div>
      <Load of={report} rows={5}>
        {({ items, total }) =>
          items.length === 0 ? (
            <section className="card">
              <Notice title={t.noReport}>{t.noReportHelp}</Notice>
            </section>
          ) : (
            <>
              <Sums of={total} />
              <Lines items={items} by={by} />
            </>
          )
        }
      </Load>
      <Suspense>{importing && <CostImport close={() => setImporting(false)} />}</Suspense>
    </>
  )
}

function Sums({ of }: { of: ReportLine }) {
  const t = useText(adWords)
  const { language } = usePreferences()
  const sums = [
    [t.cost, money(of.cost, language)],
    [t.added, exact(of.added, language)],
    [t.costPerAdd, money(of.costPerAdd, language)],
    [t.value, money(of.value, language)],
    [t.roi, exact(of.roi, language, 2)],
  ] as const
  return (
    <div className="figures">
      {sums.map(([name, value]) => (
        <div key={name} className="card figure">
          <span className="muted" title={name === t.roi ? t.roiHelp : undefined}>
            {name}
          </span>
          <span className="value">{value}</span>
        </div>
      ))}
    </div>
  )
}

function Lines({ items, by }: { items: readonly ReportLine[]; by: 'campaign' | 'account' }) {
  const t = useText(adWords)
  const { language } = usePreferences()
  const n = (name: 'shows' | 'clicks' | 'visits' | 'added' | 'orders') => ({
    title: t[name],
    align: 'right' as const,
    render: (_: unknown, row: ReportLine) => exact(row[name], language),
  })
  const yuan = (name: 'cost' | 'value' | 'costPerAdd') => ({
    title: t[name],
    align: 'right' as const,
    render: (_: unknown, row: ReportLine) => money(row[name], language),
  })
  const named = (name: 'account' | 'campaign', none: string) => ({
    title: t[name],
    render: (_: unknown, row: ReportLine) => row[name] || <span className="muted">{none}</span>,
  })
  const [account, campaign] = [named('account', t.noAccount), named('campaign', t.noCampaign)]
  const columns: TableColumnsType<ReportLine> = [
    { title: t.platform, render: (_, row) => t.kinds[row.platform] ?? row.platform },
    ...(by === 'account' || items.some(({ account }) => account !== '') ? [account] : []),
    ...(by === 'campaign' ? [campaign] : []),
    ...[yuan('cost'), n('shows'), n('clicks'), n('visits'), n('added'), yuan('costPerAdd'), n('orders'), yuan('value')],
    {
      title: <span title={t.roiHelp}>{t.roi}</span>,
      align: 'right',
      render: (_, row) => exact(row.roi, language, 2),
    },
  ]
  return (
    <section className="card">
      <Scroll label={t.tabs.report}>
        <Table
          size="small"
          rowKey={(row) => `${row.platform} ${row.account} ${row.campaign}`}
          dataSource={[...items]}
          columns={columns}
          pagination={false}
        />
      </Scroll>
    </section>
  )
}
