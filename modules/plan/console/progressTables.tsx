import { Link } from '@tanstack/react-router'
import { Table, Tag } from 'antd'
import { exact, shortMoney } from '#base/format'
import { todayIn } from '#base/range'
import { usePreferences, useText } from '#ui/preferences'
import { useZone } from '#ui/zone'
import type { Reply, Show } from './reply.tsx'
import { words } from './words.tsx'

/** `2026-05` */
export const monthName = (iso: string, zone: string) =>
  new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit' }).format(new Date(iso))

/** The days of a month as the board asks for them. */
function monthOf({ start, end }: { start: string; end: string }, zone: string) {
  return { from: todayIn(zone, Date.parse(start)), to: todayIn(zone, Date.parse(end)) }
}

/** Plan and actual, month by month. */
export function Months({ reply }: { reply: Reply }) {
  const t = useText(words)
  const { language } = usePreferences()
  const zone = useZone()
  const pair = (read: (part: NonNullable<Reply['months'][number]['plan']>) => number, show: Show) => [
    {
      title: t.plan,
      align: 'right' as const,
      render: (_: unknown, row: Reply['months'][number]) => show(row.plan ? read(row.plan) : null, language),
    },
    {
      title: t.actual,
      align: 'right' as const,
      render: (_: unknown, row: Reply['months'][number]) => show(row.actual ? read(row.actual) : null, language),
    },
  ]
  return (
    <section className="card">
      <h2>{t.months}</h2>
      <Table
        size="small"
        rowKey="start"
        pagination={false}
        scroll={{ x: 'max-content' }}
        dataSource={reply.months}
        columns={[
          {
            title: t.month,
            fixed: 'left',
            render: (_, row) => (
              <>
                <Link to="/" search={monthOf(row, zone)}>
                  {monthName(row.start, zone)}
                </Link>{' '}
                {row.actual && !row.isOver && <Tag>{t.running}</Tag>}
              </>
            ),
          },
          { title: t.gmv, children: pair(({ gmv }) => gmv, shortMoney) },
          { title: t.entered, children: pair(({ entered }) => entered, exact) },
          { title: t.live, children: pair(({ live }) => live, exact) },
        ]}
      />
    </section>
  )
}

interface PartsProps {
  title: string
  name: string
  rows: readonly { key: string; plan: number | null; due: number | null; actual: number }[]
  show: Show
  /** Whom the name of a row opens. */
  by: { by: 'source' | 'owner'; set: 'self' | 'buyers'; view: 'cohort' | 'period' }
  within: { from: string; to: string }
}

/** Plan and actual of each channel or owner. */
export function Parts({ title, name, rows, show, by, within }: PartsProps) {
  const t = useText(words)
  const { language } = usePreferences()
  const gap = (row: PartsProps['rows'][number]) => (row.due === null ? null : row.actual - row.due)
  return (
    <section className="card">
      <h2>{title}</h2>
      <Table
        size="small"
        rowKey="key"
        pagination={rows.length > 10 ? { pageSize: 10, size: 'small' } : false}
        {...(rows.length > 0 ? { scroll: { x: 'max-content' } } : {})}
        dataSource={[...rows]}
        locale={{ emptyText: <span className="muted">{t.nobody}</span> }}
        columns={[
          {
            title: name,
            render: (_, row) => (
              <Link to="/board/people" search={{ ...within, ...by, key: row.key }}>
                {row.key || t.unknown}
              </Link>
            ),
          },
          { title: t.plan, align: 'right', render: (_, row) => show(row.plan, language) },
          { title: t.due, align: 'right', render: (_, row) => show(row.due, language) },
          { title: t.actual, align: 'right', render: (_, row) => show(row.actual, language) },
          {
            title: t.gap,
            align: 'right',
            render: (_, row) => {
              const value = gap(row)
              return <span className={value !== null && value < 0 ? 'behind' : ''}>{show(value, language)}</span>
            },
          },
        ]}
      />
    </section>
  )
}
