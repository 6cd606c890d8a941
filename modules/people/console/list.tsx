import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Button, Input, Segmented, type TableColumnsType, Tag } from 'antd'
import type { ReactNode } from 'react'
import { count, exact } from '#base/format'
import { exporting } from '#platform/exports/contract'
import { apiOf } from '#ui/api'
import { chosen, ExportButton } from '#ui/exportButton'
import { ListPage } from '#ui/listPage'
import { usePreferences, useText } from '#ui/preferences'
import type { Picked } from '#ui/selection'
import { FirstUse } from '#ui/states'
import { Time } from '#ui/time'
import { people } from '../contract.ts'
import { ExcludeMany } from './bulk.tsx'
import { type ByConsent, ConsentSelect, consentAsked } from './consentFilter.tsx'
import { nameOf } from './nameOf.ts'
import { words } from './words.tsx'

const { query, client } = apiOf(people)
const exports = apiOf(exporting)
const route = getRouteApi('/frame/people')

/** Which of the people a tab shows. */
type Filter = { known?: 'true' | 'false'; entered?: 'true'; excluded?: 'true'; inviter?: string } & ByConsent

type Person = Awaited<ReturnType<typeof client.list>>['items'][number]

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
  excluded: { excluded: 'true' },
  all: {},
} as const

function tabOf({ entered, known, excluded }: { [name in 'entered' | 'known' | 'excluded']?: string | undefined }) {
  if (excluded) return 'excluded'
  if (entered) return 'entered'
  if (known === 'true') return 'known'
  return known === 'false' ? 'visitors' : 'all'
}

interface FiltersProps {
  tab: keyof typeof filters
  q: string | undefined
  consent: ByConsent
  counts: Partial<Record<keyof typeof filters, string>>
}

function Filters({ tab, q, consent, counts }: FiltersProps) {
  const t = useText(words)
  const navigate = route.useNavigate()
  const show = (shown: keyof typeof filters, text: string, by = consent) =>
    void navigate({
      search: ({ inviter }) => ({
        ...{ ...filters[shown], ...by, ...(inviter ? { inviter } : {}), ...(text ? { q: text } : {}) },
      }),
    })
  return (
    <>
      <Segmented<keyof typeof filters>
        value={tab}
        onChange={(value) => show(value, q ?? '')}
        options={(['all', 'entered', 'known', 'visitors', 'excluded'] as const).map((value) => ({
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
      <ConsentSelect now={consent} change={(next) => show(tab, q ?? '', next)} />
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
function useCounts(consent: ByConsent) {
  const { language } = usePreferences()
  const about = useQuery(query.count.queryOptions({ input: consent }))
  if (!about.data) return { of: () => undefined, texts: {} }
  const { all, entered, known, excluded, exact: isExact } = about.data
  const counts = { all, entered, known, excluded, visitors: Math.max(0, all - known) }
  const text = (n: number) => (isExact ? exact(n, language) : count(n, language))
  return {
    of: (tab: keyof typeof filters) => ({ count: counts[tab], exact: isExact }),
    texts: {
      ...{ all: text(all), entered: text(entered), known: text(known) },
      ...{ visitors: text(counts.visitors), excluded: text(excluded) },
    },
  }
}

const usePeople = (input: Parameters<typeof client.list>[0]) =>
  useInfiniteQuery(
    query.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ ...input, limit: 50, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
    }),
  )

/** Something else that can be done with picked people: what other houses offer. */
export interface PeoplePageProps {
  more?: (picked: Picked, filter: Filter, done: () => void) => ReactNode
}

export function PeoplePage({ more }: PeoplePageProps) {
  const t = useText(words)
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const tab = tabOf(search)
  const q = search.q
  const { inviter } = search
  const consent = consentAsked(search)
  const filter = { ...filters[tab], ...consent, ...(inviter ? { inviter } : {}) }
  const input = { ...filter, ...(q ? { q } : {}) }
  const list = usePeople(input)
  const columns = useColumns()
  const counts = useCounts(consent)
  return (
    <ListPage
      title={t.title}
      of={list}
      rowKey={(row) => row.id}
      columns={columns}
      total={q === undefined && inviter === undefined ? counts.of(tab) : undefined}
      scope={JSON.stringify(input)}
      bulk={(picked, done) => (
        <>
          {more?.(picked, filter, done)}
          <Bulk picked={picked} filter={filter} done={done} />
        </>
      )}
      filtered={tab !== 'all' || q !== undefined || inviter !== undefined || consent.consent !== undefined}
      actions={
        q === undefined && (
          <ExportButton
            send={(choice) => exports.client.create({ kind: 'people', filter, ...choice })}
            changes={exports.query.list.key()}
          />
        )
      }
      clear={() => void navigate({ search: {} })}
      filters={
        <>
          <Filters tab={tab} q={q} consent={consent} counts={inviter ? {} : counts.texts} />
          {inviter && (
            <Tag closable onClose={() => void navigate({ search: ({ inviter: _, ...rest }) => rest })}>
              {t.broughtBy(inviter)}
            </Tag>
          )}
        </>
      }
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

function Bulk({ picked, filter, done }: { picked: Picked; filter: Filter; done(): void }) {
  return (
    <>
      <ExcludeMany picked={picked} filter={filter} done={done} />
      <ExportButton
        picked={picked}
        send={(choice) =>
          exports.client.create({ kind: 'people', filter: { ...filter, ...chosen(picked) }, ...choice })
        }
        changes={exports.query.list.key()}
      />
    </>
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
