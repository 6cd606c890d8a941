import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Segmented, Table } from 'antd'
import { useState } from 'react'
import { change, exact, money, multiple, percent, shortMoney } from '#base/format'
import { apiOf } from '#ui/api'
import { usePreferences, useText } from '#ui/preferences'
import { Load } from '#ui/states'
import { insight } from '../contract.ts'
import type { BoardSearch, Question } from './question.tsx'
import { words } from './words.tsx'

const { query, client } = apiOf(insight)

const people = ['source', 'owner', 'entry'] as const
const orders = ['store', 'staff', 'channel'] as const
type By = (typeof people)[number] | (typeof orders)[number]

type Slice = Awaited<ReturnType<typeof client.slices>>['items'][number]
type Rank = Awaited<ReturnType<typeof client.ranking>>['items'][number]

interface Props {
  ask: Question & { search: BoardSearch; set(patch: BoardSearch): void }
}

/** Where it moved: slices of people with every factor, rankings of orders with money only. */
export function Breakdown({ ask }: Props) {
  const t = useText(words)
  const by: By = ask.search.by ?? 'source'
  const slice = people.find((name) => name === by)
  const rank = orders.find((name) => name === by)
  return (
    <section className="card">
      <h2>
        {t.where}
        <span className="grow" />
      </h2>
      <div className="row" style={{ marginBottom: 12 }}>
        <Segmented<By>
          value={by}
          onChange={(next) => ask.set({ by: next })}
          options={[...people, ...orders].map((value) => ({ value, label: t.by[value] }))}
        />
        <span className="muted small">{slice ? t.slicesHelp : t.rankingHelp}</span>
      </div>
      {slice && <Slices by={slice} ask={ask} />}
      {rank && <Ranking by={rank} ask={ask} />}
    </section>
  )
}

/** Rows shown before somebody asks for all: the largest moves come first. */
const few = 10

const moved = (slice: Slice): number => slice.now.gmv - (slice.before?.gmv ?? 0)

function Slices({ by, ask }: Props & { by: (typeof people)[number] }) {
  const t = useText(words)
  const { language } = usePreferences()
  const data = useQuery(query.slices.queryOptions({ input: { ...ask.input, by }, placeholderData: (old) => old }))
  const [all, setAll] = useState(false)
  const name = (key: string) => (by === 'entry' ? (t.entries[key as keyof typeof t.entries] ?? key) : key || t.unknown)
  const biggest = (slice: Slice) => {
    const parts = (slice.contributions ?? []).toSorted((a, b) => Math.abs(b.amount) - Math.abs(a.amount))
    const names: Record<string, string> = { ...t.factor, ...t.parts }
    const first = parts[0]
    return first && first.amount !== 0 ? `${names[first.factor]} ${shortMoney(first.amount, language)}` : '—'
  }
  return (
    <Load of={data}>
      {({ items }) => (
        <Table
          size="small"
          rowKey="key"
          pagination={false}
          scroll={{ x: 'max-content' }}
          {...(items.length > few && !all
            ? { footer: () => <More count={items.length} show={() => setAll(true)} /> }
            : {})}
          dataSource={items
            .toSorted((a, b) => Math.abs(moved(b)) - Math.abs(moved(a)))
            .slice(0, all ? items.length : few)}
          columns={[
            {
              title: t.by[by],
              render: (_, row) => (
                <Link to="/board/people" search={{ ...ask.search, set: 'people', by, key: row.key }}>
                  {name(row.key)}
                </Link>
              ),
            },
            {
              title: t.gmv,
              align: 'right',
              render: (_, row) => <span title={money(row.now.gmv, language)}>{shortMoney(row.now.gmv, language)}</span>,
            },
            ...(ask.compare === 'none'
              ? []
              : [
                  {
                    title: t.moved,
                    align: 'right' as const,
                    render: (_: unknown, row: Slice) => shortMoney(moved(row), language),
                  },
                  { title: t.mostBy, render: (_: unknown, row: Slice) => biggest(row) },
                ]),
            { title: t.people, align: 'right', render: (_, row) => exact(row.now.people, language) },
            { title: t.factor.conversion, align: 'right', render: (_, row) => percent(row.now.factors.conversion) },
            {
              title: t.factor.basket,
              align: 'right',
              render: (_, row) =>
                money(row.now.factors.basket === null ? null : Math.round(row.now.factors.basket), language),
            },
            { title: t.factor.lifetime, align: 'right', render: (_, row) => multiple(row.now.factors.lifetime) },
          ]}
        />
      )}
    </Load>
  )
}

function More({ count, show }: { count: number; show(): void }) {
  const t = useText(words)
  return (
    <Button type="link" size="small" onClick={show}>
      {t.showAll(count)}
    </Button>
  )
}

function Ranking({ by, ask }: Props & { by: (typeof orders)[number] }) {
  const t = useText(words)
  const { language } = usePreferences()
  const data = useQuery(query.ranking.queryOptions({ input: { ...ask.input, by }, placeholderData: (old) => old }))
  const place = (row: Rank, i: number) =>
    row.rankBefore === undefined ? `${i + 1}` : `${i + 1} (${row.rankBefore ?? '—'})`
  return (
    <Load of={data}>
      {({ items }) => (
        <Table
          size="small"
          rowKey="key"
          pagination={items.length > 20 ? { pageSize: 20 } : false}
          scroll={{ x: 'max-content' }}
          dataSource={items}
          columns={[
            { title: t.place, render: (_, row) => <span className="num">{place(row, items.indexOf(row))}</span> },
            {
              title: t.by[by],
              render: (_, row) => (
                <Link to="/board/people" search={{ ...ask.search, set: 'buyers', by, key: row.key }}>
                  {row.key || t.unknown}
                </Link>
              ),
            },
            {
              title: t.gmv,
              align: 'right',
              render: (_, row) => <span title={money(row.gmv, language)}>{shortMoney(row.gmv, language)}</span>,
            },
            ...(ask.compare === 'none'
              ? []
              : [
                  {
                    title: t.moved,
                    align: 'right' as const,
                    render: (_: unknown, row: Rank) => change(row.gmv, row.gmvBefore ?? null),
                  },
                ]),
            { title: t.orders, align: 'right', render: (_, row) => exact(row.orders, language) },
            { title: t.buyers, align: 'right', render: (_, row) => exact(row.buyers, language) },
          ]}
        />
      )}
    </Load>
  )
}
