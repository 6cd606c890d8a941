import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, AutoComplete, Button, Input, Modal, Select, Table, type TableColumnsType, Tag } from 'antd'
import { use, useState } from 'react'
import { apiOf, problemOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { Load } from '#ui/states'
import { tags } from '../contract.ts'
import { CatalogueContext } from './catalogue.tsx'
import { tagWords } from './tagWords.tsx'

const { query, client } = apiOf(tags)
type Pending = Awaited<ReturnType<typeof client.pending>>['items'][number]
const types = ['phone', 'unionid', 'member_id', 'email']

/** Tags that wait for people who are not here yet: keep more, and see which were given. */
export function PendingDialog({ onClose }: { onClose(): void }) {
  const t = useText(tagWords)
  const { message } = App.useApp()
  const queries = useQueryClient()
  const all = useQuery(query.list.queryOptions({ input: { limit: 200 } }))
  const [tag, setTag] = useState<string | null>(null)
  const [type, setType] = useState('phone')
  const [text, setText] = useState('')
  const values = [...new Set(text.split(/\s*\n\s*/).map((line) => line.trim()))].filter(Boolean)
  const keep = useMutation({
    mutationFn: () => client.createPending({ tag: tag ?? '', type, values }),
    onSuccess: async ({ given, waiting, refused }) => {
      setText('')
      void message.success({ content: t.pendingDone(given, waiting, refused), duration: 8 })
      await queries.invalidateQueries({ queryKey: query.key() })
    },
  })
  return (
    <Modal open width={720} title={t.pending} footer={null} onCancel={onClose}>
      <div className="stack">
        <p className="muted">{t.pendingHelp}</p>
        {keep.error && <Alert type="error" showIcon title={problemOf(keep.error).title} />}
        <div className="row">
          <Select
            aria-label={t.pendingTag}
            placeholder={t.pendingTag}
            value={tag}
            onChange={setTag}
            style={{ minWidth: 200 }}
            showSearch={{ optionFilterProp: 'label' }}
            options={(all.data?.items ?? [])
              .filter(({ kind }) => kind === 'hand')
              .map(({ id, name, groupName }) => ({ value: id, label: `${groupName} / ${name}` }))}
          />
          <AutoComplete
            value={type}
            onChange={setType}
            options={types.map((value) => ({ value }))}
            style={{ width: 160 }}
          >
            <Input aria-label={t.pendingType} placeholder={t.pendingType} />
          </AutoComplete>
        </div>
        <Input.TextArea
          aria-label={t.pendingValues}
          placeholder={t.pendingValues}
          rows={4}
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
        <div>
          <Button
            type="primary"
            loading={keep.isPending}
            disabled={tag === null || values.length === 0}
            onClick={() => keep.mutate()}
          >
            {t.pendingGo}
          </Button>
        </div>
        <List />
      </div>
    </Modal>
  )
}

function List() {
  const t = useText(tagWords)
  const { Person } = use(CatalogueContext)
  const queries = useQueryClient()
  const list = useQuery(query.pending.queryOptions({ input: { limit: 100 } }))
  const drop = useMutation({
    mutationFn: (id: string) => client.dropPending({ id }),
    onSuccess: () => queries.invalidateQueries({ queryKey: query.key() }),
  })
  const columns: TableColumnsType<Pending> = [
    { title: t.value, render: (_, row) => <span className="num">{row.value}</span> },
    { title: t.pendingTag, render: (_, row) => row.name },
    {
      title: t.state,
      render: (_, row) =>
        row.person ? (
          <>
            <Tag color="success">{t.applied}</Tag> <Person id={row.person} />
          </>
        ) : (
          <>
            <Tag>{t.waiting}</Tag>
            <Button size="small" type="link" onClick={() => drop.mutate(row.id)}>
              {t.drop}
            </Button>
          </>
        ),
    },
  ]
  return (
    <Load of={list} rows={3}>
      {({ items }) =>
        items.length === 0 ? null : (
          <Table rowKey="id" size="small" columns={columns} dataSource={items} pagination={false} scroll={{ y: 260 }} />
        )
      }
    </Load>
  )
}
