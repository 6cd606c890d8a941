import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Drawer, Popconfirm, Table, Tag } from 'antd'
import { Suspense, useState } from 'react'
import { count, shortMoney } from '#base/format'
import { apiOf, problemOf } from '#ui/api'
import { later } from '#ui/later'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { FirstUse, Load, Notice, Waiting } from '#ui/states'
import { Time } from '#ui/time'
import { scenarios } from '../contract.ts'
import { factorNames, type Scenario } from '../core/scenario.ts'
import type { ActorName } from './actorName.tsx'
import { factorText } from './progressFactors.tsx'
import { words } from './words.tsx'

const { query, client } = apiOf(scenarios)
// The fields of a scenario are as large as the list.
const Editor = later(() => import('./editor.tsx').then((module) => module.Editor))
type Row = Awaited<ReturnType<typeof client.list>>['items'][number]

type Open = { of: Row | null; value?: Scenario } | null

/** Scenarios of the years: compared side by side, one of each year is its plan. */
export function Scenarios({ Actor }: { Actor: ActorName }) {
  const t = useText(words)
  const may = useMay()('plan:write')
  const [open, setOpen] = useState<Open>(null)
  const [history, setHistory] = useState<Row | null>(null)
  const list = useInfiniteQuery(
    query.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ limit: 50, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
    }),
  )
  const add = may && (
    <Button type="primary" onClick={() => setOpen({ of: null })}>
      {t.newScenario}
    </Button>
  )
  return (
    <>
      <Load of={list} rows={6}>
        {({ pages }) => {
          const rows = pages.flatMap(({ items }) => items)
          if (rows.length === 0)
            return (
              <div className="card">
                <FirstUse title={t.nothingYet} action={add}>
                  {t.nothingHelp}
                </FirstUse>
              </div>
            )
          return (
            <div className="stack">
              <div className="row">{add}</div>
              <List rows={rows} edit={(of) => setOpen({ of })} history={setHistory} />
              {list.hasNextPage && <Button onClick={() => void list.fetchNextPage()}>{t.more}</Button>}
            </div>
          )
        }}
      </Load>
      {open && (
        <Suspense fallback={<Waiting />}>
          <Editor of={open.of} value={open.value} close={() => setOpen(null)} />
        </Suspense>
      )}
      <Drawer title={t.versions} open={history !== null} onClose={() => setHistory(null)} destroyOnHidden>
        {history && (
          <Versions
            of={history}
            Actor={Actor}
            restore={(value) => {
              setHistory(null)
              setOpen({ of: history, value })
            }}
          />
        )}
      </Drawer>
    </>
  )
}

interface ListProps {
  rows: readonly Row[]
  edit(row: Row): void
  history(row: Row): void
}

function List({ rows, edit, history }: ListProps) {
  const t = useText(words)
  const { language } = usePreferences()
  return (
    <section className="card">
      <Table
        size="small"
        rowKey="id"
        pagination={false}
        scroll={{ x: 'max-content' }}
        dataSource={[...rows]}
        columns={[
          {
            title: t.name,
            fixed: 'left',
            render: (_, row) => (
              <>
                {row.name} {row.adopted && <Tag>{t.adopted}</Tag>}
                <div className="small muted">{t.year(row.year)}</div>
              </>
            ),
          },
          {
            title: t.gmv,
            align: 'right',
            render: (_, row) => <strong className="num">{shortMoney(row.planned.gmv, language)}</strong>,
          },
          { title: t.people, align: 'right', render: (_, row) => count(row.planned.people, language) },
          ...factorNames.map((factor) => ({
            title: t.factor[factor],
            align: 'right' as const,
            render: (_: unknown, row: Row) => (
              <span className="num">{factorText(factor, row.factors[factor], language)}</span>
            ),
          })),
          { title: t.updated, render: (_, row) => <Time at={row.updatedAt} /> },
          { title: '', render: (_, row) => <Actions row={row} edit={edit} history={history} /> },
        ]}
      />
    </section>
  )
}

function Actions({ row, edit, history }: Omit<ListProps, 'rows'> & { row: Row }) {
  const t = useText(words)
  const may = useMay()('plan:write')
  const { message } = App.useApp()
  const queries = useQueryClient()
  const settled = {
    onSuccess: () => void queries.invalidateQueries(),
    onError: (error: unknown) => void message.error(problemOf(error).title),
  }
  const adopt = useMutation({ mutationFn: () => client.adopt({ id: row.id }), ...settled })
  const archive = useMutation({ mutationFn: () => client.archive({ id: row.id }), ...settled })
  return (
    <div className="row">
      {may && (
        <>
          <Button size="small" onClick={() => edit(row)}>
            {t.edit}
          </Button>
          {!row.adopted && (
            <Button size="small" loading={adopt.isPending} onClick={() => adopt.mutate()}>
              {t.adopt}
            </Button>
          )}
        </>
      )}
      <Button size="small" type="text" onClick={() => history(row)}>
        {t.version(row.version)}
      </Button>
      {may && !row.adopted && (
        <Popconfirm title={row.name} okText={t.archive} cancelText={t.cancel} onConfirm={() => archive.mutate()}>
          <Button size="small" type="text" danger loading={archive.isPending}>
            {t.archive}
          </Button>
        </Popconfirm>
      )}
    </div>
  )
}

function Versions({ of, Actor, restore }: { of: Row; Actor: ActorName; restore(value: Scenario): void }) {
  const t = useText(words)
  const { language } = usePreferences()
  const may = useMay()('plan:write')
  const versions = useQuery(query.versions.queryOptions({ input: { id: of.id } }))
  return (
    <Load of={versions}>
      {({ items }) =>
        items.length === 0 ? (
          <Notice title={t.nobody} />
        ) : (
          <ul className="ids">
            {items.map(({ version, at, by, value }) => (
              <li key={version}>
                <div className="row">
                  <strong>{t.version(version)}</strong>
                  <span className="small muted">
                    <Actor by={by} /> · <Time at={at} />
                  </span>
                </div>
                <span className="small">
                  {factorNames
                    .map((factor) => `${t.factor[factor]} ${factorText(factor, value.factors[factor], language)}`)
                    .join(' · ')}
                </span>
                {may && version !== of.version && (
                  <Button size="small" type="link" onClick={() => restore({ ...value, months: [...value.months] })}>
                    {t.restore}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )
      }
    </Load>
  )
}
