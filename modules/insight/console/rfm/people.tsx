import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { type TableColumnsType, Tag } from 'antd'
import type { ReactNode } from 'react'
import { exact, money } from '#base/format'
import { apiOf } from '#ui/api'
import { ListPage } from '#ui/listPage'
import { usePreferences, useText } from '#ui/preferences'
import { Notice } from '#ui/states'
import { useZone } from '#ui/zone'
import { rfm } from '../../core/rfmContract.ts'
import { type RfmPeopleSearch, rfmQuestion } from './question.ts'
import { words } from './words.tsx'

const { query, client } = apiOf(rfm)
const route = getRouteApi('/frame/rfm/people')

/** The people of a cell, a layer or a stage. */
export function RfmPeoplePage() {
  const search = route.useSearch()
  if (search.tab === 'pyramid') return <LayerPeople search={search} />
  return search.tab === 'loop' ? <StagePeople search={search} /> : <CellPeople search={search} />
}

const paging = {
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page: { next?: string | undefined }) => page.next,
}
const next = (cursor: string | undefined) => ({ limit: 50, ...(cursor ? { cursor } : {}) })

function Person({ id }: { id: string }) {
  return (
    <Link to="/people/$id" params={{ id }}>
      #{id}
    </Link>
  )
}

/** A list of these pages: what all three share. */
function Listed<T extends { person: string }>(props: {
  title: string
  tags: string[]
  of: Parameters<typeof ListPage<T>>[0]['of']
  columns: TableColumnsType<T>
  said(row: T): ReactNode
}) {
  const t = useText(words)
  const { cell: _c, r: _r, f: _f, layer: _l, stage: _s, side: _d, ...asking } = route.useSearch()
  return (
    <ListPage<T>
      title={props.title}
      actions={
        <Link to="/rfm" search={asking}>
          {t.back}
        </Link>
      }
      of={props.of}
      rowKey={(row) => row.person}
      columns={[{ title: t.customer, render: (_, row) => <Person id={row.person} /> }, ...props.columns]}
      filters={props.tags.map((tag) => <Tag key={tag}>{tag}</Tag>)}
      card={(row) => (
        <>
          <Person id={row.person} />
          <span className="small muted num">{props.said(row)}</span>
        </>
      )}
      first={<Notice title={t.nobody} />}
    />
  )
}

interface Props {
  search: RfmPeopleSearch
}
type CellRow = Awaited<ReturnType<typeof client.people>>['items'][number]
type LayerRow = Awaited<ReturnType<typeof client.pyramidPeople>>['items'][number]
type StageRow = Awaited<ReturnType<typeof client.loopPeople>>['items'][number]

function CellPeople({ search }: Props) {
  const t = useText(words)
  const { language } = usePreferences()
  const ask = rfmQuestion(search, useZone())
  const { cell, r, f } = search
  const which = { ...(cell ? { cell } : {}), ...(r && f ? { r, f } : {}) }
  const list = useInfiniteQuery(
    query.people.infiniteOptions({
      input: (at: string | undefined) => ({ ...ask.rfm, ...which, ...next(at) }),
      ...paging,
    }),
  )
  const columns: TableColumnsType<CellRow> = [
    { title: t.cell, render: (_, row) => t.names[row.cell] },
    { title: t.score, align: 'right', render: (_, row) => <span className="num">{row.score}</span> },
    { title: t.days, align: 'right', render: (_, row) => exact(row.recency, language) },
    { title: t.orders, align: 'right', render: (_, row) => exact(row.orders, language) },
    { title: t.revenue, align: 'right', render: (_, row) => money(row.revenue, language) },
  ]
  const title = cell ? t.names[cell] : r && f ? t.place(r, f) : t.everybody
  return (
    <Listed<CellRow>
      title={title}
      tags={[t.at(ask.today), t.tables[ask.table]]}
      of={list}
      columns={columns}
      said={(row) =>
        `${t.names[row.cell]} · ${row.score} · ${t.orders} ${exact(row.orders, language)} · ${money(row.revenue, language)}`
      }
    />
  )
}

function LayerPeople({ search }: Props) {
  const t = useText(words)
  const { language } = usePreferences()
  const ask = rfmQuestion(search, useZone())
  const layer = search.layer ?? 'core'
  const list = useInfiniteQuery(
    query.pyramidPeople.infiniteOptions({
      input: (at: string | undefined) => ({ ...ask.ranged, layer, ...next(at) }),
      ...paging,
    }),
  )
  const columns: TableColumnsType<LayerRow> = [
    { title: t.orders, align: 'right', render: (_, row) => exact(row.orders, language) },
    { title: t.revenue, align: 'right', render: (_, row) => money(row.revenue, language) },
  ]
  return (
    <Listed<LayerRow>
      title={t.layers[layer]}
      tags={[`${ask.range.from} – ${ask.range.to}`]}
      of={list}
      columns={columns}
      said={(row) => `${t.orders} ${exact(row.orders, language)} · ${money(row.revenue, language)}`}
    />
  )
}

function StagePeople({ search }: Props) {
  const t = useText(words)
  const ask = rfmQuestion(search, useZone())
  const { stage = 'need', side = 'at' } = search
  const list = useInfiniteQuery(
    query.loopPeople.infiniteOptions({
      input: (at: string | undefined) => ({ ...ask.ranged, stage, side, ...next(at) }),
      ...paging,
    }),
  )
  const stages = (row: StageRow) => row.stages.map((one) => <Tag key={one}>{t.stages[one]}</Tag>)
  return (
    <Listed<StageRow>
      title={side === 'stopped' ? t.stopped(t.stages[stage]) : t.stages[stage]}
      tags={[`${ask.range.from} – ${ask.range.to}`]}
      of={list}
      columns={[{ title: t.atStage, render: (_, row) => stages(row) }]}
      said={stages}
    />
  )
}
