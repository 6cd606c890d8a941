import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Alert, Button, Drawer, Input, Modal, Table } from 'antd'
import { useState } from 'react'
import { exact, money } from '#base/format'
import { monthsBefore, todayIn } from '#base/range'
import { apiOf, problemOf } from '#ui/api'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { Load, Notice } from '#ui/states'
import { Time } from '#ui/time'
import { useZone } from '#ui/zone'
import { closing } from '../contract.ts'
import type { ActorName } from './actorName.tsx'
import { words } from './words.tsx'

const { query, client } = apiOf(closing)
type Closed = Awaited<ReturnType<typeof client.list>>['items'][number]

/** The last months: closed with what was reported, or open, each with its bridge to finance. */
export function Closes({ Actor }: { Actor: ActorName }) {
  const t = useText(words)
  const { language } = usePreferences()
  const may = useMay()('plan:write')
  const months = monthsBefore(todayIn(useZone(), Date.now()), 13)
  const list = useQuery(query.list.queryOptions({ input: {} }))
  const [open, setOpen] = useState<string | null>(null)
  const [closed, setClosed] = useState<string | null>(null)
  return (
    <section className="card stack">
      <p className="muted">{t.closeHelp}</p>
      <Load of={list}>
        {({ items }) => {
          const found = new Map(items.map((one) => [one.month, one]))
          const older = items.map(({ month }) => month).filter((month) => !months.includes(month))
          const amount = (read: (one: Closed) => number) => (_: unknown, month: string) => {
            const one = found.get(month)
            return <span className="num">{money(one ? read(one) : null, language)}</span>
          }
          return (
            <Table<string>
              size="small"
              rowKey={(month) => month}
              pagination={false}
              scroll={{ x: 'max-content' }}
              dataSource={[...months, ...older]}
              columns={[
                {
                  title: t.month,
                  fixed: 'left',
                  render: (_, month) => (
                    <Button type="link" size="small" onClick={() => setOpen(month)}>
                      {month}
                    </Button>
                  ),
                },
                { title: t.reported, align: 'right', render: amount(({ reported }) => reported.gmv) },
                { title: t.now, align: 'right', render: amount(({ now }) => now.gmv) },
                { title: t.difference, align: 'right', render: amount(({ now, reported }) => now.gmv - reported.gmv) },
                {
                  title: t.close,
                  render: (_, month) => {
                    const one = found.get(month)
                    if (one)
                      return (
                        <span className="small muted">
                          <Actor by={one.closedBy} /> · <Time at={one.closedAt} />
                        </span>
                      )
                    return (
                      may && (
                        <Button size="small" onClick={() => setClosed(month)}>
                          {t.close}
                        </Button>
                      )
                    )
                  },
                },
              ]}
            />
          )
        }}
      </Load>
      {closed && <CloseMonth month={closed} close={() => setClosed(null)} />}
      <Drawer title={open} open={open !== null} onClose={() => setOpen(null)} size={560} destroyOnHidden>
        {open && <Month month={open} />}
      </Drawer>
    </section>
  )
}

function CloseMonth({ month, close }: { month: string; close(): void }) {
  const t = useText(words)
  const queries = useQueryClient()
  const [note, setNote] = useState('')
  const act = useMutation({
    mutationFn: () => client.close({ month, note }),
    onSuccess: async () => {
      await queries.invalidateQueries()
      close()
    },
  })
  return (
    <Modal
      open
      title={t.closeMonth(month)}
      okText={t.close}
      cancelText={t.cancel}
      confirmLoading={act.isPending}
      onOk={() => act.mutate()}
      onCancel={close}
    >
      {act.error && <Alert type="error" showIcon title={problemOf(act.error).title} />}
      <p>{t.closeHelp}</p>
      <Input aria-label={t.note} placeholder={t.note} value={note} onChange={(event) => setNote(event.target.value)} />
    </Modal>
  )
}

function Month({ month }: { month: string }) {
  const t = useText(words)
  const { language } = usePreferences()
  const data = useQuery(query.month.queryOptions({ input: { month } }))
  return (
    <Load of={data}>
      {({ now, closed, bridge, changed }) => {
        const { paid, refunded, backWithin, backLater, undated } = bridge
        const rows = [
          [t.paid, paid],
          [t.refunded, -refunded],
          [t.finance, paid - refunded],
          [t.backWithin, -backWithin],
          [t.backLater, -backLater],
          [t.undated, -undated],
          [t.net, paid - backWithin - backLater - undated],
          [t.gmv, now.gmv],
        ] as const
        return (
          <div className="stack">
            {closed?.note && <p>{closed.note}</p>}
            <h2>{t.bridge}</h2>
            <table className="lines">
              <tbody>
                {rows.map(([name, amount]) => (
                  <tr key={name}>
                    <th scope="row">{name}</th>
                    <td>{money(amount, language)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
            <p className="muted small">{t.outside}</p>
            <h2>
              {t.changed} {exact(changed.length, language)}
            </h2>
            {changed.length === 0 ? (
              <Notice title={t.noneChanged} />
            ) : (
              <Table
                size="small"
                rowKey="id"
                pagination={{ pageSize: 20 }}
                scroll={{ x: 'max-content' }}
                dataSource={changed}
                columns={[
                  {
                    title: t.order,
                    render: (_, row) => (
                      <Link to="/orders" search={{ q: row.orderNo }}>
                        {row.orderNo}
                      </Link>
                    ),
                  },
                  { title: t.paid, align: 'right', render: (_, row) => money(row.gross, language) },
                  { title: t.net, align: 'right', render: (_, row) => money(row.net, language) },
                  { title: t.changedAt, render: (_, row) => <Time at={row.changedAt} /> },
                ]}
              />
            )}
          </div>
        )
      }}
    </Load>
  )
}
