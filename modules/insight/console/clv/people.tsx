import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Select, type TableColumnsType } from 'antd'
import { exact, money, percent } from '#base/format'
import { apiOf } from '#ui/api'
import { ListPage } from '#ui/listPage'
import { usePreferences, useText } from '#ui/preferences'
import { Notice } from '#ui/states'
import { clv } from '../../core/clvContract.ts'
import { words } from './words.tsx'

const { query, client } = apiOf(clv)
const route = getRouteApi('/frame/value/people')

type Row = Awaited<ReturnType<typeof client.people>>['items'][number]

/** People by what they are expected to be worth. */
export function ValuePeoplePage() {
  const t = useText(words)
  const { language } = usePreferences()
  const { band } = route.useSearch()
  const navigate = route.useNavigate()
  const list = useInfiniteQuery(
    query.people.infiniteOptions({
      input: (cursor: string | undefined) => ({ limit: 50, ...(band ? { band } : {}), ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
    }),
  )
  const person = (row: Row) => (
    <Link to="/people/$id" params={{ id: row.person }}>
      #{row.person}
    </Link>
  )
  const interval = ({ clvBand }: Row) => `${money(clvBand.low, language)} – ${money(clvBand.high, language)}`
  const columns: TableColumnsType<Row> = [
    { title: t.customer, render: (_, row) => person(row) },
    { title: t.clv, align: 'right', render: (_, row) => money(row.clv, language) },
    { title: t.interval, align: 'right', render: (_, row) => interval(row) },
    { title: t.orders, align: 'right', render: (_, row) => exact(row.orders, language, 2) },
    { title: t.spend, align: 'right', render: (_, row) => money(row.spend, language) },
    { title: t.alive, align: 'right', render: (_, row) => percent(row.alive) },
    { title: t.repeats, align: 'right', render: (_, row) => exact(row.repeats, language) },
  ]
  const tenths = Array.from({ length: 10 }, (_, i) => ({ value: i + 1, label: t.bandOf(i + 1) }))
  return (
    <ListPage
      title={t.allPeople}
      actions={<Link to="/value">{t.back}</Link>}
      of={list}
      rowKey={(row) => row.person}
      columns={columns}
      filters={
        <Select
          aria-label={t.band}
          value={band ?? 0}
          onChange={(next) => void navigate({ search: next ? { band: next } : {} })}
          options={[{ value: 0, label: t.allPeople }, ...tenths]}
          style={{ minWidth: 220 }}
        />
      }
      card={(row) => (
        <>
          {person(row)}
          <span className="num">{money(row.clv, language)}</span>
          <span className="small muted num">
            {interval(row)} · {t.orders} {exact(row.orders, language, 2)} · {t.alive} {percent(row.alive)}
          </span>
        </>
      )}
      first={<Notice title={t.nobody} />}
    />
  )
}
