import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Drawer, Form, Input, Modal, Select, type TableColumnsType, Tag } from 'antd'
import { type ReactNode, useRef, useState } from 'react'
import { problemOf } from '#ui/api'
import { ListPage } from '#ui/listPage'
import { useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { FirstUse } from '#ui/states'
import { liveApi, type Printed } from './api.tsx'
import { useCodeChoices } from './fields.tsx'
import { liveWords } from './words.tsx'

const { query, client } = liveApi

/** Where each printed code hangs. */
export function PrintedPage({ tabs }: { tabs: ReactNode }) {
  const t = useText(liveWords)
  const may = useMay()
  const [q, setQ] = useState('')
  const [editing, setEditing] = useState<Printed | 'new' | null>(null)
  const list = useInfiniteQuery(
    query.printed.infiniteOptions({
      input: (cursor: string | undefined) => ({ limit: 50, ...(q ? { q } : {}), ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
    }),
  )
  const add = may('people:write') && (
    <Button type="primary" onClick={() => setEditing('new')}>
      {t.printed.add}
    </Button>
  )
  const actions = (row: Printed) => <Actions row={row} edit={() => setEditing(row)} />
  return (
    <>
      <ListPage
        title={t.tabs.printed}
        of={list}
        rowKey={(row) => row.id}
        columns={usePrintedColumns(actions)}
        actions={add}
        filters={
          <>
            {tabs}
            <Input.Search
              allowClear
              placeholder={t.printed.search}
              aria-label={t.printed.search}
              onSearch={setQ}
              style={{ width: 240 }}
            />
          </>
        }
        filtered={q !== ''}
        clear={() => setQ('')}
        card={(row) => (
          <>
            <strong>
              {row.number} · {row.place}
            </strong>
            <span className="small muted">
              {row.name} · {row.owner || '—'}
            </span>
            <State row={row} />
            {actions(row)}
          </>
        )}
        first={
          <FirstUse title={t.printed.first} action={add}>
            {t.printed.firstHelp}
          </FirstUse>
        }
      />
      {editing && <Editing of={editing} close={() => setEditing(null)} />}
    </>
  )
}

function State({ row }: { row: Printed }) {
  const t = useText(liveWords).printed
  if (!row.on) return <Tag>{t.gone}</Tag>
  return row.leads ? <Tag color="success">{t.works}</Tag> : <Tag color="error">{t.broken}</Tag>
}

function usePrintedColumns(actions: (row: Printed) => ReactNode): TableColumnsType<Printed> {
  const t = useText(liveWords)
  return [
    { title: t.printed.number, dataIndex: 'number' },
    { title: t.printed.place, dataIndex: 'place' },
    { title: t.printed.live, dataIndex: 'name' },
    { title: t.printed.owner, render: (_, row) => row.owner || '—' },
    { title: t.printed.printedOn, render: (_, row) => row.printedOn ?? '—' },
    { title: t.state, render: (_, row) => <State row={row} /> },
    { title: t.action, render: (_, row) => actions(row) },
  ]
}

function useSettled() {
  const queries = useQueryClient()
  return { onSettled: () => queries.invalidateQueries({ queryKey: query.printed.key() }) }
}

function Actions({ row, edit }: { row: Printed; edit(): void }) {
  const t = useText(liveWords)
  const may = useMay()
  const [seen, setSeen] = useState(false)
  const change = useMutation(query.changePrinted.mutationOptions(useSettled()))
  return (
    <span className="row">
      {row.hasPhoto && (
        <Button size="small" onClick={() => setSeen(true)}>
          {t.printed.seePhoto}
        </Button>
      )}
      {may('people:write') && (
        <>
          <AddPhoto row={row} />
          <Button size="small" onClick={edit}>
            {t.change}
          </Button>
          <Button size="small" loading={change.isPending} onClick={() => change.mutate({ id: row.id, on: !row.on })}>
            {row.on ? t.printed.takeDown : t.printed.hangAgain}
          </Button>
        </>
      )}
      {seen && <Photo row={row} close={() => setSeen(false)} />}
    </span>
  )
}

function Photo({ row, close }: { row: Printed; close(): void }) {
  const photo = useQuery(query.photo.queryOptions({ input: { id: row.id } }))
  return (
    <Modal title={`${row.number} · ${row.place}`} open onCancel={close} footer={null}>
      {photo.data && (
        <img src={`data:${photo.data.type};base64,${photo.data.data}`} alt={row.place} style={{ maxWidth: '100%' }} />
      )}
    </Modal>
  )
}

function AddPhoto({ row }: { row: Printed }) {
  const t = useText(liveWords)
  const { message } = App.useApp()
  const input = useRef<HTMLInputElement>(null)
  const settled = useSettled()
  const [busy, setBusy] = useState(false)
  const send = async (file: File | undefined) => {
    const type = (['image/jpeg', 'image/png'] as const).find((one) => one === file?.type)
    if (!file || !type) return
    setBusy(true)
    try {
      const bytes = new Uint8Array(await file.arrayBuffer())
      let text = ''
      for (const byte of bytes) text += String.fromCharCode(byte)
      await client.setPhoto({ id: row.id, type, data: btoa(text) })
      await settled.onSettled()
    } catch (error) {
      void message.error(problemOf(error).title)
    }
    setBusy(false)
  }
  return (
    <>
      <Button size="small" loading={busy} onClick={() => input.current?.click()}>
        {t.printed.addPhoto}
      </Button>
      <input
        ref={input}
        type="file"
        accept="image/jpeg,image/png"
        aria-label={`${t.printed.addPhoto} ${row.number}`}
        style={{ display: 'none' }}
        onChange={({ target }) => {
          void send(target.files?.[0])
          target.value = ''
        }}
      />
    </>
  )
}

interface Values {
  live: string
  number: string
  place: string
  owner?: string
  printedOn?: string
  note?: string
}

function Editing({ of, close }: { of: Printed | 'new'; close(): void }) {
  const t = useText(liveWords)
  const before = of === 'new' ? null : of
  const codes = useCodeChoices(undefined)
  const done = { ...useSettled(), onSuccess: close }
  const add = useMutation(query.addPrinted.mutationOptions(done))
  const change = useMutation(query.changePrinted.mutationOptions(done))
  const error = add.error ?? change.error
  const needed = [{ required: true, message: t.required }]
  const save = ({ live, number, place, owner, printedOn, note }: Values) => {
    const set = { number, place, owner: owner ?? '', note: note ?? '', printedOn: printedOn || null }
    if (before) change.mutate({ id: before.id, set })
    else add.mutate({ live, ...set })
  }
  return (
    <Drawer title={before ? t.printed.edit : t.printed.add} open onClose={close} destroyOnHidden>
      <Form
        layout="vertical"
        onFinish={save}
        initialValues={before ? { ...before, printedOn: before.printedOn ?? '' } : {}}
      >
        {error !== null && <Alert type="error" showIcon title={problemOf(error).title} style={{ marginBottom: 16 }} />}
        <Form.Item name="live" label={t.printed.live} rules={needed}>
          <Select disabled={before !== null} options={codes} showSearch={{ optionFilterProp: 'label' }} />
        </Form.Item>
        <Form.Item name="number" label={t.printed.number} rules={needed}>
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item name="place" label={t.printed.place} rules={needed}>
          <Input maxLength={120} />
        </Form.Item>
        <Form.Item name="owner" label={t.printed.owner}>
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item name="printedOn" label={t.printed.printedOn}>
          <Input type="date" />
        </Form.Item>
        <Form.Item name="note" label={t.note}>
          <Input.TextArea maxLength={300} autoSize={{ minRows: 2 }} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={add.isPending || change.isPending}>
          {t.save}
        </Button>
      </Form>
    </Drawer>
  )
}
