import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Segmented, type TableColumnsType, Tag } from 'antd'
import { exact, money } from '#base/format'
import { apiOf } from '#ui/api'
import { ListPage } from '#ui/listPage'
import { usePreferences, useText } from '#ui/preferences'
import { Notice } from '#ui/states'
import { useZone } from '#ui/zone'
import { insight } from '../contract.ts'
import { type PeopleSet, peopleSets } from '../core/slices.ts'
import { questionOf } from './question.tsx'
import { words } from './words.tsx'

const { query, client } = apiOf(insight)
const route = getRouteApi('/frame/board/people')

type Row = Awaited<ReturnType<typeof client.people>>['items'][number]

/** The people behind a number of the board, the largest spenders first. */
export function BoardPeoplePage() {
  const t = useText(words)
  const { language } = usePreferences()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { input } = questionOf(search, useZone())
  const set = search.set ?? 'people'
  const slice = search.by ? { by: search.by, key: search.key ?? '' } : {}
  const list = useInfiniteQuery(
    query.people.infiniteOptions({
      input: (cursor: string | undefined) => ({ ...input, ...slice, set, limit: 50, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
    }),
  )
  const person = (row: Row) => (
    <Link to="/people/$id" params={{ id: row.person }}>
      #{row.person}
    </Link>
  )
  const columns: TableColumnsType<Row> = [
    { title: t.person, render: (_, row) => person(row) },
    { title: t.came, render: (_, row) => t.entries[row.entry as keyof typeof t.entries] ?? '—' },
    { title: t.orders, align: 'right', render: (_, row) => <span className="num">{exact(row.orders, language)}</span> },
    { title: t.gmv, align: 'right', render: (_, row) => <span className="num">{money(row.gmv, language)}</span> },
  ]
  return (
    <ListPage
      title={t.sets[set]}
      actions={
        <Link to="/" search={({ set: _set, by: _by, key: _key, ...rest }) => rest}>
          {t.back}
        </Link>
      }
      of={list}
      rowKey={(row) => row.person}
      columns={columns}
      filters={
        <>
          <Segmented<PeopleSet>
            value={set}
            onChange={(next) => void navigate({ search: (before) => ({ ...before, set: next }) })}
            options={peopleSets.map((value) => ({ value, label: t.sets[value] }))}
          />
          <Tag>
            {input.from} – {input.to}
          </Tag>
          {search.by && (
            <Tag closable onClose={() => void navigate({ search: ({ by: _by, key: _key, ...rest }) => rest })}>
              {t.by[search.by]}：{search.key || t.unknown}
            </Tag>
          )}
        </>
      }
      card={(row) => (
        <>
          {person(row)}
          <span className="small muted num">
            {t.orders} {exact(row.orders, language)} · {money(row.gmv, language)}
          </span>
        </>
      )}
      first={<Notice title={t.nobody} />}
    />
  )
}
