import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Segmented, type TableColumnsType, Tag } from 'antd'
import { apiOf } from '#ui/api'
import { ListPage } from '#ui/listPage'
import { usePreferences, useText } from '#ui/preferences'
import { Notice } from '#ui/states'
import { useZone } from '#ui/zone'
import { fromOf } from '../core/chain.ts'
import { chain } from '../core/chainContract.ts'
import { causeAdvice } from '../core/chainWords.ts'
import { doctorQuestion } from './doctorQuestion.tsx'
import { words } from './doctorWords.tsx'

const { query, client } = apiOf(chain)
const route = getRouteApi('/frame/doctor/people')

type Row = Awaited<ReturnType<typeof client.people>>['items'][number]

/** The people of a stage, or those who break off or pass at a hop. */
export function DoctorPeoplePage() {
  const t = useText(words)
  const { language } = usePreferences()
  const search = route.useSearch()
  const { people } = doctorQuestion(search, useZone())
  const { stage, hop, side = 'broken', cause } = search
  const asked = Object.fromEntries(Object.entries({ stage, hop, side, cause }).filter(([, value]) => value))
  const list = useInfiniteQuery(
    query.people.infiniteOptions({
      input: (cursor: string | undefined) => ({ ...people, ...asked, limit: 50, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
    }),
  )
  const person = (row: Row) => (
    <Link to="/people/$id" params={{ id: row.person }}>
      #{row.person}
    </Link>
  )
  const has = (row: Row) => row.stages.map((one) => <Tag key={one}>{t.stages[one]}</Tag>)
  const why = (row: Row) => (row.cause ? causeAdvice[row.cause].title[language] : '—')
  const columns: TableColumnsType<Row> = [
    { title: t.person, render: (_, row) => person(row) },
    { title: t.has, render: (_, row) => has(row) },
    ...(hop && side === 'broken' ? [{ title: t.why, render: (_: unknown, row: Row) => why(row) }] : []),
  ]
  return (
    <ListPage
      title={stage ? t.stages[stage] : t.list}
      actions={
        <Link to="/doctor" search={({ stage: _s, hop: _h, side: _d, cause: _c, ...rest }) => rest}>
          {t.back}
        </Link>
      }
      of={list}
      rowKey={(row) => row.person}
      columns={columns}
      filters={<Filters />}
      card={(row) => (
        <>
          {person(row)}
          <span>{has(row)}</span>
          {hop && side === 'broken' && <span className="small muted">{why(row)}</span>}
        </>
      )}
      first={<Notice title={t.nobody} />}
    />
  )
}

function Filters() {
  const t = useText(words)
  const { language } = usePreferences()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { range } = doctorQuestion(search, useZone())
  const { hop, side = 'broken', cause, source } = search
  return (
    <>
      {hop && (
        <>
          <strong>{t.from(t.stages[fromOf(hop)], t.stages[hop])}</strong>
          <Segmented
            value={side}
            onChange={(next) => void navigate({ search: ({ cause: _cause, ...rest }) => ({ ...rest, side: next }) })}
            options={[
              { value: 'broken' as const, label: t.sideBroken },
              { value: 'passed' as const, label: t.passed },
            ]}
          />
        </>
      )}
      <Tag>
        {range.from} – {range.to}
      </Tag>
      {cause && (
        <Tag closable onClose={() => void navigate({ search: ({ cause: _cause, ...rest }) => rest })}>
          {causeAdvice[cause].title[language]}
        </Tag>
      )}
      {source !== undefined && (
        <Tag closable onClose={() => void navigate({ search: ({ source: _source, ...rest }) => rest })}>
          {source || t.unknown}
        </Tag>
      )}
    </>
  )
}
