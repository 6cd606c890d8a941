import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Drawer, Table, type TableColumnsType } from 'antd'
import { Suspense, useState } from 'react'
import { exact, money } from '#base/format'
import { addDays, type DayRange, todayIn } from '#base/range'
import { problemOf } from '#ui/api'
import { later } from '#ui/later'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { Scroll } from '#ui/scroll'
import { Load, Notice } from '#ui/states'
import { useZone } from '#ui/zone'
import { ExportOf } from '../exportOf.tsx'
import { textIn } from '../textIn.ts'
import { adsApi, type ReportLine } from './api.tsx'
import { adWords } from './words.tsx'

const Days = later(() => import('#ui/days').then((module) => module.Days))
const { query } = adsApi

/** What was spent and what it brought, by platform and campaign. */
export function AdReport() {
  const t = useText(adWords)
  const may = useMay()
  const today = todayIn(useZone(), Date.now())
  const [range, setRange] = useState<DayRange>({ from: addDays(today, -29), to: addDays(today, 1) })
  const [importing, setImporting] = useState(false)
  const report = useQuery(query.report.queryOptions({ input: range }))
  return (
    <>
      <div className="row">
        <Suspense>
          <Days value={range} onChange={setRange} />
        </Suspense>
        <span className="grow" />
        <ExportOf kind="adCosts" filter={{ ...range }} />
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
              <Lines items={items} />
            </>
          )
        }
      </Load>
      {importing && <ImportCosts close={() => setImporting(false)} />}
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

function Lines({ items }: { items: readonly ReportLine[] }) {
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
  const columns: TableColumnsType<ReportLine> = [
    { title: t.platform, render: (_, row) => t.kinds[row.platform] ?? row.platform },
    { title: t.campaign, render: (_, row) => row.campaign || <span className="muted">{t.noCampaign}</span> },
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
          rowKey={(row) => `${row.platform} ${row.campaign}`}
          dataSource={[...items]}
          columns={columns}
          pagination={false}
        />
      </Scroll>
    </section>
  )
}

/** A table of costs: looked at first, then kept. */
function ImportCosts({ close }: { close(): void }) {
  const t = useText(adWords)
  const { language } = usePreferences()
  const queries = useQueryClient()
  const [text, setText] = useState('')
  const [unread, setUnread] = useState(false)
  const look = useMutation(query.importCosts.mutationOptions())
  const keep = useMutation(
    query.importCosts.mutationOptions({
      onSuccess: () => queries.invalidateQueries({ queryKey: query.report.key() }),
    }),
  )
  const pick = async (file: File | undefined) => {
    if (!file) return
    keep.reset()
    const read = textIn(await file.arrayBuffer())
    setUnread(read === null)
    setText(read ?? '')
    if (read !== null) look.mutate({ text: read, dryRun: true })
  }
  const n = (count: number) => exact(count, language)
  const failed = look.error ?? keep.error
  return (
    <Drawer title={t.costs} open onClose={close} destroyOnHidden>
      <div className="stack">
        <p className="muted">{t.costsHelp}</p>
        <label className="stack">
          <span>{t.pick}</span>
          <input type="file" accept=".csv,.txt,text/csv" onChange={(event) => void pick(event.target.files?.[0])} />
        </label>
        {unread && <Alert type="error" showIcon title={t.cannotRead} />}
        {failed !== null && <Alert type="error" showIcon title={problemOf(failed).title} />}
        {look.data && !keep.data && (
          <>
            <strong>{t.found(n(look.data.rows), money(look.data.cost, language))}</strong>
            {look.data.replaced > 0 && <span>{t.replaces(n(look.data.replaced))}</span>}
            {look.data.wrong.slice(0, 20).map(({ line, why }) => (
              <span key={line} className="small">
                {t.wrong(line, t.whys[why])}
              </span>
            ))}
            <Button
              type="primary"
              disabled={look.data.rows === 0}
              loading={keep.isPending}
              onClick={() => keep.mutate({ text })}
            >
              {t.doImport}
            </Button>
          </>
        )}
        {keep.data && <Alert type="success" showIcon title={t.imported(n(keep.data.created), n(keep.data.replaced))} />}
      </div>
    </Drawer>
  )
}
