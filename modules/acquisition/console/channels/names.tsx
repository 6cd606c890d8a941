import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Table } from 'antd'
import { Suspense, useState } from 'react'
import { exact, money } from '#base/format'
import { addDays, todayIn } from '#base/range'
import { problemOf } from '#ui/api'
import { later } from '#ui/later'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { Scroll } from '#ui/scroll'
import { Load, Notice } from '#ui/states'
import { Time } from '#ui/time'
import { useZone } from '#ui/zone'
import { channelsApi, type SeenName, type Wanted } from './api.tsx'
import { ChannelSelect, useNameText, useTree, useUndo } from './parts.tsx'
import { channelWords } from './words.tsx'

const People = later(() => import('./people.tsx').then((module) => module.CamePeople))
const { query, client } = channelsApi

/** Names that the data bears and no channel is known by: one click each. */
export function SeenNames() {
  const t = useText(channelWords)
  const [seen, setSeen] = useState<Wanted | null>(null)
  const list = useQuery(query.names.queryOptions({ input: { known: 'no' } }))
  return (
    <section className="card stack" aria-label={t.tabs.names}>
      <h2 style={{ margin: 0 }}>{t.namesTitle}</h2>
      <p className="small muted" style={{ margin: 0 }}>
        {t.treeHelp}
      </p>
      <Load of={list} rows={6}>
        {({ items }) =>
          items.length === 0 ? (
            <Notice title={t.namesDone}>{t.namesDoneHelp}</Notice>
          ) : (
            <Rows items={items} open={setSeen} />
          )
        }
      </Load>
      <Suspense>{seen && <People of={seen} close={() => setSeen(null)} />}</Suspense>
    </section>
  )
}

function Rows({ items, open }: { items: readonly SeenName[]; open(of: Wanted): void }) {
  const tomorrow = addDays(todayIn(useZone(), Date.now()), 1)
  const t = useText(channelWords)
  const { language } = usePreferences()
  const may = useMay()('people:write')
  const nameText = useNameText()
  return (
    <Scroll label={t.tabs.names}>
      <Table
        size="small"
        rowKey="name"
        dataSource={[...items]}
        pagination={items.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
        columns={[
          { title: t.came, render: (_, { name }) => nameText(name) },
          ...(may
            ? [{ title: t.assign, width: 260, render: (_: unknown, row: SeenName) => <Assign name={row.name} /> }]
            : []),
          {
            title: t.people,
            align: 'right',
            render: (_, { name, people }) =>
              people === 0 ? (
                0
              ) : (
                <Button
                  type="link"
                  size="small"
                  style={{ paddingInline: 0 }}
                  aria-label={`${nameText(name)} ${t.people} ${exact(people, language)}`}
                  onClick={() =>
                    open({
                      ...{ from: '1980-01-01', to: tomorrow, of: 'all', set: 'people', source: name },
                      name: t.who(nameText(name), t.people),
                    })
                  }
                >
                  {exact(people, language)}
                </Button>
              ),
          },
          { title: t.seenOrders, align: 'right', render: (_, { orders }) => exact(orders, language) },
          { title: t.seenCosts, align: 'right', render: (_, { costs }) => money(costs, language) },
          { title: t.last, render: (_, { lastAt }) => (lastAt === null ? '—' : <Time at={lastAt} />) },
        ]}
      />
    </Scroll>
  )
}

/** Gives a name to a channel. */
function Assign({ name }: { name: string }) {
  const t = useText(channelWords)
  const { message } = App.useApp()
  const queries = useQueryClient()
  const offer = useUndo()
  const nameText = useNameText()
  const tree = useTree().data?.items ?? []
  const fresh = () => queries.invalidateQueries()
  const change = useMutation(
    query.change.mutationOptions({
      async onSuccess({ change: id, id: channel, items }) {
        await fresh()
        const to = items.find((one) => one.id === channel)?.name ?? ''
        offer(t.assigned(nameText(name), to), () => client.undo({ id }).then(fresh))
      },
      onError: (error) => void message.error(problemOf(error).title),
    }),
  )
  const give = (id: string | undefined) => {
    const names = tree.find((one) => one.id === id)?.names
    if (id && names) change.mutate({ id, names: [...names, name] })
  }
  return (
    <ChannelSelect
      label={`${t.assign} ${nameText(name)}`}
      placeholder={t.assign}
      disabled={change.isPending}
      onChange={give}
    />
  )
}
