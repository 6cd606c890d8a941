import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { App, Button, Tag } from 'antd'
import { type ReactNode, useEffect, useState } from 'react'
import { exact } from '#base/format'
import { exporting } from '#platform/exports/contract'
import { tasks } from '#platform/tasks/contract'
import { apiOf, problemOf } from '#ui/api'
import { ExportButton } from '#ui/exportButton'
import { isOpen, JobState } from '#ui/jobState'
import { useTitle } from '#ui/page'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { Load } from '#ui/states'
import { Time } from '#ui/time'
import { useZone } from '#ui/zone'
import { segments } from '../contract.ts'
import { dayOf } from '../core/days.ts'
import { TagMany } from './bulkTag.tsx'
import { Change } from './change.tsx'
import { Conditions } from './describe.tsx'
import { Growth } from './growth.tsx'
import { Members } from './members.tsx'
import { Runs } from './runs.tsx'
import { words } from './words.tsx'

const { query, client } = apiOf(segments)
const exports = apiOf(exporting)
const jobs = apiOf(tasks)

type Segment = Awaited<ReturnType<typeof client.get>>

/** One segment: how large, by which conditions, how it grew, and who belongs. */
export function SegmentPage() {
  const t = useText(words)
  const { id } = useParams({ from: '/frame/segments/$id' })
  const search = useSearch({ from: '/frame/segments/$id' })
  const segment = useQuery(query.get.queryOptions({ input: { id } }))
  useTitle(segment.data ? `${t.title} ${segment.data.name}` : t.title)
  return (
    <Load of={segment} rows={10}>
      {(data) => (
        <div className="stack">
          <Head segment={data} />
          <div className="two">
            <Facts segment={data} />
            <Growth id={id} />
          </div>
          <Members segment={data} run={search.run} side={search.side} />
          <Runs id={id} />
        </div>
      )}
    </Load>
  )
}

function Head({ segment }: { segment: Segment }) {
  const t = useText(words)
  const may = useMay()
  const { id, kind, name } = segment
  return (
    <div className="page-head">
      <h1>{name}</h1>
      {kind === 'list' && <Tag>{t.kinds.list}</Tag>}
      {segment.archivedAt && <Tag color="warning">{t.archived}</Tag>}
      <span className="grow" />
      <Link to="/segments/compare" search={{ a: id }}>
        <Button>{t.compare}</Button>
      </Link>
      <ExportButton
        send={(choice) => exports.client.create({ kind: 'segment-people', filter: { segment: id }, ...choice })}
        changes={exports.query.list.key()}
      />
      {may('people:write') && (
        <>
          <Archive segment={segment} />
          <Snapshot segment={segment} />
          <TagMany
            label={t.tagAll}
            picked={{ all: true, except: [], about: segment.people ?? 0 }}
            filter={{ segment: id }}
            done={() => undefined}
          />
          {kind === 'rule' && (
            <>
              <Recompute id={id} />
              <Link to="/segments/$id/edit" params={{ id }}>
                <Button type="primary">{t.edit}</Button>
              </Link>
            </>
          )}
        </>
      )}
    </div>
  )
}

function Archive({ segment: { id, name, archivedAt } }: { segment: Segment }) {
  const t = useText(words)
  const { modal, message } = App.useApp()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const change = useMutation({
    mutationFn: (archived: boolean) => client.archive({ id, archived }),
    onSuccess: async ({ archivedAt: at }) => {
      await queries.invalidateQueries({ queryKey: query.key() })
      if (at) await navigate({ to: '/segments' })
    },
    onError: (error) => void message.error(problemOf(error).title),
  })
  if (archivedAt) return <Button onClick={() => change.mutate(false)}>{t.restore}</Button>
  const ask = () =>
    void modal.confirm({
      ...{ title: t.sureArchive(name), content: t.archiveHelp, okText: t.archive, cancelText: t.cancel },
      onOk: () => change.mutateAsync(true).catch(() => undefined),
    })
  return <Button onClick={ask}>{t.archive}</Button>
}

/** Keeps those who belong now as a list. */
function Snapshot({ segment: { id, name } }: { segment: Segment }) {
  const t = useText(words)
  const { message } = App.useApp()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const zone = useZone()
  const keep = useMutation({
    mutationFn: () =>
      client.createList({ name: t.snapshotName(name, dayOf(new Date().toISOString(), zone)), snapshotOf: id }),
    onSuccess: async ({ segment }) => {
      await queries.invalidateQueries({ queryKey: query.key() })
      void message.success(t.saved)
      await navigate({ to: '/segments/$id', params: { id: segment.id } })
    },
    onError: (error) => void message.error(problemOf(error).title),
  })
  return (
    <Button loading={keep.isPending} onClick={() => keep.mutate()}>
      {t.snapshot}
    </Button>
  )
}

/** Begins a run and shows where it is; what it finds is read when it has ended. */
function Recompute({ id }: { id: string }) {
  const t = useText(words)
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [task, setTask] = useState<string | null>(null)
  const begin = useMutation({
    mutationFn: () => client.refresh({ id }),
    onSuccess: ({ task: begun }) => setTask(begun),
    onError: (error) => void message.error(problemOf(error).title),
  })
  const run = useQuery({
    ...jobs.query.get.queryOptions({ input: { id: task ?? '1' }, enabled: task !== null }),
    refetchInterval: ({ state }) => (state.data && !isOpen(state.data) ? false : 500),
  })
  const ended = task !== null && run.data !== undefined && !isOpen(run.data)
  useEffect(() => {
    if (!ended) return
    setTask(null)
    void message.success(t.done)
    void queries.invalidateQueries({ queryKey: query.key() })
  }, [ended, message, queries, t.done])
  if (task !== null && run.data) return <JobState job={run.data} />
  return (
    <Button loading={begin.isPending} onClick={() => begin.mutate()}>
      {t.recompute}
    </Button>
  )
}

function Facts({ segment }: { segment: Segment }) {
  const t = useText(words)
  const { language } = usePreferences()
  const facts: [string, ReactNode][] = [
    [
      t.people,
      <strong key="n" className="num">
        {exact(segment.people, language)}
      </strong>,
    ],
    [t.change, <Change key="c" of={segment.change} />],
    ...(segment.kind === 'rule' ? [[t.refresh, t.refreshes[segment.refresh]] as [string, ReactNode]] : []),
    [t.computedAt, segment.computedAt ? <Time key="t" at={segment.computedAt} /> : t.never],
    ...(segment.note ? [[t.note, segment.note] as [string, ReactNode]] : []),
    [
      t.usedBy,
      segment.usedBy.length === 0
        ? t.unused
        : segment.usedBy.map((use) => <Tag key={`${use.kind} ${use.id}`}>{`${t.uses[use.kind]} ${use.name}`}</Tag>),
    ],
  ]
  return (
    <section className="card">
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {segment.definition && (
        <>
          <h3>{t.conditions}</h3>
          <Conditions definition={segment.definition} />
        </>
      )}
    </section>
  )
}
