import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { App, Button, Table, Tag } from 'antd'
import { money } from '#base/format'
import { problemOf } from '#ui/api'
import { useNarrow } from '#ui/page'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { Load } from '#ui/states'
import { Time } from '#ui/time'
import { after, type Deal, paged, useFresh } from './api.tsx'
import { Fen, rateText } from './parts.tsx'
import { payoutsApi } from './payoutsApi.tsx'
import { partnerWords } from './words.tsx'

const { query, client } = payoutsApi

/** Sales and activations of a partner, and of those they brought in: whose, why, and every line of money. */
export function Deals({ partner }: { partner: string }) {
  const t = useText(partnerWords)
  const narrow = useNarrow()
  const list = useInfiniteQuery(
    query.deals.infiniteOptions({
      input: (cursor: string | undefined) => ({ ...after(cursor), limit: 20, partner }),
      ...paged,
      refetchInterval: 15_000,
    }),
  )
  return (
    <section className="card stack" aria-label={t.deals}>
      <div className="row spread">
        <h2>{t.deals}</h2>
        <Look />
      </div>
      <p className="small muted">{t.rule}</p>
      <Load of={list} rows={4}>
        {({ pages }) => {
          const rows = pages.flatMap(({ items }) => items)
          if (rows.length === 0) return <p className="muted">{t.noDeals}</p>
          return (
            <>
              {narrow ? (
                rows.map((row) => <Card key={row.id} of={row} partner={partner} />)
              ) : (
                <Rows rows={rows} partner={partner} />
              )}
              {list.hasNextPage && (
                <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                  {t.more}
                </Button>
              )}
            </>
          )
        }}
      </Load>
    </section>
  )
}

function Look() {
  const t = useText(partnerWords)
  const may = useMay()
  const { message } = App.useApp()
  const fresh = useFresh()
  const look = useMutation({
    mutationFn: () => client.judge(),
    onSettled: fresh,
    onSuccess: ({ sales, activations }) => void message.success(t.looked(sales, activations)),
    onError: (error) => void message.error(problemOf(error).title),
  })
  if (!may('people:write')) return null
  return (
    <Button size="small" loading={look.isPending} onClick={() => look.mutate()}>
      {t.look}
    </Button>
  )
}

/** What the partner themselves has of a deal. */
const ownOf = ({ lines }: Deal, partner: string): number =>
  lines.filter((line) => line.partner === partner).reduce((sum, { amount }) => sum + amount, 0)

function State({ of }: { of: Deal }) {
  const t = useText(partnerWords)
  if (of.isVoid) return <Tag color="error">{t.states.void}</Tag>
  if (of.flags > 0) return <Tag color="warning">{t.states.review}</Tag>
  const stated = of.lines.findLast(({ statement }) => statement !== null)?.statement
  if (stated && of.lines.every(({ statement }) => statement !== null)) return <Tag>{t.onStatement(stated)}</Tag>
  return Date.parse(of.dueAt) > Date.now() ? <Tag>{t.states.held}</Tag> : <Tag color="success">{t.states.ready}</Tag>
}

function Customer({ of }: { of: Deal }) {
  const t = useText(partnerWords)
  if (of.person === null) return <span className="muted">{t.erased}</span>
  return (
    <Link to="/people/$id" params={{ id: of.person }}>
      {of.name ?? `#${of.person}`}
    </Link>
  )
}

function Rows({ rows, partner }: { rows: readonly Deal[]; partner: string }) {
  const t = useText(partnerWords)
  return (
    <Table
      rowKey="id"
      size="small"
      dataSource={[...rows]}
      pagination={false}
      scroll={{ x: 'max-content' }}
      expandable={{ expandedRowRender: (row) => <Why of={row} /> }}
      columns={[
        { title: t.at, render: (_, row) => <Time at={row.at} /> },
        { title: t.what, render: (_, row) => t[row.kind] },
        { title: t.customer, render: (_, row) => <Customer of={row} /> },
        { title: t.gross, align: 'right', render: (_, row) => <Fen of={row.gross} /> },
        { title: t.net, align: 'right', render: (_, row) => <Fen of={row.net} /> },
        { title: t.commission, align: 'right', render: (_, row) => <Fen of={ownOf(row, partner)} /> },
        { title: t.programme, dataIndex: 'programmeName' },
        { title: t.dueAt, render: (_, row) => <Time at={row.dueAt} /> },
        { title: t.state, render: (_, row) => <State of={row} /> },
      ]}
    />
  )
}

function Card({ of, partner }: { of: Deal; partner: string }) {
  const t = useText(partnerWords)
  return (
    <div className="list-card">
      <span className="row">
        <Time at={of.at} /> {t[of.kind]} <Customer of={of} /> <State of={of} />
      </span>
      <span className="small muted">
        {t.net} <Fen of={of.net} /> · {t.commission} <Fen of={ownOf(of, partner)} />
      </span>
      <details>
        <summary>{t.why}</summary>
        <Why of={of} />
      </details>
    </div>
  )
}

/** The touch that has it, those before it, and how every line came about. */
function Why({ of }: { of: Deal }) {
  const t = useText(partnerWords)
  const { chosen, others, windowDays, lines } = of
  return (
    <div className="stack small">
      <p>
        <Time at={chosen.at} /> {t.chosen(t.hows[chosen.how], chosen.code, windowDays)}
      </p>
      {others.length > 0 && (
        <div>
          <span className="muted">{t.others}</span>
          <ul>
            {others.map((one) => (
              <li key={`${one.way} ${one.at}`}>
                <Time at={one.at} /> {one.partnerName} · {t.hows[one.how]} {one.code}
              </li>
            ))}
          </ul>
        </div>
      )}
      <ul>
        {lines.map((line) => (
          <li key={line.id}>
            <Time at={line.at} /> {line.partnerName} · {t.line(t.lineKinds[line.kind], t.reasons[line.reason])}{' '}
            <strong>
              <Fen of={line.amount} />
            </strong>{' '}
            <Reckoning of={line} />
          </li>
        ))}
      </ul>
    </div>
  )
}

function Reckoning({ of: { why } }: { of: Deal['lines'][number] }) {
  const t = useText(partnerWords)
  const { language } = usePreferences()
  const sum = (fen: number) => money(fen, language)
  const parts = [
    ...(why.rate === null ? [] : [t.rateOf(sum(why.base), rateText(why.rate)), t.volume(sum(why.volume))]),
    ...(why.cap === null ? [] : [t.caps[why.cap]]),
  ]
  return <span className="muted">{parts.join(' · ')}</span>
}
