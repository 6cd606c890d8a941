import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Alert, Button, Drawer, Form, Input, Radio, Table } from 'antd'
import { useState } from 'react'
import { apiOf, problemOf } from '#ui/api'
import { useTitle } from '#ui/page'
import { useText } from '#ui/preferences'
import { Load, Notice } from '#ui/states'
import { Time } from '#ui/time'
import { sources } from '../core/sourcesContract.ts'
import { Snippets } from './snippets.tsx'
import { words } from './words.tsx'

const { query, client } = apiOf(sources)
const route = getRouteApi('/frame/sources')

type Source = Awaited<ReturnType<typeof client.list>>['items'][number]

/** Where events come from, each with the code to paste. */
export function SourcesPage() {
  const t = useText(words)
  useTitle(t.sources)
  const [making, setMaking] = useState(route.useSearch().new ?? false)
  const [shown, setShown] = useState<Source | null>(null)
  const list = useQuery(query.list.queryOptions())
  const begin = (
    <Button type="primary" onClick={() => setMaking(true)}>
      {t.newSource}
    </Button>
  )
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{t.sources}</h1>
        <span className="grow" />
        <Link to="/sources/live">
          <Button>{t.live}</Button>
        </Link>
        {begin}
      </div>
      <div className="card">
        <Load of={list}>
          {({ items }) =>
            items.length === 0 ? (
              <Notice title={t.firstSource} action={begin}>
                {t.firstSourceHelp}
              </Notice>
            ) : (
              <Table
                rowKey="id"
                pagination={false}
                scroll={{ x: 'max-content' }}
                dataSource={items}
                columns={[
                  { title: t.name, dataIndex: 'name' },
                  { title: t.sourceKind, render: (_, row) => t.sourceKinds[row.kind] },
                  { title: t.key, dataIndex: 'writeKey', render: (key: string) => <code>{key}</code> },
                  { title: t.at, render: (_, row) => <Time at={row.createdAt} /> },
                  {
                    title: t.snippet,
                    render: (_, row) => (
                      <Button size="small" onClick={() => setShown(row)}>
                        {t.snippet}
                      </Button>
                    ),
                  },
                ]}
              />
            )
          }
        </Load>
      </div>
      <NewSource open={making} onClose={() => setMaking(false)} onMade={setShown} />
      <Drawer title={shown?.name} open={shown !== null} onClose={() => setShown(null)} size={640}>
        {shown && <Snippets source={shown} />}
      </Drawer>
    </div>
  )
}

function NewSource({ open, onClose, onMade }: { open: boolean; onClose(): void; onMade(source: Source): void }) {
  const t = useText(words)
  const queries = useQueryClient()
  const create = useMutation(
    query.create.mutationOptions({
      onSuccess: async (made) => {
        await queries.invalidateQueries({ queryKey: query.list.key() })
        onClose()
        onMade(made)
      },
    }),
  )
  return (
    <Drawer title={t.newSource} open={open} onClose={onClose} destroyOnHidden>
      <Form layout="vertical" initialValues={{ kind: 'client' }} onFinish={(values) => create.mutate(values)}>
        {create.error && <Alert type="error" showIcon title={problemOf(create.error).title || t.offline} />}
        <Form.Item name="name" label={t.name} rules={[{ required: true, max: 64 }]}>
          <Input autoFocus />
        </Form.Item>
        <Form.Item name="kind" label={t.sourceKind}>
          <Radio.Group
            options={(['client', 'server'] as const).map((value) => ({ value, label: t.sourceKinds[value] }))}
          />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={create.isPending}>
          {t.create}
        </Button>
      </Form>
    </Drawer>
  )
}
