import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Alert, Button, Input, Popconfirm, Segmented, Tag } from 'antd'
import { useState } from 'react'
import { exact, money } from '#base/format'
import { todayIn } from '#base/range'
import { apiOf, problemOf } from '#ui/api'
import { useTitle } from '#ui/page'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { Load, Notice } from '#ui/states'
import { useZone } from '#ui/zone'
import { type CreditBy, creditBys } from '../../core/credit.ts'
import { credit } from '../../core/creditContract.ts'
import { CreditOrders } from './orders.tsx'
import { Rule } from './rule.tsx'
import { words } from './words.tsx'

const { query, client } = apiOf(credit)
const route = getRouteApi('/frame/credit')
type Ranking = Awaited<ReturnType<typeof client.ranking>>

/** The days of a month, `[from, to)`. */
function daysOf(month: string) {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return { from: `${month}-01`, to: new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 10) }
}

/** What staff and stores are credited in a month, with their place in the month before. */
export function CreditPage() {
  const t = useText(words)
  useTitle(t.title)
  const today = todayIn(useZone(), Date.now())
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const month = /^\d{4}-\d{2}$/.test(search.month ?? '') ? (search.month ?? '') : today.slice(0, 7)
  const by: CreditBy = search.by === 'store' ? 'store' : 'staff'
  const range = daysOf(month)
  const [opened, setOpened] = useState<string | null>(null)
  const list = useQuery(query.ranking.queryOptions({ input: { ...range, by }, placeholderData: (old) => old }))
  const set = (patch: typeof search) => void navigate({ search: (old) => ({ ...old, ...patch }) })
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{t.title}</h1>
        <span className="muted small">{t.help}</span>
      </div>
      <div className="row">
        <Input
          aria-label={t.month}
          type="month"
          value={month}
          max={today.slice(0, 7)}
          onChange={(event) => set({ month: event.target.value || undefined })}
          style={{ width: 170 }}
        />
        <Segmented
          aria-label={t.by}
          value={by}
          onChange={(next) => set({ by: next })}
          options={creditBys.map((value) => ({ value, label: t.bys[value] }))}
        />
        <span className="grow" />
        {list.data && <Freeze month={month} isOver={range.to <= today} of={list.data} />}
      </div>
      <Rule />
      <section className="card" aria-label={t.title}>
        <Load of={list} rows={8}>
          {(data) =>
            data.orders === 0 ? <Notice title={t.none}>{t.noneHelp}</Notice> : <Table of={data} open={setOpened} />
          }
        </Load>
      </section>
      {opened !== null && (
        <CreditOrders
          ask={{ ...range, by, key: opened }}
          name={opened || t.public[by]}
          isFrozen={list.data?.frozen !== null}
          close={() => setOpened(null)}
        />
      )}
    </div>
  )
}

function Freeze({ month, isOver, of }: { month: string; isOver: boolean; of: Ranking }) {
  const t = useText(words)
  const may = useMay()('insight:write')
  const queries = useQueryClient()
  const freeze = useMutation({
    mutationFn: () => client.freeze({ month }),
    onSuccess: () => void queries.invalidateQueries({ queryKey: query.key() }),
  })
  if (of.frozen) return <Tag color="blue">{t.frozen(of.frozen.at.slice(0, 10))}</Tag>
  if (!isOver || !may) return null
  return (
    <>
      {freeze.error && <Alert type="error" showIcon title={problemOf(freeze.error).title} />}
      <Popconfirm title={t.freezeSure} okText={t.ok} cancelText={t.cancel} onConfirm={() => freeze.mutate()}>
        <Button loading={freeze.isPending}>{t.freeze}</Button>
      </Popconfirm>
    </>
  )
}

function Table({ of, open }: { of: Ranking; open(key: string): void }) {
  const t = useText(words)
  const { language } = usePreferences()
  const moved = ({ rank, rankBefore }: Ranking['items'][number]) => {
    if (rank === null || rankBefore === null || rank === rankBefore) return ''
    return rank < rankBefore ? `↑${rankBefore - rank}` : `↓${rank - rankBefore}`
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <section className="ask-scroll" tabIndex={0} aria-label={t.title}>
      <table className="lines">
        <thead>
          <tr className="muted">
            <th scope="col">{t.name[of.by]}</th>
            <th scope="col">{t.rank}</th>
            <th scope="col">{t.amount}</th>
            <th scope="col">{t.orders}</th>
            <th scope="col">{t.amountBefore}</th>
          </tr>
        </thead>
        <tbody>
          {of.items.map((row) => (
            <tr key={row.key}>
              <th scope="row">
                <button type="button" className="plain ask-number" onClick={() => open(row.key)}>
                  {row.key || t.public[of.by]}
                </button>
              </th>
              <td className="num">
                {row.rank ?? '—'}{' '}
                <span className="small muted">
                  {row.rankBefore === null ? '' : `${t.before} ${row.rankBefore} ${moved(row)}`}
                </span>
              </td>
              <td className="num">{money(row.amount, language)}</td>
              <td className="num">{exact(row.orders, language)}</td>
              <td className="num muted">{money(row.amountBefore, language)}</td>
            </tr>
          ))}
          <tr className="sum">
            <th scope="row">{t.total}</th>
            <td />
            <td className="num">{money(of.total, language)}</td>
            <td className="num">{exact(of.orders, language)}</td>
            <td />
          </tr>
        </tbody>
      </table>
    </section>
  )
}
