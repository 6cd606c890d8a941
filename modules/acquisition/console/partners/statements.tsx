import { useInfiniteQuery } from '@tanstack/react-query'
import { Input, Select, type TableColumnsType } from 'antd'
import { type ReactNode, Suspense, useState } from 'react'
import { later } from '#ui/later'
import { ListPage } from '#ui/listPage'
import { useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import type { Picked } from '#ui/selection'
import { Waiting as Loading, Notice } from '#ui/states'
import { Time } from '#ui/time'
import { statementStates } from '../../core/partners/statement.ts'
import { after, type Lent, paged, type Statement } from './api.tsx'
import { Fen, Named, noteOf, StatementTag } from './parts.tsx'
import { payoutsApi } from './payoutsApi.tsx'
import { StatementActs } from './statementActs.tsx'
import { partnerWords } from './words.tsx'

const Exporting = later(() => import('./exporting.tsx').then((module) => module.Exporting))
const Waiting = later(() => import('./waiting.tsx').then((module) => module.Waiting))
const Approve = later(() => import('./approve.tsx').then((module) => module.Approve))

const { query } = payoutsApi

/** The month before this one, by this browser's clock. */
function lastMonth(): string {
  const now = new Date()
  return new Date(Date.UTC(now.getFullYear(), now.getMonth() - 1, 1)).toISOString().slice(0, 7)
}

/** Statements by month: drawn by one, approved by another, paid by WeChat. */
export function Statements({ tabs, Actor }: Pick<Lent, 'Actor'> & { tabs: ReactNode }) {
  const t = useText(partnerWords)
  const may = useMay()
  const [month, setMonth] = useState(lastMonth)
  const [state, setState] = useState<Statement['state'] | null>(null)
  const filter = { month, ...(state === null ? {} : { state }) }
  const list = useInfiniteQuery(
    query.statements.infiniteOptions({
      input: (cursor: string | undefined) => ({ ...after(cursor), ...filter }),
      ...paged,
      refetchInterval: 5000,
    }),
  )
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? []
  const approve = (picked: Picked, done: () => void) => (
    <Suspense>
      <Approve rows={rows} picked={picked} done={done} />
    </Suspense>
  )
  return (
    <ListPage
      title={t.statements}
      of={list}
      rowKey={(row) => row.id}
      columns={useStatementColumns(Actor)}
      actions={
        may('exports:write') && (
          <Suspense>
            <Exporting filter={filter} />
          </Suspense>
        )
      }
      filters={
        <>
          {tabs}
          <Input
            type="month"
            aria-label={t.month}
            value={month}
            style={{ width: 160 }}
            onChange={({ target }) => /^\d{4}-\d{2}$/.test(target.value) && setMonth(target.value)}
          />
          <Select
            allowClear
            placeholder={t.state}
            aria-label={t.state}
            value={state}
            onChange={(next) => setState(next ?? null)}
            style={{ minWidth: 120 }}
            options={statementStates.map((value) => ({ value, label: t.statementStates[value] }))}
          />
          <Suspense fallback={<Loading />}>
            <Waiting month={month} />
          </Suspense>
        </>
      }
      filtered={state !== null}
      clear={() => setState(null)}
      {...(may('payouts:approve') ? { bulk: approve, scope: JSON.stringify(filter) } : {})}
      card={(row) => <Card row={row} />}
      first={<Notice title={t.noStatements}>{t.nothingToDraw}</Notice>}
    />
  )
}

function Card({ row }: { row: Statement }) {
  const t = useText(partnerWords)
  return (
    <>
      <span className="row">
        <Named row={{ id: row.partner, name: row.partnerName }} />
        <StatementTag of={row} />
      </span>
      <span className="small muted">
        {row.month} · {t.amount} <Fen of={row.amount} /> · {t.clawedBack} <Fen of={row.clawedBack} />
      </span>
      <StatementActs of={row} />
    </>
  )
}

function useStatementColumns(Actor: Lent['Actor']): TableColumnsType<Statement> {
  const t = useText(partnerWords)
  const said = (row: Statement) =>
    row.transfer === null ? noteOf(row, t.unsent) : (t.transfer[row.transfer] ?? row.transfer)
  return [
    { title: t.name, render: (_, row) => <Named row={{ id: row.partner, name: row.partnerName }} /> },
    { title: t.month, dataIndex: 'month' },
    { title: t.amount, align: 'right', render: (_, row) => <Fen of={row.amount} /> },
    { title: t.clawedBack, align: 'right', render: (_, row) => <Fen of={row.clawedBack} /> },
    { title: t.tax, render: (_, row) => t.taxes[row.tax] },
    { title: t.state, render: (_, row) => <StatementTag of={row} /> },
    { title: t.note, render: (_, row) => <span className="small break">{said(row)}</span> },
    { title: t.drawnBy, render: (_, row) => <Actor by={row.drawnBy} /> },
    { title: t.approvedBy, render: (_, row) => row.approvedBy && <Actor by={row.approvedBy} /> },
    { title: t.paid, render: (_, row) => row.state === 'paid' && <Time at={row.endedAt} /> },
    { title: t.actions, render: (_, row) => <StatementActs of={row} /> },
  ]
}
