import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Segmented, type TableColumnsType, Tag } from 'antd'
import { exact, money } from '#base/format'
import { apiOf } from '#ui/api'
import { ListPage } from '#ui/listPage'
import { usePreferences, useText } from '#ui/preferences'
import { Notice } from '#ui/states'
import { useZone } from '#ui/zone'
import { attribution } from '../../core/attributionContract.ts'
import { attributionQuestion, orderPaid } from './question.ts'
import { words } from './words.tsx'

const { query, client } = apiOf(attribution)
const route = getRouteApi('/frame/attribution/people')

type Row = Awaited<ReturnType<typeof client.people>>['items'][number]

/** Who converted after a touch, or was touched and did not. */
export function AttributionPeoplePage() {
  const t = useText(words)
  const { language } = usePreferences()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const ask = attributionQuestion(search, useZone())
  const { key, set = 'converted', ...asking } = search
  const asked = { ...ask.input, set, limit: 50, ...(key === undefined ? {} : { key }) }
  const list = useInfiniteQuery(
    query.people.infiniteOptions({
      input: (cursor: string | undefined) => ({ ...asked, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
    }),
  )
  const worth = (value: number) =>
    ask.goal === orderPaid ? money(Math.round(value), language) : exact(value, language, 2)
  const person = (row: Row) => (
    <Link to="/people/$id" params={{ id: row.person }}>
      #{row.person}
    </Link>
  )
  const columns: TableColumnsType<Row> = [
    { title: t.customer, render: (_, row) => person(row) },
    { title: t.touches, align: 'right', render: (_, row) => exact(row.touches, language) },
    { title: t.conversions, align: 'right', render: (_, row) => exact(row.conversions, language) },
    { title: t.money, align: 'right', render: (_, row) => worth(row.value) },
  ]
  return (
    <ListPage
      title={t.sets[set]}
      actions={
        <Link to="/attribution" search={asking}>
          {t.back}
        </Link>
      }
      of={list}
      rowKey={(row) => row.person}
      columns={columns}
      filters={
        <>
          <Segmented
            value={set}
            onChange={(next) => void navigate({ search: (before) => ({ ...before, set: next }) })}
            options={(['converted', 'nulls'] as const).map((value) => ({ value, label: t.sets[value] }))}
          />
          <Tag>
            {ask.range.from} – {ask.range.to}
          </Tag>
          {key !== undefined && (
            <Tag closable onClose={() => void navigate({ search: ({ key: _key, ...rest }) => rest })}>
              {t.key}：{key || t.unknown}
            </Tag>
          )}
        </>
      }
      card={(row) => (
        <>
          {person(row)}
          <span className="small muted num">
            {t.touches} {exact(row.touches, language)} · {t.conversions} {exact(row.conversions, language)} ·{' '}
            {worth(row.value)}
          </span>
        </>
      )}
      first={<Notice title={t.nobody} />}
    />
  )
}
