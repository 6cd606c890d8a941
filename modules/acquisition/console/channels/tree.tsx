import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Checkbox, Dropdown, Table, Tag } from 'antd'
import { Suspense, useState } from 'react'
import { problemOf } from '#ui/api'
import { later } from '#ui/later'
import { useNarrow } from '#ui/page'
import { useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { Scroll } from '#ui/scroll'
import { Load } from '#ui/states'
import { type Channel, channelsApi } from './api.tsx'
import { useNameText, useTree, useUndo } from './parts.tsx'
import { channelWords } from './words.tsx'

const ChannelEditing = later(() => import('./editing.tsx').then((module) => module.ChannelEditing))
const { query, client } = channelsApi

/** What a change leaves behind: the new tree everywhere, and a way back. */
function useChannelChange() {
  const t = useText(channelWords)
  const queries = useQueryClient()
  const { message } = App.useApp()
  const offer = useUndo()
  const fresh = () => queries.invalidateQueries()
  return useMutation(
    query.change.mutationOptions({
      async onSuccess({ change }) {
        await fresh()
        offer(t.done, () => client.undo({ id: change }).then(fresh))
      },
      onError: (error) => void message.error(problemOf(error).title),
    }),
  )
}

/** The tree of channels, and by which names and marks each is known. */
export function ChannelTree() {
  const t = useText(channelWords)
  const may = useMay()('people:write')
  const tree = useTree()
  const [editing, setEditing] = useState<Channel | { parent: string | null } | null>(null)
  const [all, setAll] = useState(false)
  return (
    <>
      <div className="row">
        <p className="small muted grow" style={{ margin: 0 }}>
          {t.treeHelp}
        </p>
        <Checkbox checked={all} onChange={(event) => setAll(event.target.checked)}>
          {t.showArchived}
        </Checkbox>
        {may && (
          <Button type="primary" onClick={() => setEditing({ parent: null })}>
            {t.add}
          </Button>
        )}
      </div>
      <section className="card" aria-label={t.tabs.tree}>
        <Load of={tree} rows={12}>
          {({ items }) => (
            <Rows items={items.filter(({ archived }) => all || !archived)} edit={may ? setEditing : null} />
          )}
        </Load>
      </section>
      <Suspense>{editing && <ChannelEditing of={editing} close={() => setEditing(null)} />}</Suspense>
    </>
  )
}

type Edit = ((of: Channel | { parent: string | null }) => void) | null

function Rows({ items, edit }: { items: readonly Channel[]; edit: Edit }) {
  const t = useText(channelWords)
  const narrow = useNarrow()
  if (narrow)
    return items.map((row) => (
      <div className="list-card" key={row.id} style={{ paddingInlineStart: (row.level - 1) * 14 }}>
        <span className="row spread">
          <Name row={row} />
          {edit && <Acts row={row} items={items} edit={edit} />}
        </span>
        <Known row={row} />
      </div>
    ))
  return (
    <Scroll label={t.tabs.tree}>
      <Table
        size="small"
        rowKey="id"
        dataSource={[...items]}
        pagination={false}
        columns={[
          {
            title: t.channel,
            render: (_, row) => (
              <span style={{ paddingInlineStart: (row.level - 1) * 20 }}>
                <Name row={row} />
              </span>
            ),
          },
          { title: t.knownBy, render: (_, row) => <Known row={row} /> },
          ...(edit
            ? [
                {
                  title: '',
                  width: 190,
                  render: (_: unknown, row: Channel) => <Acts row={row} items={items} edit={edit} />,
                },
              ]
            : []),
        ]}
      />
    </Scroll>
  )
}

function Name({ row }: { row: Channel }) {
  const t = useText(channelWords)
  return (
    <span>
      {row.level === 1 ? <strong>{row.name}</strong> : row.name} {row.archived && <Tag>{t.archived}</Tag>}
    </span>
  )
}

/** What the channel is known by, beside its own name. */
function Known({ row }: { row: Channel }) {
  const nameText = useNameText()
  return (
    <span className="row" style={{ gap: 4 }}>
      {row.names.map((name) => (
        <Tag key={name}>{nameText(name)}</Tag>
      ))}
      {row.utm.map(({ source, medium, campaign }) => {
        const text = [source, medium, campaign].map((one) => one || '*').join(' / ')
        return (
          <Tag key={text} color="processing">
            utm {text}
          </Tag>
        )
      })}
    </span>
  )
}

function Acts({ row, items, edit }: { row: Channel; items: readonly Channel[]; edit: NonNullable<Edit> }) {
  const t = useText(channelWords)
  const change = useChannelChange()
  const beside = items.filter(({ parent }) => parent === row.parent)
  const at = beside.findIndex(({ id }) => id === row.id)
  const [previous, next, afterNext] = [beside[at - 1], beside[at + 1], beside[at + 2]]
  const move = (before: string | null) => change.mutate({ id: row.id, before })
  return (
    <span className="row" style={{ gap: 4, flexWrap: 'nowrap' }}>
      <Button size="small" onClick={() => edit(row)}>
        {t.edit}
      </Button>
      {row.level < 4 && !row.archived && (
        <Button size="small" onClick={() => edit({ parent: row.id })}>
          {t.addBelow}
        </Button>
      )}
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            { key: 'up', label: t.up, disabled: !previous, onClick: () => move(previous?.id ?? null) },
            { key: 'down', label: t.down, disabled: !next, onClick: () => move(afterNext?.id ?? null) },
            {
              ...{ key: 'archive', label: row.archived ? t.restore : t.archive },
              onClick: () => change.mutate({ id: row.id, archived: !row.archived }),
            },
          ],
        }}
      >
        <Button size="small" aria-label={`${t.moreActs} ${row.name}`} loading={change.isPending}>
          ⋯
        </Button>
      </Dropdown>
    </span>
  )
}
