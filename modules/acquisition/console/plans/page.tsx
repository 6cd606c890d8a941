import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useBlocker, useNavigate, useParams } from '@tanstack/react-router'
import { App, Button, Dropdown } from 'antd'
import { Suspense, useState } from 'react'
import { problemOf } from '#ui/api'
import { later } from '#ui/later'
import { useTitle } from '#ui/page'
import { useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { Load } from '#ui/states'
import { bodyOf, type Lent, type Plan, type PlanBody, plansApi } from './api.tsx'
import { Facts } from './facts.tsx'
import { PlanFlow } from './flow.tsx'
import { useChanges } from './history.tsx'
import { Progress } from './progress.tsx'
import { savePlanTable } from './table.tsx'
import { planWords } from './words.tsx'

const PlanEditing = later(() => import('./editing.tsx').then((module) => module.PlanEditing))
const NodeEditing = later(() => import('./nodeEditing.tsx').then((module) => module.NodeEditing))
const Versions = later(() => import('./versions.tsx').then((module) => module.Versions))
const StepPeople = later(() => import('./people.tsx').then((module) => module.StepPeople))
const { query } = plansApi

/** One plan: for whom and with what, and its path with what each step loses. */
export function PlanPage(lent: Lent) {
  const t = useText(planWords)
  const { id } = useParams({ from: '/frame/acquisition-plans/$id' })
  const plan = useQuery(query.get.queryOptions({ input: { id }, refetchInterval: 15_000 }))
  useTitle(plan.data ? `${t.title} ${plan.data.name}` : t.title)
  return (
    <Load of={plan} rows={10}>
      {(data) => <Whole key={data.id} plan={data} lent={lent} />}
    </Load>
  )
}

type Open = { what: 'plan' | 'versions' } | { what: 'node' | 'people'; id: string } | null

function Whole({ plan, lent }: { plan: Plan; lent: Lent }) {
  const t = useText(planWords)
  const may = useMay()('people:write')
  const changes = useChanges<PlanBody>(bodyOf(plan))
  const { save, isPending } = useSave(plan, changes.start)
  const [open, setOpen] = useState<Open>(null)
  useBlocker({ shouldBlockFn: () => changes.isChanged && !confirm(t.leave), enableBeforeUnload: changes.isChanged })
  // What nobody is changing follows what others have changed.
  const body = changes.isChanged ? changes.now : bodyOf(plan)
  const close = () => setOpen(null)
  const set = (next: PlanBody) => changes.set(next)
  return (
    <div className="stack">
      <Head
        plan={plan}
        edit={may ? () => setOpen({ what: 'plan' }) : null}
        versions={() => setOpen({ what: 'versions' })}
      />
      {changes.isChanged && (
        <div className="card row" role="status">
          <strong className="grow">{t.unsaved}</strong>
          <Button disabled={!changes.undo} onClick={changes.undo}>
            {t.undo}
          </Button>
          <Button disabled={!changes.redo} onClick={changes.redo}>
            {t.redo}
          </Button>
          <Button onClick={() => changes.start(bodyOf(plan))}>{t.cancel}</Button>
          <Button type="primary" loading={isPending} onClick={() => save(body)}>
            {t.save}
          </Button>
        </div>
      )}
      <Facts plan={plan} body={body} lent={lent} people={(id) => setOpen({ what: 'people', id })} />
      <PlanFlow
        plan={plan}
        body={body}
        isChanged={changes.isChanged}
        ScriptName={lent.ScriptName}
        set={may ? set : null}
        edit={(id) => setOpen({ what: 'node', id })}
        people={(id) => setOpen({ what: 'people', id })}
      />
      <Suspense>
        {open?.what === 'plan' && <PlanEditing of={body} close={close} set={set} Segments={lent.Segments} />}
        {open?.what === 'node' && <NodeEditing body={body} id={open.id} close={close} set={set} lent={lent} />}
        {open?.what === 'versions' && <Versions plan={plan} close={close} restore={save} Actor={lent.Actor} />}
        {open?.what === 'people' && <StepPeople plan={plan} id={open.id} close={close} />}
      </Suspense>
    </div>
  )
}

function useSave(plan: Plan, start: (body: PlanBody) => void) {
  const t = useText(planWords)
  const { message } = App.useApp()
  const queries = useQueryClient()
  const change = useMutation(
    query.change.mutationOptions({
      async onSuccess(saved) {
        queries.setQueryData(query.get.queryKey({ input: { id: saved.id } }), saved)
        start(bodyOf(saved))
        message.success(t.saved)
        await queries.invalidateQueries({ queryKey: query.list.key() })
        await queries.invalidateQueries({ queryKey: query.versions.key() })
      },
      onError: (error) => void message.error(problemOf(error).title),
    }),
  )
  const save = (body: PlanBody) => change.mutate({ id: plan.id, version: plan.version, ...body })
  return { save, isPending: change.isPending }
}

function Head({ plan, edit, versions }: { plan: Plan; edit: (() => void) | null; versions(): void }) {
  const t = useText(planWords)
  const { message } = App.useApp()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const onError = (error: unknown) => void message.error(problemOf(error).title)
  const copy = useMutation(
    query.create.mutationOptions({
      onSuccess: ({ id }) => navigate({ to: '/acquisition-plans/$id', params: { id } }),
      onError,
    }),
  )
  const archive = useMutation(query.archive.mutationOptions({ onSuccess: () => queries.invalidateQueries(), onError }))
  const more = [
    { key: 'csv', label: t.csv, onClick: () => savePlanTable(plan, t) },
    { key: 'versions', label: t.versions, onClick: versions },
    ...(edit
      ? [
          {
            ...{ key: 'copy', label: t.copyPlan },
            onClick: () => copy.mutate({ ...bodyOf(plan), name: t.copyName(plan.name).slice(0, 60) }),
          },
          {
            ...{ key: 'archive', label: plan.archived ? t.restore : t.archive },
            onClick: () => archive.mutate({ id: plan.id, archived: !plan.archived }),
          },
        ]
      : []),
  ]
  return (
    <div className="page-head">
      <h1>{plan.name}</h1>
      <Progress row={plan} />
      <span className="grow" />
      <Dropdown trigger={['click']} menu={{ items: more }}>
        <Button loading={copy.isPending || archive.isPending}>⋯ {t.more2}</Button>
      </Dropdown>
      {edit && (
        <Button type="primary" onClick={edit}>
          {t.edit}
        </Button>
      )}
    </div>
  )
}
