import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Table, type TableColumnsType } from 'antd'
import { use } from 'react'
import { exact } from '#base/format'
import { apiOf } from '#ui/api'
import { useNarrow } from '#ui/page'
import { usePreferences, useText } from '#ui/preferences'
import { Load } from '#ui/states'
import { Time } from '#ui/time'
import { segments } from '../contract.ts'
import { CatalogueContext } from './catalogue.tsx'
import { words } from './words.tsx'

const { query, client } = apiOf(segments)
type Run = Awaited<ReturnType<typeof client.history>>['items'][number]

/** Each computation: who came and who left stand behind the numbers. */
export function Runs({ id }: { id: string }) {
  const t = useText(words)
  const narrow = useNarrow()
  const list = useInfiniteQuery(
    query.history.infiniteOptions({
      input: (cursor: string | undefined) => ({ id, limit: 20, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
    }),
  )
  const columns = useColumns(id)
  return (
    <section className="card" aria-label={t.runs}>
      <h2>{t.runs}</h2>
      <Load of={list}>
        {({ pages }) => (
          <Table
            rowKey="id"
            size="small"
            pagination={false}
            columns={narrow ? columns.slice(0, 4) : columns}
            dataSource={pages.flatMap(({ items }) => items)}
            scroll={{ x: 'max-content' }}
          />
        )}
      </Load>
      {list.hasNextPage && (
        <div className="more">
          <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t.more}
          </Button>
        </div>
      )}
    </section>
  )
}

function useColumns(id: string): TableColumnsType<Run> {
  const t = useText(words)
  const { language } = usePreferences()
  const { Actor } = use(CatalogueContext)
  const open = (run: Run, side: 'entered' | 'gone') =>
    run[side] === 0 ? (
      <span className="num">0</span>
    ) : (
      <Link to="/segments/$id" params={{ id }} search={{ run: run.id, side }} hash="members" className="num">
        {exact(run[side], language)}
      </Link>
    )
  return [
    { title: t.at, render: (_, run) => <Time at={run.at} /> },
    { title: t.people, align: 'right', render: (_, run) => <span className="num">{exact(run.people, language)}</span> },
    { title: t.entered, align: 'right', render: (_, run) => open(run, 'entered') },
    { title: t.gone, align: 'right', render: (_, run) => open(run, 'gone') },
    { title: t.cause, render: (_, run) => t.causes[run.cause] },
    {
      title: t.took,
      align: 'right',
      render: (_, { tookMs }) => <span className="num">{tookMs === null ? '—' : t.ms(exact(tookMs, language))}</span>,
    },
    { title: t.by, render: (_, { by }) => (by === 'system' ? t.system : <Actor by={by} />) },
  ]
}
