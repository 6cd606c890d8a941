import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Table } from 'antd'
import { exact, money, percent } from '#base/format'
import { useNarrow } from '#ui/page'
import { usePreferences, useText } from '#ui/preferences'
import { Load, Notice } from '#ui/states'
import { fansApi } from './api.tsx'
import { fanSteps, usePlatform } from './parts.tsx'
import { fanWords } from './words.tsx'

const { query, client } = fansApi
type Row = Awaited<ReturnType<typeof client.platforms>>['items'][number]

/** How far the fans of each platform are, the largest first. */
export function Platforms() {
  const t = useText(fanWords)
  const found = useQuery(query.platforms.queryOptions())
  return (
    <div className="card">
      <Load of={found} rows={5}>
        {({ items }) => (items.length === 0 ? <Notice title={t.noPlatforms} /> : <Rows rows={items} />)}
      </Load>
    </div>
  )
}

function Rows({ rows }: { rows: Row[] }) {
  const t = useText(fanWords)
  const called = usePlatform()
  const narrow = useNarrow()
  const { language } = usePreferences()
  const name = (row: Row) => (
    <Link to="/fans" search={{ platform: row.platform }}>
      {called(row.platform)}
    </Link>
  )
  const share = (of: number, fans: number) => (fans === 0 ? '' : percent(of / fans))
  if (narrow)
    return rows.map((row) => (
      <div className="list-card" key={row.platform}>
        {name(row)}
        <span className="small muted">
          {fanSteps.map((step) => `${t.steps[step]} ${exact(row.progress[step], language)}`).join(' · ')}
        </span>
        <span className="small">
          {t.gmv} {money(row.progress.gmv, language)}
        </span>
      </div>
    ))
  return (
    <Table
      rowKey="platform"
      size="middle"
      dataSource={rows}
      pagination={false}
      scroll={{ x: 'max-content' }}
      columns={[
        { title: t.of, render: (_, row) => name(row) },
        { title: t.batches, align: 'right', dataIndex: 'batches' },
        ...fanSteps.map((step) => ({
          title: <span title={t.stepHelp[step]}>{t.steps[step]}</span>,
          align: 'right' as const,
          render: (_: unknown, { platform, progress }: Row) => (
            <span className="num">
              {progress[step] === 0 ? (
                '0'
              ) : (
                <Link to="/fans" search={{ platform }} aria-label={`${t.steps[step]} ${progress[step]}`}>
                  {exact(progress[step], language)}
                </Link>
              )}{' '}
              {step !== 'fans' && <span className="small muted">{share(progress[step], progress.fans)}</span>}
            </span>
          ),
        })),
        { title: t.gmv, align: 'right', render: (_, { progress }) => money(progress.gmv, language) },
      ]}
    />
  )
}
