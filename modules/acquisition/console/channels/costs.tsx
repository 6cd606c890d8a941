import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Table } from 'antd'
import { Suspense, useState } from 'react'
import { money } from '#base/format'
import { problemOf } from '#ui/api'
import { later } from '#ui/later'
import { useNarrow } from '#ui/page'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { Scroll } from '#ui/scroll'
import { Load, Notice } from '#ui/states'
import { type ActorName, type Cost, reportApi } from './api.tsx'
import { pathsOf, useTree, useUndo } from './parts.tsx'
import { channelWords } from './words.tsx'

const CostEditing = later(() => import('./costEditing.tsx').then((module) => module.CostEditing))
const CostImport = later(() => import('./costImport.tsx').then((module) => module.CostImport))
const { query } = reportApi

/** Costs that were entered by hand or imported. */
export function ChannelCosts({ Actor }: { Actor: ActorName }) {
  const t = useText(channelWords)
  const may = useMay()('people:write')
  const [open, setOpen] = useState<'add' | 'import' | null>(null)
  const list = useInfiniteQuery(
    query.costs.infiniteOptions({
      input: (cursor: string | undefined) => ({ limit: 50, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
    }),
  )
  const add = may && (
    <Button type="primary" onClick={() => setOpen('add')}>
      {t.addCost}
    </Button>
  )
  return (
    <>
      <section className="card stack" aria-label={t.costsTitle}>
        <div className="row">
          <h2 className="grow" style={{ margin: 0 }}>
            {t.costsTitle}
          </h2>
          {may && <Button onClick={() => setOpen('import')}>{t.importCosts}</Button>}
          {add}
        </div>
        <p className="small muted" style={{ margin: 0 }}>
          {t.costsHelp}
        </p>
        <Load of={list} rows={6}>
          {({ pages }) => {
            const rows = pages.flatMap(({ items }) => items)
            return rows.length === 0 ? (
              <Notice title={t.noCosts}>{t.noCostsHelp}</Notice>
            ) : (
              <>
                <Rows rows={rows} Actor={Actor} />
                {list.hasNextPage && (
                  <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                    {t.more}
                  </Button>
                )}
              </>
            )
          }}
        </Load>
      </section>
      <Suspense>{open === 'add' && <CostEditing close={() => setOpen(null)} />}</Suspense>
      <Suspense>{open === 'import' && <CostImport close={() => setOpen(null)} />}</Suspense>
    </>
  )
}

const daysOf = ({ from, to }: Cost) => (from === to ? from : `${from} – ${to}`)

function Rows({ rows, Actor }: { rows: readonly Cost[]; Actor: ActorName }) {
  const t = useText(channelWords)
  const { language } = usePreferences()
  const narrow = useNarrow()
  const may = useMay()('people:write')
  const paths = pathsOf(useTree().data?.items ?? [])
  const nameOf = (row: Cost) => paths.get(row.channel) ?? row.channel
  if (narrow)
    return rows.map((row) => (
      <div className="list-card" key={row.id}>
        <span className="row spread">
          <strong>{nameOf(row)}</strong> {money(row.amount, language)}
        </span>
        <span className="small muted">
          {daysOf(row)} {row.note}
        </span>
        {may && (
          <span>
            <Remove row={row} />
          </span>
        )}
      </div>
    ))
  return (
    <Scroll label={t.costsTitle}>
      <Table
        size="small"
        rowKey="id"
        dataSource={[...rows]}
        pagination={false}
        columns={[
          { title: t.channel, render: (_, row) => nameOf(row) },
          { title: t.days, render: (_, row) => daysOf(row) },
          { title: t.cost, align: 'right', render: (_, row) => money(row.amount, language) },
          { title: t.note, dataIndex: 'note', render: (text: string) => text || '—' },
          { title: t.by, render: (_, { by }) => <Actor by={by} /> },
          ...(may ? [{ title: '', width: 90, render: (_: unknown, row: Cost) => <Remove row={row} /> }] : []),
        ]}
      />
    </Scroll>
  )
}

function Remove({ row }: { row: Cost }) {
  const t = useText(channelWords)
  const { message } = App.useApp()
  const queries = useQueryClient()
  const offer = useUndo()
  const fresh = () => queries.invalidateQueries()
  const remove = useMutation(
    query.removeCost.mutationOptions({
      async onSuccess() {
        await fresh()
        offer(t.removed, () => reportApi.client.putBackCost({ id: row.id }).then(fresh))
      },
      onError: (error) => void message.error(problemOf(error).title),
    }),
  )
  return (
    <Button size="small" loading={remove.isPending} onClick={() => remove.mutate({ id: row.id })}>
      {t.remove}
    </Button>
  )
}
