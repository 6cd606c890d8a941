import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { Alert, Button } from 'antd'
import { useState } from 'react'
import { problemOf } from '#ui/api'
import { useTitle } from '#ui/page'
import { useText } from '#ui/preferences'
import { Load } from '#ui/states'
import type { ImportKindView } from '../../core/imports/contract.ts'
import { client, importQuery, type Once, query } from './api.tsx'
import { draftOfHook, emptyDraft, type HookDraft, hasCondition, sentOf, useTrial } from './draft.tsx'
import { Meaning } from './meaning.tsx'
import { ShownOnce } from './once.tsx'
import { Others } from './others.tsx'
import { Result } from './result.tsx'
import { Sender } from './sender.tsx'
import { hookWords } from './words.tsx'

const route = getRouteApi('/frame/sources/hooks/$id/edit')

/** Makes a hook, tried out against a message before it is saved. */
export function NewHookPage() {
  const t = useText(hookWords)
  return <Page title={t.add}>{(kinds) => <Editor kinds={kinds} id={null} initial={emptyDraft} />}</Page>
}

/** Changes a hook, tried out against a message that came. */
export function EditHookPage() {
  const t = useText(hookWords)
  const { id } = route.useParams()
  const hook = useQuery({
    queryKey: ['hooks', 'draft', id],
    queryFn: async () => {
      const { items } = await client.messages({ hook: id, limit: 1 })
      const [last] = items
      return draftOfHook(await client.get({ id }), last ? (await client.message({ id: last.id })).body : '')
    },
    // What is being edited is not exchanged under the editor's hands.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  return (
    <Page title={t.editing}>
      {(kinds) => <Load of={hook}>{(initial) => <Editor kinds={kinds} id={id} initial={initial} />}</Load>}
    </Page>
  )
}

function Page({ title, children }: { title: string; children(kinds: ImportKindView[]): React.ReactNode }) {
  const t = useText(hookWords)
  useTitle(title)
  const kinds = useQuery(importQuery.kinds.queryOptions({ staleTime: Number.POSITIVE_INFINITY }))
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{title}</h1>
        <span className="grow" />
        <Link to="/sources/hooks">
          <Button>{t.title}</Button>
        </Link>
      </div>
      <Load of={kinds}>{({ items }) => children(items)}</Load>
    </div>
  )
}

interface EditorProps {
  kinds: ImportKindView[]
  /** Null = a new one. */
  id: string | null
  initial: HookDraft
}

function Editor({ kinds, id, initial }: EditorProps) {
  const t = useText(hookWords)
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [draft, setDraft] = useState(initial)
  const [made, setMade] = useState<(Once & { id: string }) | null>(null)
  const change = (part: Partial<HookDraft>) => setDraft((before) => ({ ...before, ...part }))
  const trial = useTrial(draft)
  const save = useMutation({
    mutationFn: async () => {
      const sent = sentOf(draft)
      if (id === null) return client.create(sent)
      return { ...(await client.change({ id, ...sent })), address: null }
    },
    onSuccess: async (saved) => {
      await queries.invalidateQueries({ queryKey: query.key() })
      // A secret that somebody has typed is not shown again.
      const once = { address: saved.address, secret: draft.secret === '' ? saved.secret : null }
      if (once.address === null && once.secret === null) await leave(saved.id)
      else setMade({ ...once, id: saved.id })
    },
  })
  const leave = (to: string) => navigate({ to: '/sources/hooks/$id', params: { id: to } })
  const kind = kinds.find((one) => one.kind === draft.kind) ?? kinds[0]
  if (!kind) return null
  const problem = save.error && problemOf(save.error)
  return (
    <>
      <Sender draft={draft} change={change} kinds={kinds} isNew={id === null} />
      <Meaning draft={draft} change={change} kind={kind} trial={trial.data} />
      <Others draft={draft} change={change} kinds={kinds} trial={trial.data} />
      <Result draft={draft} kinds={kinds} trial={trial} />
      {problem && (
        <Alert type="error" showIcon title={[problem.title || t.offline, problem.detail].filter(Boolean).join('：')} />
      )}
      <div>
        <Button
          type="primary"
          loading={save.isPending}
          disabled={draft.name.trim() === '' || !draft.mappings.every(hasCondition)}
          onClick={() => save.mutate()}
        >
          {t.save}
        </Button>
      </div>
      <ShownOnce once={made} close={() => made && void leave(made.id)} />
    </>
  )
}
