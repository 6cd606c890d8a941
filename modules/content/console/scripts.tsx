import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Form, Input, Modal, Segmented, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { exact } from '#base/format'
import { apiOf, problemOf } from '#ui/api'
import { ListPage } from '#ui/listPage'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { SchemaForm } from '#ui/schemaForm'
import { FirstUse } from '#ui/states'
import { Time } from '#ui/time'
import { scriptSchema, scripts } from '../contract.ts'
import { scriptWords } from './scriptWords.tsx'

const { query, client } = apiOf(scripts)
type Script = Awaited<ReturnType<typeof client.list>>['items'][number]

/** What members say, in folders; they find and send it beside their chats. */
export function ScriptsPage() {
  const t = useText(scriptWords)
  const may = useMay()
  const [q, setQ] = useState('')
  const [folder, setFolder] = useState('')
  const [editing, setEditing] = useState<Script | 'new' | null>(null)
  const asked = { ...(q.trim() === '' ? {} : { q: q.trim() }), ...(folder === '' ? {} : { folder }) }
  const list = useQuery({ ...query.list.queryOptions({ input: asked }), placeholderData: (before) => before })
  const folders = list.data?.folders ?? []
  const create = may('content:write') && (
    <Button type="primary" onClick={() => setEditing('new')}>
      {t.create}
    </Button>
  )
  const actions = (row: Script) => may('content:write') && <Actions row={row} edit={() => setEditing(row)} />
  return (
    <>
      <ListPage
        title={t.title}
        of={onePage(list)}
        rowKey={({ id }) => id}
        columns={useColumns(actions)}
        actions={create}
        filters={
          <Filters q={q} setQ={setQ} folder={folder} setFolder={setFolder} folders={folders.map(({ name }) => name)} />
        }
        filtered={q !== '' || folder !== ''}
        clear={() => {
          setQ('')
          setFolder('')
        }}
        card={(row) => (
          <>
            <strong>{row.title}</strong>
            <span className="small muted">
              {row.folder} · {t.uses} {row.uses}
            </span>
            <p>{row.text}</p>
            {actions(row)}
          </>
        )}
        first={
          <FirstUse title={t.first} action={create}>
            {t.firstHelp}
          </FirstUse>
        }
      />
      {editing && <Editing of={editing} folder={folder} close={() => setEditing(null)} />}
    </>
  )
}

/** All of a company's scripts come in one answer. */
function onePage({ data, error, isPending, isFetching, refetch }: ReturnType<typeof useAll>) {
  return {
    ...{ data: data && { pages: [data] }, error, isPending, isFetching, refetch },
    ...{ isFetchingNextPage: false, hasNextPage: false, fetchNextPage: () => undefined },
  }
}

const useAll = () => useQuery(query.list.queryOptions({ input: {} }))

interface FilterProps {
  readonly q: string
  setQ(q: string): void
  readonly folder: string
  setFolder(folder: string): void
  readonly folders: readonly string[]
}

function Filters({ q, setQ, folder, setFolder, folders }: FilterProps) {
  const t = useText(scriptWords)
  return (
    <>
      <Input.Search
        allowClear
        value={q}
        placeholder={t.search}
        aria-label={t.search}
        onChange={(event) => setQ(event.target.value)}
        style={{ maxWidth: 260 }}
      />
      {folders.length > 1 && (
        <Segmented
          value={folder}
          onChange={setFolder}
          options={[{ value: '', label: t.all }, ...folders.map((name) => ({ value: name, label: name }))]}
        />
      )}
    </>
  )
}

function useColumns(actions: (row: Script) => React.ReactNode): TableColumnsType<Script> {
  const t = useText(scriptWords)
  const { language } = usePreferences()
  return [
    { title: t.folder, dataIndex: 'folder', width: 120 },
    { title: t.name, dataIndex: 'title', width: 200 },
    { title: t.text, dataIndex: 'text', ellipsis: true },
    { title: t.uses, align: 'right', width: 110, render: (_, row) => exact(row.uses, language) },
    { title: t.changedAt, width: 160, render: (_, row) => <Time at={row.changedAt} /> },
    { title: t.action, width: 150, render: (_, row) => actions(row) },
  ]
}

function Actions({ row, edit }: { row: Script; edit(): void }) {
  const t = useText(scriptWords)
  const { message, modal } = App.useApp()
  const queries = useQueryClient()
  const archive = useMutation(
    query.archive.mutationOptions({
      onSettled: () => queries.invalidateQueries({ queryKey: query.list.key() }),
      onError: (error) => void message.error(problemOf(error).title),
    }),
  )
  const sure = () =>
    modal.confirm({ title: t.archive, content: t.sureArchive, onOk: () => archive.mutateAsync({ id: row.id }) })
  return (
    <span className="row">
      <Button size="small" onClick={edit}>
        {t.change}
      </Button>
      <Button size="small" danger onClick={sure}>
        {t.archive}
      </Button>
    </span>
  )
}

function Editing({ of, folder, close }: { of: Script | 'new'; folder: string; close(): void }) {
  const t = useText(scriptWords)
  const queries = useQueryClient()
  const [form] = Form.useForm()
  const before = of === 'new' ? null : of
  const done = { onSuccess: close, onSettled: () => queries.invalidateQueries({ queryKey: query.list.key() }) }
  const create = useMutation(query.create.mutationOptions(done))
  const change = useMutation(query.change.mutationOptions(done))
  const { isPending, error } = before ? change : create
  return (
    <Modal
      open
      title={before ? t.change : t.create}
      onCancel={close}
      okText={t.save}
      okButtonProps={{ loading: isPending }}
      onOk={form.submit}
      destroyOnHidden
    >
      <SchemaForm
        schema={scriptSchema}
        initial={before ?? (folder === '' ? {} : { folder })}
        form={form}
        pending={isPending}
        error={error}
        onSubmit={(values) =>
          before ? change.mutate({ ...values, id: before.id, version: before.version }) : create.mutate(values)
        }
        submit={null}
      />
    </Modal>
  )
}
