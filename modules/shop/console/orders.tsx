import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Button, Input, Select, type TableColumnsType, Tag } from 'antd'
import { useState } from 'react'
import { money } from '#base/format'
import { addDays, todayIn } from '#base/range'
import { parseTime } from '#kit/time'
import { exporting } from '#platform/exports/contract'
import { apiOf } from '#ui/api'
import { chosen, ExportButton } from '#ui/exportButton'
import { ListPage } from '#ui/listPage'
import { usePreferences, useText } from '#ui/preferences'
import { DayPicker } from '#ui/rangePicker'
import { FirstUse } from '#ui/states'
import { Time } from '#ui/time'
import { useZone } from '#ui/zone'
import { shop } from '../contract.ts'
import { orderStates } from '../core/order.ts'
import { Claim, type Claiming, Customer, type Picker } from './claim.tsx'
import { words } from './words.tsx'

const { query, client } = apiOf(shop)
const exports = apiOf(exporting)
const route = getRouteApi('/frame/orders')

type Order = Awaited<ReturnType<typeof client.list>>['items'][number]

function useColumns(ask: (claiming: Claiming) => void): TableColumnsType<Order> {
  const t = useText(words)
  const { language } = usePreferences()
  return [
    { title: t.no, dataIndex: 'orderNo', render: (no: string) => <span className="num">{no}</span> },
    { title: t.paidAt, render: (_, row) => <Time at={row.paidAt} /> },
    { title: t.net, align: 'right', render: (_, row) => <span className="num">{money(row.net, language)}</span> },
    {
      title: t.refunded,
      align: 'right',
      render: (_, row) => <span className="num">{row.refunded ? money(row.refunded, language) : '—'}</span>,
    },
    { title: t.state, render: (_, row) => <Tag>{t.states[row.state]}</Tag> },
    {
      title: t.person,
      render: (_, row) => <Customer order={row} ask={ask} />,
    },
    { title: t.store, dataIndex: 'store', render: (text: string) => text || '—' },
    { title: t.channel, dataIndex: 'channel', render: (text: string) => text || '—' },
  ]
}

interface Search {
  from?: string | undefined
  to?: string | undefined
  state?: string | undefined
  store?: string | undefined
  q?: string | undefined
  person?: string | undefined
}

function Filters({ state, search, set }: { state: string | undefined; search: Search; set(patch: Search): void }) {
  const t = useText(words)
  const today = todayIn(useZone(), Date.now())
  const { from = '1980-01-01', to = addDays(today, 1) } = search
  return (
    <>
      <Input.Search
        aria-label={t.search}
        placeholder={t.search}
        defaultValue={search.q}
        allowClear
        onSearch={(text) => set({ q: text || undefined })}
        style={{ width: 220 }}
      />
      <Select
        aria-label={t.state}
        value={state ?? ''}
        onChange={(value) => set({ state: value || undefined })}
        options={[
          { value: '', label: t.anyState },
          ...orderStates.map((value) => ({ value: value as string, label: t.states[value] })),
        ]}
        style={{ minWidth: 132 }}
      />
      <DayPicker
        value={search.from || search.to ? { from, to } : null}
        today={today}
        onChange={set}
        every={{ label: t.anyDay, choose: () => set({ from: undefined, to: undefined }) }}
      />
    </>
  )
}

/** The first instant of a day of the workspace; a date that an address has wrong is no filter. */
function midnight<K extends 'from' | 'to'>(name: K, date: string | undefined, zone: string): { [key in K]?: string } {
  const at = parseTime(date ?? '', zone)
  return at.ok ? ({ [name]: new Date(at.value).toISOString() } as { [key in K]?: string }) : {}
}

/** One order on a phone. */
function Card({ row, ask }: { row: Order; ask: (claiming: Claiming) => void }) {
  const t = useText(words)
  const { language } = usePreferences()
  return (
    <>
      <span className="row">
        <strong className="num">{money(row.net, language)}</strong>
        <Tag>{t.states[row.state]}</Tag>
      </span>
      <span className="small muted">
        {row.orderNo} · <Time at={row.paidAt} />
      </span>
      <Customer order={row} ask={ask} />
    </>
  )
}

/** The ledger as a list; `Find` lets staff choose a person. */
export function OrdersPage({ Find }: { Find: Picker }) {
  const t = useText(words)
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const set = (patch: Partial<typeof search>) => void navigate({ search: (before) => ({ ...before, ...patch }) })
  const { from, to, person, store, q } = search
  const state = orderStates.find((one) => one === search.state)
  const zone = useZone()
  const input = {
    ...midnight('from', from, zone),
    ...midnight('to', to, zone),
    ...(person ? { person } : {}),
    ...(store ? { store } : {}),
    ...(q ? { q } : {}),
    ...(state ? { state } : {}),
  }
  const list = useInfiniteQuery(
    query.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ ...input, limit: 50, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
    }),
  )
  const about = useQuery(query.count.queryOptions({ input }))
  const [claiming, setClaiming] = useState<Claiming | null>(null)
  const columns = useColumns(setClaiming)
  return (
    <>
      <ListPage
        title={t.title}
        of={list}
        total={about.data}
        rowKey={(row) => row.id}
        columns={columns}
        filtered={Object.keys(input).length > 0}
        actions={
          <ExportButton
            send={(choice) => exports.client.create({ kind: 'orders', filter: input, ...choice })}
            changes={exports.query.list.key()}
          />
        }
        scope={JSON.stringify(input)}
        bulk={(picked) => (
          <ExportButton
            picked={picked}
            send={(choice) =>
              exports.client.create({ kind: 'orders', filter: { ...input, ...chosen(picked) }, ...choice })
            }
            changes={exports.query.list.key()}
          />
        )}
        clear={() => void navigate({ search: {} })}
        filters={<Filters state={state} search={search} set={set} />}
        card={(row) => <Card row={row} ask={setClaiming} />}
        first={
          <FirstUse
            title={t.first}
            action={
              <Link to="/imports">
                <Button type="primary">{t.importNow}</Button>
              </Link>
            }
          >
            {t.firstHelp}
          </FirstUse>
        }
      />
      <Claim claiming={claiming} close={() => setClaiming(null)} Find={Find} />
    </>
  )
}
