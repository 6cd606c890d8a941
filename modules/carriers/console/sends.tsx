import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, type TableColumnsType } from 'antd'
import { ListPage } from '#ui/listPage'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { FirstUse } from '#ui/states'
import { Time } from '#ui/time'
import { wayNamed, waysOf } from '../core/ways.ts'
import { accountsApi } from './accountsApi.tsx'
import { Progress, SendState } from './sendState.tsx'
import { type Send, sendsApi } from './sendsApi.tsx'
import { sendWords } from './sendWords.tsx'

const { query } = sendsApi

/** Messages for many, with how far each is. */
export function SendsPage() {
  const t = useText(sendWords)
  const may = useMay()
  const accounts = useQuery(accountsApi.query.list.queryOptions())
  const hasAccount = accounts.data?.items.some(({ kind, on }) => on && waysOf(kind).length > 0)
  const list = useInfiniteQuery(
    query.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ limit: 50, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
      refetchInterval: 5000,
    }),
  )
  const create = may('carriers:write') && hasAccount && (
    <Link to="/sends/new">
      <Button type="primary">{t.create}</Button>
    </Link>
  )
  const connect = (
    <Link to="/carriers">
      <Button type="primary">{t.toAccounts}</Button>
    </Link>
  )
  return (
    <ListPage
      title={t.title}
      of={list}
      rowKey={(row) => row.id}
      columns={useColumns()}
      actions={create}
      card={(row) => (
        <>
          <Name row={row} />
          <SendState state={row.state} />
          <Progress row={row} />
        </>
      )}
      first={
        <FirstUse title={t.first} action={hasAccount === false ? connect : create}>
          {hasAccount === false ? t.noAccount : t.firstHelp}
        </FirstUse>
      }
    />
  )
}

function useColumns(): TableColumnsType<Send> {
  const t = useText(sendWords)
  return [
    { title: t.name, render: (_, row) => <Name row={row} /> },
    { title: t.purpose, render: (_, row) => t.purposes[row.purpose] },
    { title: t.state, render: (_, row) => <SendState state={row.state} /> },
    { title: t.sent, render: (_, row) => <Progress row={row} /> },
    { title: t.startsAt, render: (_, row) => <Time at={row.startAt} /> },
  ]
}

function Name({ row: { id, name, ways } }: { row: Send }) {
  const { language } = usePreferences()
  return (
    <>
      <Link to="/sends/$id" params={{ id }}>
        {name}
      </Link>
      <div className="small muted clip">{ways.map(({ way }) => wayNamed(way)?.title[language] ?? way).join(' → ')}</div>
    </>
  )
}
