import { useQuery } from '@tanstack/react-query'
import { Button, Drawer, Input, Tag } from 'antd'
import { useState } from 'react'
import { apiOf } from '#ui/api'
import { useTitle } from '#ui/page'
import { texts, usePreferences, useText } from '#ui/preferences'
import { Load, Notice } from '#ui/states'
import { metricCatalogue } from '../core/metricContract.ts'

const { query, client } = apiOf(metricCatalogue)
type Metric = Awaited<ReturnType<typeof client.list>>['items'][number]

const words = texts({
  zh: {
    title: '指标口径',
    help: '看板、接口、早报读的是同一份',
    find: '找指标',
    name: '指标',
    definition: '口径',
    unit: '单位',
    units: { people: '人', orders: '单', fen: '元', times: '倍', share: '%' },
    owner: '负责',
    owners: { operations: '运营', finance: '财务', growth: '增长' },
    from: '接口',
    sql: 'SQL',
    none: '没有这样的指标',
    params: '大括号里是参数，值在查询时填入',
  },
  en: {
    title: 'Metrics',
    help: 'Board, API and digests read the same list',
    find: 'Find a metric',
    name: 'Metric',
    definition: 'What it counts',
    unit: 'Unit',
    units: { people: 'people', orders: 'orders', fen: 'yuan', times: '×', share: '%' },
    owner: 'Owner',
    owners: { operations: 'operations', finance: 'finance', growth: 'growth' },
    from: 'API',
    sql: 'SQL',
    none: 'No such metric',
    params: 'In braces stand parameters, filled in when it is asked',
  },
})

/** Every metric, what it counts, and by which SQL. */
export function MetricsPage() {
  const t = useText(words)
  const { language } = usePreferences()
  useTitle(t.title)
  const list = useQuery(query.list.queryOptions({ staleTime: Number.POSITIVE_INFINITY }))
  const [find, setFind] = useState('')
  const [open, setOpen] = useState<Metric | null>(null)
  const fits = ({ name, title, definition }: Metric) =>
    [name, title.zh, title.en, definition[language]].some((text) => text.toLowerCase().includes(find.toLowerCase()))
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{t.title}</h1>
        <span className="muted small">{t.help}</span>
        <span className="grow" />
        <Input
          aria-label={t.find}
          placeholder={t.find}
          value={find}
          onChange={(event) => setFind(event.target.value)}
          allowClear
          style={{ width: 200 }}
        />
      </div>
      <section className="card">
        <Load of={list} rows={12}>
          {({ items }) => {
            const found = items.filter(fits)
            return found.length === 0 ? (
              <Notice title={t.none} />
            ) : (
              found.map((one) => <Row key={one.name} of={one} open={() => setOpen(one)} />)
            )
          }}
        </Load>
      </section>
      <Drawer
        open={open !== null}
        onClose={() => setOpen(null)}
        size={640}
        title={open?.title[language]}
        destroyOnHidden
      >
        {open && (
          <>
            <p>{open.definition[language]}</p>
            <span className="small muted">{t.params}</span>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard */}
            <pre className="snippet" tabIndex={0}>
              {open.sql}
            </pre>
          </>
        )}
      </Drawer>
    </div>
  )
}

function Row({ of, open }: { of: Metric; open(): void }) {
  const t = useText(words)
  const { language } = usePreferences()
  return (
    <div className="list-card metric">
      <div className="row">
        <strong>{of.title[language]}</strong>
        <Tag>{t.units[of.unit]}</Tag>
        <Tag>{t.owners[of.owner]}</Tag>
        <span className="grow" />
        <code className="small muted">
          {of.endpoint} → {of.path}
        </code>
        {of.sql && (
          <Button size="small" type="link" onClick={open}>
            {t.sql}
          </Button>
        )}
      </div>
      <span className="muted">{of.definition[language]}</span>
    </div>
  )
}
