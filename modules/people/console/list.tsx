import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Button, Input, Segmented, type TableColumnsType, Tag } from 'antd'
import { count, exact } from '#base/format'
import { exporting } from '#platform/exports/contract'
import { apiOf } from '#ui/api'
import { ExportButton } from '#ui/exportButton'
import { ListPage } from '#ui/listPage'
import { usePreferences, useText } from '#ui/preferences'
import { FirstUse } from '#ui/states'
import { Time } from '#ui/time'
import { people } from '../contract.ts'
import { ExcludeMany } from './bulk.tsx'
import { words } from './words.tsx'

const { query, client } = apiOf(people)
const exports = apiOf(exporting)
const route = getRouteApi('/frame/people')

type Person = Awaited<ReturnType<typeof client.list>>['items'][number]

/** What staff call a person by: the masked name or phone, else the number. */
export function nameOf(person: Pick<Person, 'id' | 'private' | 'known'>, visitor: string): string {
  return (
    person.private.name ??
    person.private.phone ??
    person.private.email ??
    (person.known ? `#${person.id}` : `${visitor} #${person.id}`)
  )
}

function useColumns(): TableColumnsType<Person> {
  const t = useText(words)
  return [
    {
      title: t.who,
      render: (_, row) => (
        <Link to="/people/$id" params={{ id: row.id }}>
          {nameOf(row, t.visitor)}
        </Link>
      ),
    },
    { title: t.entry, render: (_, row) => <Entry person={row} /> },
    { title: t.enteredAt, render: (_, row) => <Time at={row.enteredAt} /> },
    { title: t.firstSeen, render: (_, row) => <Time at={row.firstSeenAt} /> },
    { title: t.source, dataIndex: 'source', render: (source: string | null) => source ?? '—' },
    { title: t.owner, dataIndex: 'owner', render: (owner: string | null) => owner ?? '—' },
  ]
}

const filters = {
  entered: { entered: 'true' },
  known: { known: 'true' },
  visitors: { known: 'false' },
  all: {},
} as const

interface FiltersProps {
  tab: keyof typeof filters
  q: string | undefined
  counts: Partial<Record<keyof typeof filters, string>>
}

function Filters({ tab, q, counts }: FiltersProps) {
  const t = useText(words)
  const navigate = route.useNavigate()
  const show = (shown: keyof typeof filters, text: string) =>
    void navigate({ search: { ...filters[shown], ...(text ? { q: text } : {}) } })
  return (
    <>
      <Segmented<keyof typeof filters>
        value={tab}
        onChange={(value) => show(value, q ?? '')}
        options={(['all', 'entered', 'known', 'visitors'] as const).map((value) => ({
          value,
          label: <TabName name={t[value]} count={counts[value]} />,
        }))}
      />
      <Input.Search
        key={q ?? ''}
        defaultValue={q ?? ''}
        allowClear
        aria-label={t.find}
        placeholder={t.find}
        style={{ width: 280 }}
        onSearch={(text) => show(tab, text.trim())}
      />
    </>
  )
}

function TabName({ name, count }: { name: string; count: string | undefined }) {
  return (
    <>
      {name} {count !== undefined && <span className="num small">{count}</span>}
    </>
  )
}

/** How many people stand under each tab. */
function useCounts() {
  const { language } = usePreferences()
  const about = useQuery(query.count.queryOptions())
  if (!about.data) return { of: () => undefined, texts: {} }
  const { all, entered, known, exact: isExact } = about.data
  const counts = { all, entered, known, visitors: Math.max(0, all - known) }
  const text = (n: number) => (isExact ? exact(n, language) : count(n, language))
  return {
    of: (tab: keyof typeof filters) => ({ count: counts[tab], exact: isExact }),
    texts: { all: text(all), entered: text(entered), known: text(known), visitors: text(counts.visitors) },
  }
}

export function PeoplePage() {
  const t = useText(words)
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const tab = search.entered
    ? 'entered'
    : search.known === 'true'
      ? 'known'
      : search.known === 'false'
        ? 'visitors'
        : 'all'
  const q = search.q
  const input = { ...filters[tab], ...(q ? { q } : {}) }
  const list = useInfiniteQuery(
    query.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ ...input, limit: 50, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
    }),
  )
  const columns = useColumns()
  const counts = useCounts()
  return (
    <ListPage
      title={t.title}
      of={list}
      rowKey={(row) => row.id}
      columns={columns}
      total={q === undefined ? counts.of(tab) : undefined}
      bulk={(picked, done) => <ExcludeMany ids={picked.map((one) => one.id)} done={done} />}
      filtered={tab !== 'all' || q !== undefined}
      actions={
        q === undefined && (
          <ExportButton
            send={(choice) => exports.client.create({ kind: 'people', filter: filters[tab], ...choice })}
            changes={exports.query.list.key()}
          />
        )
      }
      clear={() => void navigate({ search: {} })}
      filters={<Filters tab={tab} q={q} counts={counts.texts} />}
      card={(row) => (
        <>
          <Link to="/people/$id" params={{ id: row.id }}>
            {nameOf(row, t.visitor)}
          </Link>
          <span className="row small muted">
            <Entry person={row} /> <Time at={row.enteredAt ?? row.firstSeenAt} />
          </span>
        </>
      )}
      first={
        <FirstUse
          title={t.first}
          action={
            <Link to="/imports">
              <Button type="primary">{t.importNow}</Button>
            </Link>
          }
        >
          {t.firstHelp}
        </FirstUse>
      }
    />
  )
}

function Entry({ person }: { person: Person }) {
  const t = useText(words)
  return (
    <>
      <Tag>{person.entry ? t.entries[person.entry] : t.prospect}</Tag>
      {person.excluded && <Tag color="warning">{t.excluded}</Tag>}
    </>
  )
}
