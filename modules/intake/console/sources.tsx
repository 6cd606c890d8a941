import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Button, Drawer, Table } from 'antd'
import { useState } from 'react'
import { apiOf } from '#ui/api'
import { useTitle } from '#ui/page'
import { usePreferences, useText } from '#ui/preferences'
import { SchemaForm } from '#ui/schemaForm'
import { Load, Notice } from '#ui/states'
import { Time } from '#ui/time'
import { NewSource, sourceKinds, sources } from '../core/sourcesContract.ts'
import { SourceTabs } from './hooks/tabs.tsx'
import { Snippets } from './snippets.tsx'
import { words } from './words.tsx'

const { query, client } = apiOf(sources)
const route = getRouteApi('/frame/sources')

type Source = Awaited<ReturnType<typeof client.list>>['items'][number]

/** Where events come from, each with the code to paste. */
export function SourcesPage() {
  const t = useText(words)
  const { language } = usePreferences()
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
      <div className="row">
        <SourceTabs of="sources" />
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
                  { title: t.sourceKind, render: (_, row) => sourceKinds[row.kind][language] },
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
      <Making open={making} onClose={() => setMaking(false)} onMade={setShown} />
      <Drawer title={shown?.name} open={shown !== null} onClose={() => setShown(null)} size={640}>
        {shown && <Snippets source={shown} />}
      </Drawer>
    </div>
  )
}

function Making({ open, onClose, onMade }: { open: boolean; onClose(): void; onMade(source: Source): void }) {
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
      <SchemaForm
        schema={NewSource}
        initial={{ kind: 'client' }}
        pending={create.isPending}
        error={create.error}
        onSubmit={(values) => create.mutate(values)}
        submit={t.create}
      />
    </Drawer>
  )
}
