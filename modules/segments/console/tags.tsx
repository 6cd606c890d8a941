import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Button, Tag as Chip, Input, Segmented, Select, type TableColumnsType } from 'antd'
import { Suspense, useState } from 'react'
import { exact, percent } from '#base/format'
import { apiOf } from '#ui/api'
import { later } from '#ui/later'
import { ListPage } from '#ui/listPage'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { FirstUse } from '#ui/states'
import { Time } from '#ui/time'
import { tags } from '../contract.ts'
import { TagActions } from './tagActions.tsx'
import { tagWords } from './tagWords.tsx'

const { query, client } = apiOf(tags)
const route = getRouteApi('/frame/tags')
const GroupDialog = later(() => import('./tagForms.tsx').then((module) => module.GroupDialog))
const TagDialog = later(() => import('./tagForms.tsx').then((module) => module.TagDialog))
const PendingDialog = later(() => import('./pending.tsx').then((module) => module.PendingDialog))
const TagPeople = later(() => import('./tagPeople.tsx').then((module) => module.TagPeople))

type Tag = Awaited<ReturnType<typeof client.list>>['items'][number]
type Open = 'group' | 'editGroup' | 'tag' | 'pending' | null

/** Tags by group: coverage, freshness, what uses them, and everything that can be done with them. */
export function TagsPage() {
  const t = useText(tagWords)
  const may = useMay()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const [open, setOpen] = useState<Open>(null)
  const [people, setPeople] = useState<Tag | null>(null)
  const groups = useQuery(query.groups.queryOptions())
  const { group, q, archived } = search
  const input = { ...(group ? { group } : {}), ...(q ? { q } : {}), ...(archived ? { archived: 'true' as const } : {}) }
  const list = useInfiniteQuery(
    query.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ ...input, limit: 50, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
    }),
  )
  const columns = useColumns(setPeople)
  const write = may('people:write')
  const none = groups.data?.items.length === 0
  const chosen = groups.data?.items.find(({ id }) => id === group)
  return (
    <>
      <ListPage
        title={t.title}
        of={list}
        rowKey={(row) => row.id}
        columns={columns}
        filtered={Object.keys(input).length > 0}
        clear={() => void navigate({ search: {} })}
        actions={write && <Actions none={none} chosen={chosen !== undefined} open={setOpen} />}
        filters={<Filters groups={groups.data?.items ?? []} />}
        card={(row) => (
          <>
            <span className="row">
              <strong>{row.name}</strong>
              <Chip>{row.groupName}</Chip>
              <span className="grow" />
              {write && <TagActions tag={row} />}
            </span>
            <span className="row small muted">
              <Coverage tag={row} open={setPeople} /> <Time at={row.changedAt} />
            </span>
          </>
        )}
        first={
          <FirstUse title={t.first} action={write && <Create none={none} open={setOpen} />}>
            {t.firstHelp}
          </FirstUse>
        }
      />
      <Suspense>
        {open === 'group' && <GroupDialog group={null} onClose={() => setOpen(null)} />}
        {open === 'editGroup' && chosen && <GroupDialog group={chosen} onClose={() => setOpen(null)} />}
        {open === 'tag' && <TagDialog tag={null} group={group} onClose={() => setOpen(null)} />}
        {open === 'pending' && <PendingDialog onClose={() => setOpen(null)} />}
        {people && <TagPeople tag={people} onClose={() => setPeople(null)} />}
      </Suspense>
    </>
  )
}

/** The first step: a group, then tags. */
function Create({ none, open }: { none: boolean; open(what: Open): void }) {
  const t = useText(tagWords)
  return (
    <Button type="primary" onClick={() => open(none ? 'group' : 'tag')}>
      {none ? t.newGroup : t.newTag}
    </Button>
  )
}

function Actions({ none, chosen, open }: { none: boolean; chosen: boolean; open(what: Open): void }) {
  const t = useText(tagWords)
  return (
    <>
      <Button onClick={() => open('pending')}>{t.pending}</Button>
      {chosen && <Button onClick={() => open('editGroup')}>{t.editGroup}</Button>}
      {!none && <Button onClick={() => open('group')}>{t.newGroup}</Button>}
      <Create none={none} open={open} />
    </>
  )
}

function Filters({ groups }: { groups: readonly { id: string; name: string; tags: number }[] }) {
  const t = useText(tagWords)
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { group, q, archived } = search
  return (
    <>
      <Select
        aria-label={t.group}
        value={group ?? ''}
        onChange={(next) => void navigate({ search: { ...search, group: next || undefined } })}
        options={[
          { value: '', label: `${t.groups}: ${t.all}` },
          ...groups.map((one) => ({ value: one.id, label: `${one.name} (${one.tags})` })),
        ]}
        style={{ minWidth: 180 }}
      />
      <Segmented
        value={archived ? 'archived' : 'active'}
        onChange={(value) => void navigate({ search: { ...search, archived: value === 'archived' || undefined } })}
        options={[
          { value: 'active', label: t.active },
          { value: 'archived', label: t.archived },
        ]}
      />
      <Input.Search
        key={q ?? ''}
        defaultValue={q ?? ''}
        allowClear
        aria-label={t.find}
        placeholder={t.find}
        style={{ width: 220 }}
        onSearch={(text) => void navigate({ search: { ...search, q: text.trim() || undefined } })}
      />
    </>
  )
}

/** How many have it, as a way to them. */
function Coverage({ tag, open }: { tag: Tag; open(tag: Tag): void }) {
  const { language } = usePreferences()
  return (
    <Button type="link" size="small" className="num" style={{ padding: 0 }} onClick={() => open(tag)}>
      {exact(tag.people, language)}
    </Button>
  )
}

function useColumns(open: (tag: Tag) => void): TableColumnsType<Tag> {
  const t = useText(tagWords)
  const may = useMay()
  return [
    { title: t.title, render: (_, row) => row.name },
    {
      title: t.group,
      render: (_, row) => (
        <>
          {row.groupName} {row.exclusive && <Chip>{t.exclusive}</Chip>}
        </>
      ),
    },
    {
      title: t.kind,
      render: (_, row) => <Chip color={row.kind === 'rule' ? 'blue' : 'default'}>{t.kinds[row.kind]}</Chip>,
    },
    { title: t.people, align: 'right', render: (_, row) => <Coverage tag={row} open={open} /> },
    { title: t.share, align: 'right', render: (_, row) => <span className="num">{percent(row.share)}</span> },
    { title: t.changedAt, render: (_, row) => <Time at={row.changedAt} /> },
    {
      title: t.usedBy,
      render: (_, { usedBy }) =>
        usedBy.length === 0 ? (
          <span className="muted">{t.unused}</span>
        ) : (
          usedBy.map(({ id, name }) => <Chip key={id}>{name}</Chip>)
        ),
    },
    ...(may('people:write') ? [{ title: t.actions, render: (_: unknown, row: Tag) => <TagActions tag={row} /> }] : []),
  ]
}
