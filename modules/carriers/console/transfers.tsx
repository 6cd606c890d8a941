import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, type TableColumnsType, Tag } from 'antd'
import { exact } from '#base/format'
import { ListPage } from '#ui/listPage'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { FirstUse } from '#ui/states'
import { Time } from '#ui/time'
import { Gone, TransferState } from './transferParts.tsx'
import { type Transfer, transfersApi } from './transfersApi.tsx'
import { transferWords } from './transferWords.tsx'

const { query } = transfersApi

/** Hand-overs, and how far each is. */
export function TransfersPage() {
  const t = useText(transferWords)
  const may = useMay()
  const list = useInfiniteQuery(
    query.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ limit: 50, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
      refetchInterval: 5000,
    }),
  )
  const create = may('carriers:write') && (
    <Link to="/transfers/new">
      <Button type="primary">{t.create}</Button>
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
          <span className="row spread">
            <From row={row} />
            <TransferState of={row} />
          </span>
          <span className="small muted">{row.to.map(({ name }) => name).join('、')}</span>
          <Gone of={row} />
        </>
      )}
      first={
        <FirstUse title={t.first} action={create}>
          {t.firstHelp}
        </FirstUse>
      }
    />
  )
}

const From = ({ row: { id, from } }: { row: Transfer }) => {
  const t = useText(transferWords)
  return (
    <span>
      <Link to="/transfers/$id" params={{ id }}>
        {from.name}
      </Link>{' '}
      {from.left && <Tag>{t.left}</Tag>}
    </span>
  )
}

function useColumns(): TableColumnsType<Transfer> {
  const t = useText(transferWords)
  const { language } = usePreferences()
  const parts = (counts: Transfer['chats'] | Transfer['codes']) => {
    const all = Object.values(counts).reduce((sum, count) => sum + count, 0)
    return all === 0 ? '—' : `${exact(counts.done, language)} / ${exact(all, language)}`
  }
  return [
    { title: t.from, render: (_, row) => <From row={row} /> },
    { title: t.takers, render: (_, row) => row.to.map(({ name }) => name).join('、') },
    { title: t.state, render: (_, row) => <TransferState of={row} /> },
    { title: t.customers, render: (_, row) => <Gone of={row} /> },
    { title: t.chats, render: (_, row) => <span className="num">{parts(row.chats)}</span> },
    { title: t.codes, render: (_, row) => <span className="num">{parts(row.codes)}</span> },
    { title: t.madeAt, render: (_, row) => <Time at={row.madeAt} /> },
  ]
}
