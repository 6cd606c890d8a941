import { Button, Table, type TableColumnsType, Tag } from 'antd'
import { useState } from 'react'
import { exact, money } from '#base/format'
import { useNarrow } from '#ui/page'
import { usePreferences, useText } from '#ui/preferences'
import { Scroll } from '#ui/scroll'
import type { Line, Report, Total, Wanted } from './api.tsx'
import { channelWords } from './words.tsx'

type Of = Omit<Wanted, 'from' | 'to'>

interface Props {
  report: Report
  margin: string
  open(of: Of): void
}

type Row = Total & Pick<Line, 'level' | 'archived' | 'quiet' | 'name' | 'channel'> & { kind: Line['kind'] | 'total' }

const keyOf = ({ kind, channel }: Row) => `${kind} ${channel ?? ''}`
const hasData = ({ clicks, people, cost, value, quiet }: Line) => clicks + people + cost + value > 0 || quiet

/** Each channel with what is below it, and everything in the last line. */
export function Lines({ report, margin, open }: Props) {
  const t = useText(channelWords)
  const narrow = useNarrow()
  const [all, setAll] = useState(false)
  const idle = report.items.filter((line) => !hasData(line)).length
  const total: Row = {
    ...report.total,
    kind: 'total',
    level: 1,
    name: t.total,
    channel: null,
    archived: false,
    quiet: false,
  }
  const rows: Row[] = [...report.items.filter((line) => all || hasData(line)), total]
  const columns = useLineColumns(margin, open)
  return (
    <section className="card stack" aria-label={t.tabs.report}>
      {narrow ? (
        rows.map((row) => <Card key={keyOf(row)} row={row} open={open} />)
      ) : (
        <Scroll label={t.tabs.report}>
          <Table
            size="small"
            rowKey={keyOf}
            dataSource={rows}
            columns={columns}
            pagination={false}
            onRow={({ kind }) => (kind === 'total' ? { style: { fontWeight: 600 } } : {})}
          />
        </Scroll>
      )}
      {idle > 0 && (
        <span>
          <Button type="link" size="small" onClick={() => setAll(!all)}>
            {all ? t.hideIdle : t.idle(idle)}
          </Button>
        </span>
      )}
    </section>
  )
}

function Name({ row }: { row: Row }) {
  const t = useText(channelWords)
  const name = row.kind === 'own' ? t.ownOf(row.name) : row.kind === 'unknown' ? t.unknown : row.name
  return (
    <span style={{ paddingInlineStart: (row.level - 1) * 18, whiteSpace: 'nowrap' }}>
      {row.kind === 'own' ? <span className="muted">{name}</span> : name}{' '}
      {row.quiet && <Tag color="warning">{t.quiet}</Tag>}
      {row.archived && <Tag>{t.archived}</Tag>}
    </span>
  )
}

/** Whom a number of a line stands for. */
function wantedOf(row: Row, name: string, set: Of['set']): Of {
  const of = row.kind === 'own' || row.kind === 'unknown' ? row.kind : 'all'
  return { of, set, name, ...(row.channel === null ? {} : { channel: row.channel }) }
}

function People({ row, set, open }: { row: Row; set: Of['set']; open: Props['open'] }) {
  const t = useText(channelWords)
  const { language } = usePreferences()
  const count = row[set]
  if (count === 0) return <>0</>
  const name = row.kind === 'own' ? t.ownOf(row.name) : row.kind === 'unknown' ? t.unknown : row.name
  return (
    <Button
      type="link"
      size="small"
      style={{ paddingInline: 0 }}
      aria-label={`${name} ${t[set]} ${exact(count, language)}`}
      onClick={() => open(wantedOf(row, t.who(name, t[set]), set))}
    >
      {exact(count, language)}
    </Button>
  )
}

/** Money to a day, or that the cohort is too young for it. */
function Aged({ value }: { value: number | null }) {
  const t = useText(channelWords)
  const { language } = usePreferences()
  if (value !== null) return <>{money(value, language)}</>
  return (
    <span className="muted small" title={t.youngHelp}>
      {t.young}
    </span>
  )
}

function Payback({ row }: { row: Row }) {
  const t = useText(channelWords)
  if (row.cost === 0) return <>—</>
  return row.payback === null ? <span className="muted">{t.notYet}</span> : t.paybackDay(String(row.payback))
}

function useLineColumns(margin: string, open: Props['open']): TableColumnsType<Row> {
  const t = useText(channelWords)
  const { language } = usePreferences()
  const help = (title: string, text: string) => <span title={text}>{title}</span>
  const people = (set: Of['set'], text: string) => ({
    title: help(t[set], text),
    align: 'right' as const,
    render: (_: unknown, row: Row) => <People row={row} set={set} open={open} />,
  })
  const yuan = (name: 'cost' | 'costPerNet' | 'costPerBuyer' | 'value', text = '') => ({
    title: help(t[name], text),
    align: 'right' as const,
    render: (_: unknown, row: Row) => money(row[name], language),
  })
  const aged = (name: 'value7' | 'value30' | 'value90') => ({
    title: help(t[name], t.valueHelp),
    align: 'right' as const,
    render: (_: unknown, row: Row) => <Aged value={row[name]} />,
  })
  return [
    { title: t.channel, fixed: 'left', render: (_, row) => <Name row={row} /> },
    {
      title: help(t.clicks, t.clicksHelp),
      align: 'right',
      render: (_, row) => exact(row.clicks, language),
    },
    ...[people('people', t.peopleHelp), people('left', t.leftHelp), people('net', t.leftHelp)],
    ...[yuan('cost'), yuan('costPerNet'), people('buyers', t.valueHelp), yuan('costPerBuyer')],
    ...[aged('value7'), aged('value30'), aged('value90'), yuan('value', t.valueHelp)],
    {
      title: help(t.roi, t.roiHelp(margin)),
      align: 'right',
      render: (_, row) => exact(row.roi, language, 2),
    },
    { title: help(t.payback, t.paybackHelp(margin)), align: 'right', render: (_, row) => <Payback row={row} /> },
  ]
}

/** A line on a phone. */
function Card({ row, open }: { row: Row; open: Props['open'] }) {
  const t = useText(channelWords)
  const { language } = usePreferences()
  const facts = [
    [t.cost, money(row.cost, language)],
    [t.costPerNet, money(row.costPerNet, language)],
    [t.value, money(row.value, language)],
    [t.roi, exact(row.roi, language, 2)],
  ] as const
  return (
    <div className="list-card">
      <strong>
        <Name row={row} />
      </strong>
      <span className="row small">
        {(['people', 'net', 'buyers'] as const).map((set) => (
          <span key={set}>
            {t[set]} <People row={row} set={set} open={open} />
          </span>
        ))}
      </span>
      <span className="small muted">{facts.map(([name, value]) => `${name} ${value}`).join(' · ')}</span>
    </div>
  )
}
