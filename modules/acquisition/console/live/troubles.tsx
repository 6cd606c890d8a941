import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { App, Button, Table, Tag } from 'antd'
import type { ReactNode } from 'react'
import { problemOf } from '#ui/api'
import { useTitle } from '#ui/page'
import { useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { Load, Notice } from '#ui/states'
import { Time } from '#ui/time'
import { liveApi, type Trouble } from './api.tsx'
import { liveWords } from './words.tsx'

const { query } = liveApi

/** What the hourly patrol has found. */
export function PatrolPage({ tabs }: { tabs: ReactNode }) {
  const t = useText(liveWords)
  const may = useMay()
  const { message } = App.useApp()
  const queries = useQueryClient()
  useTitle(t.patrolTitle)
  const troubles = useQuery(query.troubles.queryOptions())
  const look = useMutation(
    query.patrol.mutationOptions({
      onSettled: () => queries.invalidateQueries({ queryKey: query.troubles.key() }),
      onError: (error) => void message.error(problemOf(error).title),
    }),
  )
  const at = troubles.data?.at
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{t.patrolTitle}</h1>
        <span className="grow" />
        {may('people:write') && (
          <Button type="primary" loading={look.isPending} onClick={() => look.mutate({})}>
            {t.patrolNow}
          </Button>
        )}
      </div>
      <div className="row">
        {tabs}
        <span className="small muted">
          {at ? (
            <>
              {t.patrolAt} <Time at={at} />
            </>
          ) : (
            t.never
          )}
        </span>
      </div>
      <Load of={troubles} rows={5}>
        {({ items }) =>
          items.length === 0 ? (
            <section className="card">
              <Notice title={t.allWell}>{at ? undefined : t.never}</Notice>
            </section>
          ) : (
            <Found items={items} />
          )
        }
      </Load>
    </div>
  )
}

function Found({ items }: { items: readonly Trouble[] }) {
  const t = useText(liveWords)
  return (
    <Table
      rowKey="id"
      dataSource={[...items]}
      pagination={false}
      scroll={{ x: 'max-content' }}
      columns={[
        {
          title: t.name,
          render: (_, one) => (
            <Link to="/live-codes/$id" params={{ id: one.live }}>
              {one.name}
            </Link>
          ),
        },
        {
          title: t.patrolTitle,
          render: (_, one) => <span className="break">{t.troubles[one.kind](one.aboutName)}</span>,
        },
        {
          title: t.state,
          render: (_, one) => (one.covered ? <Tag>{t.covered}</Tag> : <Tag color="error">{t.uncovered}</Tag>),
        },
        { title: t.since, render: (_, one) => <Time at={one.since} /> },
      ]}
    />
  )
}
