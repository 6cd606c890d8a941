import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Table } from 'antd'
import { exact, money } from '#base/format'
import { problemOf } from '#ui/api'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { Scroll } from '#ui/scroll'
import { Load, Notice } from '#ui/states'
import { Time } from '#ui/time'
import { channelsApi, type SeenName } from './api.tsx'
import { ChannelSelect, useNameText, useTree, useUndo } from './parts.tsx'
import { channelWords } from './words.tsx'

const { query, client } = channelsApi

/** Names that the data bears and no channel is known by: one click each. */
export function SeenNames() {
  const t = useText(channelWords)
  const list = useQuery(query.names.queryOptions({ input: { known: 'no' } }))
  return (
    <section className="card stack" aria-label={t.tabs.names}>
      <h2>{t.namesTitle}</h2>
      <p className="small muted">{t.treeHelp}</p>
      <Load of={list} rows={6}>
        {({ items }) =>
          items.length === 0 ? <Notice title={t.namesDone}>{t.namesDoneHelp}</Notice> : <Rows items={items} />
        }
      </Load>
    </section>
  )
}

function Rows({ items }: { items: readonly SeenName[] }) {
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
          { title: t.people, align: 'right', render: (_, { people }) => exact(people, language) },
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
