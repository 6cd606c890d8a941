import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useBlocker, useNavigate, useParams } from '@tanstack/react-router'
import { Alert, App, Button, Input, Segmented } from 'antd'
import { useState } from 'react'
import { apiOf, problemOf } from '#ui/api'
import { useTitle } from '#ui/page'
import { useText } from '#ui/preferences'
import { Load } from '#ui/states'
import { refreshes, segments } from '../contract.ts'
import { type Draft, isEmpty, isGroup } from './draft.ts'
import { editorWords } from './editorWords.tsx'
import { EstimateCard } from './estimate.tsx'
import { Tree } from './tree.tsx'
import { words } from './words.tsx'

const { query, client } = apiOf(segments)

interface Form {
  readonly name: string
  readonly note: string
  readonly refresh: (typeof refreshes)[number]
  readonly definition: Draft
}

const blank: Form = { name: '', note: '', refresh: 'daily', definition: { and: [] } }

export function NewSegmentPage() {
  return <Editor initial={blank} />
}

export function EditSegmentPage() {
  const { id } = useParams({ from: '/frame/segments/$id/edit' })
  const segment = useQuery({ ...query.get.queryOptions({ input: { id } }), refetchOnWindowFocus: false })
  return (
    <Load of={segment} rows={10}>
      {({ name, note, refresh, definition, version }) => (
        <Editor key={version} of={{ id, version }} initial={{ name, note, refresh, definition: grouped(definition) }} />
      )}
    </Load>
  )
}

/** The outermost node is a group, so that there is where to add. */
const grouped = (definition: Draft | null): Draft =>
  definition && isGroup(definition) ? definition : { and: definition ? [definition] : [] }

function Editor({ initial, of }: { initial: Form; of?: { id: string; version: number } }) {
  const t = { ...useText(words), ...useText(editorWords) }
  const { message } = App.useApp()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [form, setForm] = useState(initial)
  const [left, setLeft] = useState(false)
  const patch = (change: Partial<Form>) => setForm((before) => ({ ...before, ...change }))
  useTitle(of ? `${t.editTitle} ${initial.name}` : t.newTitle)
  useBlocker({
    shouldBlockFn: () => form !== initial && !left && !confirm(t.leave),
    enableBeforeUnload: form !== initial && !left,
  })
  const save = useMutation({
    mutationFn: async () => (of ? client.change({ ...of, ...form }) : client.create(form)),
    onSuccess: async ({ segment }) => {
      setLeft(true)
      void message.success(t.saved)
      await queries.invalidateQueries({ queryKey: query.key() })
      await navigate({ to: '/segments/$id', params: { id: segment.id }, ignoreBlocker: true })
    },
  })
  const ready = form.name.trim() !== '' && !isEmpty(form.definition)
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{of ? t.editTitle : t.newTitle}</h1>
        <span className="grow" />
        <Button
          onClick={() => void navigate(of ? { to: '/segments/$id', params: { id: of.id } } : { to: '/segments' })}
        >
          {t.cancel}
        </Button>
        <Button type="primary" loading={save.isPending} disabled={!ready} onClick={() => save.mutate()}>
          {t.save}
        </Button>
      </div>
      {save.error && <Alert type="error" showIcon title={problemOf(save.error).title} />}
      <div className="editor">
        <div className="stack">
          <section className="card stack">
            <div className="row">
              <Input
                aria-label={t.name}
                placeholder={t.nameHint}
                maxLength={100}
                value={form.name}
                onChange={({ target }) => patch({ name: target.value })}
                style={{ maxWidth: 360 }}
              />
              <Segmented
                aria-label={t.refresh}
                value={form.refresh}
                onChange={(refresh) => patch({ refresh })}
                options={refreshes.map((value) => ({ value, label: t.refreshes[value] }))}
              />
              <span className="small muted">{t.refreshHelp[form.refresh]}</span>
            </div>
            <Input
              aria-label={t.note}
              placeholder={t.note}
              maxLength={500}
              value={form.note}
              onChange={({ target }) => patch({ note: target.value })}
            />
          </section>
          <section className="card" aria-label={t.conditions}>
            <h2>{t.conditions}</h2>
            <Tree node={form.definition} onChange={(definition) => patch({ definition })} />
          </section>
        </div>
        <EstimateCard draft={form.definition} id={of?.id} />
      </div>
    </div>
  )
}
