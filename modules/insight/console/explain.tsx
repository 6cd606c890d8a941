import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Button, Table, type TableColumnsType, Tag } from 'antd'
import { useState } from 'react'
import { exact, type Language, money, percent, shortMoney } from '#base/format'
import { apiOf } from '#ui/api'
import { useTitle } from '#ui/page'
import { usePreferences, useText } from '#ui/preferences'
import { RangePicker } from '#ui/rangePicker'
import { Load, Notice } from '#ui/states'
import { useZone } from '#ui/zone'
import { type ExplainReply, insight } from '../contract.ts'
import { explainWords as words } from './explainWords.tsx'
import { type BoardSearch, questionOf } from './question.tsx'
import { words as boardWords } from './words.tsx'

const { query } = apiOf(insight)
const route = getRouteApi('/frame/board/explain')

type Step = ExplainReply['steps'][number]
type Moved = Step['moved'][number]
type Counts = ExplainReply['before']

/** From a change of GMV to the people it comes from, level by level. */
export function ExplainPage() {
  const t = useText(words)
  useTitle(t.title)
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const ask = questionOf(search, useZone())
  const set = (patch: BoardSearch) => void navigate({ search: (before) => ({ ...before, ...patch }) })
  const data = useQuery(
    query.explain.queryOptions({
      input: ask.input,
      enabled: ask.compare !== 'none',
      placeholderData: (old) => old,
    }),
  )
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{t.title}</h1>
        <span className="grow" />
        <Link to="/" search={search}>
          {useText(boardWords).back}
        </Link>
      </div>
      <div className="row">
        <RangePicker
          value={ask.range}
          today={ask.today}
          onChange={(range) => set(range)}
          compare={ask.compare}
          onCompare={(compare) => set({ compare })}
        />
      </div>
      {ask.compare === 'none' ? (
        <Notice title={t.none} />
      ) : (
        <Load of={data} rows={8}>
          {(reply) => <Levels reply={reply} search={search} />}
        </Load>
      )}
    </div>
  )
}

function Levels({ reply, search }: { reply: ExplainReply; search: BoardSearch }) {
  const t = useText(words)
  const board = useText(boardWords)
  const { language } = usePreferences()
  const change = reply.after.gmv - reply.before.gmv
  if (change === 0) return <Notice title={t.same} />
  const share = percent(reply.before.gmv === 0 ? null : change / reply.before.gmv)
  const says = change > 0 ? t.rose : t.fell
  const names: Record<string, string> = { ...board.factor, ...board.parts }
  const first = largest(reply)
  return (
    <>
      <section className="card">
        <p className="finding">{says(money(Math.abs(change), language), share)}</p>
        {first && <p>{t.mostly(names[first.factor] ?? '', signed(first.amount, language))}</p>}
        <p className="muted small">{t.scale}</p>
        <Link to="/analysis" search={{ mode: 'funnel', from: search.from, to: search.to }}>
          {t.funnel}
        </Link>
      </section>
      {reply.steps.map((step) => (
        <Level key={step.by} step={step} search={search} />
      ))}
    </>
  )
}

const few = 6

function Level({ step, search }: { step: Step; search: BoardSearch }) {
  const t = useText(words)
  const board = useText(boardWords)
  const { language } = usePreferences()
  const [all, setAll] = useState(false)
  const change = step.moved.reduce((sum, one) => sum + one.change, 0)
  const name = (key: string) =>
    step.by === 'entry' ? (board.entries[key as keyof typeof board.entries] ?? key) : key || board.unknown
  const chosen = step.moved.find(({ key }) => key === step.chosen)
  const against = step.moved.find(({ key }) => key === step.against)
  return (
    <section className="card stack">
      <h2>{t.among(board.by[step.by])}</h2>
      {chosen ? <Cause moved={chosen} name={name(chosen.key)} change={change} /> : <p className="muted">{t.alike}</p>}
      {against && <p className="muted small">{t.against(name(against.key), signed(against.change, language))}</p>}
      <Table<Moved>
        size="small"
        rowKey="key"
        pagination={false}
        scroll={{ x: 'max-content' }}
        dataSource={all ? step.moved : shown(step)}
        columns={useColumns(step, search, name)}
        {...(step.moved.length > few && !all
          ? {
              footer: () => (
                <Button type="link" size="small" onClick={() => setAll(true)}>
                  {t.all(step.moved.length)}
                </Button>
              ),
            }
          : {})}
      />
    </section>
  )
}

/** The first ones, and what stood most against it, which is the last. */
const shown = ({ moved }: Step) => (moved.length <= few ? moved : [...moved.slice(0, few - 1), ...moved.slice(-1)])

function Cause({ moved, name, change }: { moved: Moved; name: string; change: number }) {
  const t = useText(words)
  const board = useText(boardWords)
  const { language } = usePreferences()
  const first = largest(moved)
  const names: Record<string, string> = { ...board.factor, ...board.parts }
  const value = first && shownAs(first.factor, language)
  return (
    <div>
      <p className="finding">{t.cause(name, signed(moved.change, language), percent(moved.change / change, 0))}</p>
      <p>
        {t.beyond(signed(moved.excess, language))}
        {first && value && ` · ${t.by(names[first.factor] ?? '', value(moved.before), value(moved.after))}`}
      </p>
    </div>
  )
}

function useColumns(step: Step, search: BoardSearch, name: (key: string) => string): TableColumnsType<Moved> {
  const t = useText(words)
  const board = useText(boardWords)
  const { language } = usePreferences()
  const pair = (title: string, show: (counts: Counts) => string) => ({
    title,
    align: 'right' as const,
    render: (_: unknown, row: Moved) => (
      <span className="num">
        {show(row.before)} → {show(row.after)}
      </span>
    ),
  })
  return [
    {
      title: board.by[step.by],
      render: (_, row) => (
        <>
          <Link to="/board/people" search={{ ...search, set: 'people', by: step.by, key: row.key }} title={t.who}>
            {name(row.key)}
          </Link>{' '}
          {row.key === step.chosen && <Tag>{t.chosen}</Tag>}
        </>
      ),
    },
    {
      title: board.moved,
      align: 'right',
      render: (_, row) => <span title={money(row.change, language)}>{signed(row.change, language)}</span>,
    },
    {
      title: <span title={t.excessHelp}>{t.excess}</span>,
      align: 'right',
      render: (_, row) => signed(row.excess, language),
    },
    pair(board.people, ({ people }) => exact(people, language)),
    pair(board.factor.conversion, ({ buyers, people }) => percent(people === 0 ? null : buyers / people)),
    pair(board.factor.basket, ({ gmv, orders }) => money(orders === 0 ? null : Math.round(gmv / orders), language)),
  ]
}

const signed = (amount: number, language: Language) => `${amount > 0 ? '+' : ''}${shortMoney(amount, language)}`

/** The factor that contributed most; none where nothing moved. */
function largest({ contributions }: Pick<Moved, 'contributions'>) {
  const [first] = contributions.toSorted((a, b) => Math.abs(b.amount) - Math.abs(a.amount))
  return first && first.amount !== 0 ? first : null
}

/** How the value of a factor is read off the counts. */
function shownAs(factor: string, language: Language): ((counts: Counts) => string) | null {
  const ratio = (a: number, b: number) => (b === 0 ? null : a / b)
  switch (factor) {
    case 'traffic':
      return ({ self }) => exact(self, language)
    case 'peopleTimesValue':
      return null
    case 'people':
      return ({ people }) => exact(people, language)
    case 'fission':
      return ({ people, self }) => (self === 0 ? '—' : (people / self).toFixed(2))
    case 'conversion':
      return ({ buyers, people }) => percent(ratio(buyers, people))
    case 'basket':
      return ({ gmv, orders }) => money(orders === 0 ? null : Math.round(gmv / orders), language)
    case 'lifetime':
      return ({ orders, buyers }) => (buyers === 0 ? '—' : (orders / buyers).toFixed(2))
    default:
      return ({ gmv, people }) => money(people === 0 ? null : Math.round(gmv / people), language)
  }
}
