import { DownloadOutlined, PlayCircleOutlined } from '@ant-design/icons'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Alert, Button, Input, Segmented, Spin, Table } from 'antd'
import { useState } from 'react'
import { exact } from '#base/format'
import { byteOrderMark, csvLine } from '#kit/csv'
import { apiOf, problemOf } from '#ui/api'
import { useTitle } from '#ui/page'
import { texts, usePreferences, useText } from '#ui/preferences'
import { Load, Notice } from '#ui/states'
import { directSql } from '../core/sqlContract.ts'

const { query, client } = apiOf(directSql)

type Engine = 'clickhouse' | 'postgres'
type Answer = Awaited<ReturnType<typeof client.ask>>

const words = texts({
  zh: {
    title: 'SQL 查询',
    help: '只读。客户只有编号，手机号和邮箱自动打码；最多 30 秒、1000 行，每次查询都记入审计日志。',
    engine: '数据库',
    engines: { clickhouse: '行为与订单', postgres: '明细' },
    text: 'SQL 语句',
    run: '运行',
    keys: 'Ctrl / ⌘ + 回车',
    views: '可以查询的视图',
    begin: '写一条 SELECT，或从例子开始',
    none: '没有符合的数据',
    rows: (n: string, ms: string) => `${n} 行，用时 ${ms} 毫秒`,
    more: '后面还有更多行，请缩小范围或先汇总',
    save: '下载 CSV',
    examples: {
      events: '近 7 天各事件的人数',
      stores: '各门店的订单数与净额',
      invites: '带来客户最多的人',
      lines: '卖得最多的商品',
      imports: '最近的导入',
    },
  },
  en: {
    title: 'SQL',
    help: 'Read only. People are numbers, phones and e-mail addresses are masked; at most 30 seconds and 1000 rows, and each question is in the audit log.',
    engine: 'Store',
    engines: { clickhouse: 'Behaviour and orders', postgres: 'Details' },
    text: 'SQL text',
    run: 'Run',
    keys: 'Ctrl / ⌘ + Enter',
    views: 'Views that can be read',
    begin: 'Write a SELECT, or begin with an example',
    none: 'No rows',
    rows: (n: string, ms: string) => `${n} rows in ${ms} ms`,
    more: 'There are more rows: narrow it, or sum up first',
    save: 'Download CSV',
    examples: {
      events: 'People by event, last 7 days',
      stores: 'Orders and net of each store',
      invites: 'Who brought the most people',
      lines: 'What sells most',
      imports: 'The latest imports',
    },
  },
})

const examples = {
  clickhouse: {
    events:
      'select event, count() as events, uniq(person) as people\nfrom events\nwhere at > now() - interval 7 day\ngroup by event\norder by people desc',
    stores:
      "select store, count() as orders, sum(net) / 100 as yuan\nfrom orders\nwhere net > 0 and store != ''\ngroup by store\norder by yuan desc",
    invites:
      'select inviter, count() as brought\nfrom people\nwhere inviter > 0\ngroup by inviter\norder by brought desc\nlimit 20',
  },
  postgres: {
    lines:
      'select product, sum(quantity) as pieces, sum(amount) / 100.0 as yuan\nfrom order_lines\ngroup by product\norder by yuan desc\nlimit 20',
    imports: 'select id, kind, file_name, created, rejected, created_at\nfrom imports\norder by id desc\nlimit 20',
  },
} as const

/** Questions by SQL: the views beside the text, the answer below it. */
export function SqlPage() {
  const t = useText(words)
  useTitle(t.title)
  const [engine, setEngine] = useState<Engine>('clickhouse')
  const [sql, setSql] = useState('')
  const views = useQuery(query.views.queryOptions())
  const ask = useMutation({ mutationFn: (text: string) => client.ask({ engine, sql: text }) })
  const run = (text: string) => {
    if (text.trim() !== '') ask.mutate(text)
  }
  const begin = (text: string) => {
    setSql(text)
    run(text)
  }
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{t.title}</h1>
        <span className="muted small">{t.help}</span>
      </div>
      <div className="sql">
        <section className="card stack">
          <div className="row">
            <Segmented
              aria-label={t.engine}
              value={engine}
              onChange={setEngine}
              options={(views.data?.engines ?? ['clickhouse']).map((value) => ({ value, label: t.engines[value] }))}
            />
          </div>
          <Input.TextArea
            aria-label={t.text}
            value={sql}
            onChange={(event) => setSql(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) run(sql)
            }}
            autoSize={{ minRows: 6, maxRows: 20 }}
            spellCheck={false}
            className="code"
          />
          <div className="row">
            <Button type="primary" icon={<PlayCircleOutlined />} loading={ask.isPending} onClick={() => run(sql)}>
              {t.run}
            </Button>
            <span className="muted small">{t.keys}</span>
          </div>
        </section>
        <section className="card">
          <h2>{t.views}</h2>
          <Load of={views}>{({ items }) => <Views of={items.filter((one) => one.engine === engine)} />}</Load>
        </section>
      </div>
      {ask.error ? <Refusal error={ask.error} /> : null}
      {ask.data && !ask.isPending && !ask.error ? <Result of={ask.data} /> : null}
      {ask.isPending ? <Spin /> : null}
      {ask.isIdle && <Examples engine={engine} begin={begin} />}
    </div>
  )
}

function Examples({ engine, begin }: { engine: Engine; begin(text: string): void }) {
  const t = useText(words)
  return (
    <section className="card">
      <Notice
        title={t.begin}
        action={
          <div className="row">
            {Object.entries(examples[engine]).map(([name, text]) => (
              <Button key={name} onClick={() => begin(text)}>
                {t.examples[name as keyof typeof t.examples]}
              </Button>
            ))}
          </div>
        }
      />
    </section>
  )
}

/** What the store itself says of a question it does not take. */
function Refusal({ error }: { error: unknown }) {
  const { title, detail, requestId } = problemOf(error)
  return (
    <Alert
      type="error"
      title={title}
      description={
        <>
          {detail && <pre className="code wrap">{detail}</pre>}
          {requestId && <code className="small">{requestId}</code>}
        </>
      }
    />
  )
}

type View = Awaited<ReturnType<typeof client.views>>['items'][number]

function Views({ of }: { of: readonly View[] }) {
  const { language } = usePreferences()
  return of.map((view) => (
    <details key={view.name} className="view">
      <summary>
        <code>{view.name}</code> <span className="muted small">{view.title[language]}</span>
      </summary>
      <ul>
        {view.columns.map((column) => (
          <li key={column.name}>
            <code>{column.name}</code> <span className="muted small">{column.title[language]}</span>
          </li>
        ))}
      </ul>
    </details>
  ))
}

function Result({ of }: { of: Answer }) {
  const t = useText(words)
  const { language } = usePreferences()
  if (of.rows.length === 0) return <section className="card">{<Notice title={t.none} />}</section>
  const isNumber = (type: string) => /int|float|decimal|numeric/i.test(type)
  return (
    <section className="card">
      <div className="row">
        <span className="muted small">{t.rows(exact(of.rows.length, language), exact(of.ms, language))}</span>
        {of.more && <span className="small">{t.more}</span>}
        <span className="grow" />
        <Button size="small" icon={<DownloadOutlined />} onClick={() => save(of)}>
          {t.save}
        </Button>
      </div>
      <Table
        size="small"
        rowKey={(row) => row.place}
        scroll={{ x: 'max-content' }}
        pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
        dataSource={of.rows.map((cells, place) => ({ place, cells }))}
        columns={of.columns.map((column, i) => ({
          key: `${i}`,
          title: column.name,
          ...(isNumber(column.type) ? { align: 'right' as const } : {}),
          render: (_: unknown, { cells }: { cells: Answer['rows'][number] }) => (
            <span className="num">{cells[i] === null ? '—' : String(cells[i])}</span>
          ),
        }))}
      />
    </section>
  )
}

function save({ columns, rows }: Answer) {
  const cell = (value: Answer['rows'][number][number]) => (typeof value === 'boolean' ? String(value) : value)
  const lines = [columns.map(({ name }) => name), ...rows.map((row) => row.map(cell))].map(csvLine)
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([byteOrderMark, ...lines], { type: 'text/csv;charset=utf-8' }))
  link.download = 'siyu-sql.csv'
  link.click()
  URL.revokeObjectURL(link.href)
}
