import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Select, type TableColumnsType, Tag } from 'antd'
import { exact, money } from '#base/format'
import { addDays, todayIn } from '#base/range'
import { dateText, parseTime } from '#kit/time'
import { apiOf } from '#ui/api'
import { ListPage } from '#ui/listPage'
import { usePreferences, useText } from '#ui/preferences'
import { DayPicker } from '#ui/rangePicker'
import { useMay } from '#ui/rights'
import { FirstUse } from '#ui/states'
import { Time } from '#ui/time'
import { useZone } from '#ui/zone'
import { liveRooms } from '../core/liveRooms/contract.ts'
import type { FigureName } from '../core/liveRooms/figures.ts'
import { liveRoomWords } from './liveRoomWords.tsx'
import { Offers } from './offers.tsx'

const { query, client } = apiOf(liveRooms)
const route = getRouteApi('/frame/live-rooms')

type Room = Awaited<ReturnType<typeof client.list>>['items'][number]
type Sum = Awaited<ReturnType<typeof client.sums>>['items'][number]

/** Live rooms as their platforms count them, with what the ledger has of each. */
export function LiveRoomsPage() {
  const t = useText(liveRoomWords)
  const may = useMay()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const range = useRange(search)
  const { platform } = search
  const sums = useQuery(query.sums.queryOptions({ input: range }))
  const list = useInfiniteQuery(
    query.list.infiniteOptions({
      input: (cursor: string | undefined) => ({
        ...{ limit: 50, ...range, ...(platform ? { platform } : {}) },
        ...(cursor ? { cursor } : {}),
      }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
    }),
  )
  const add = may('imports:write') && (
    <Link to="/imports/new" search={{ kind: 'liveRooms' }} className="go primary">
      {t.import}
    </Link>
  )
  const platforms = sums.data?.items.map((one) => one.platform) ?? []
  return (
    <div className="stack">
      <ListPage
        title={t.title}
        of={list}
        rowKey={(row) => row.id}
        columns={useColumns()}
        actions={add}
        filtered={platform !== undefined || search.from !== undefined || search.to !== undefined}
        clear={() => void navigate({ search: {} })}
        filters={<Filters platforms={platforms} />}
        card={(row) => <Card row={row} />}
        first={
          <FirstUse title={t.first} action={add}>
            {t.firstHelp}
          </FirstUse>
        }
      />
      {sums.data?.items.map((one) => (
        <Sums key={one.platform} of={one} />
      ))}
      <p className="small muted">{t.help}</p>
      <details className="card">
        <summary>{t.offers}</summary>
        <Offers kind="wechatChannels" />
      </details>
    </div>
  )
}

interface Search {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly platform?: string | undefined
}

/** Days of the workspace as moments; the last day is whole. */
function useRange({ from, to }: Search) {
  const zone = useZone()
  const midnight = (date: string | undefined) => {
    const at = date === undefined ? null : parseTime(date, zone)
    return at?.ok ? new Date(at.value).toISOString() : undefined
  }
  const [since, until] = [midnight(from), midnight(to)]
  return { ...(since ? { from: since } : {}), ...(until ? { to: until } : {}) }
}

function Filters({ platforms }: { platforms: readonly string[] }) {
  const t = useText(liveRoomWords)
  const { from, to, platform } = route.useSearch()
  const navigate = route.useNavigate()
  const today = todayIn(useZone(), Date.now())
  const set = (patch: Search) => void navigate({ search: (before) => ({ ...before, ...patch }) })
  const shown = [...new Set([...platforms, ...(platform ? [platform] : [])])]
  return (
    <>
      {shown.length > 1 && (
        <Select
          aria-label={t.platform}
          value={platform ?? ''}
          onChange={(value) => set({ platform: value || undefined })}
          options={[{ value: '', label: t.any }, ...shown.map((value) => ({ value, label: value }))]}
          style={{ minWidth: 132 }}
        />
      )}
      <DayPicker
        value={from || to ? { from: from ?? '2017-01-01', to: to ?? addDays(today, 1) } : null}
        today={today}
        onChange={set}
        every={{ label: t.anyDay, choose: () => set({ from: undefined, to: undefined }) }}
      />
    </>
  )
}

/** Of figures that add up, those that any room tells. */
function Sums({ of: { platform, rooms, sums, known } }: { of: Sum }) {
  const t = useText(liveRoomWords)
  const { language } = usePreferences()
  const shown = (['viewers', 'newFollowers', 'orders', 'buyers', 'gmv'] as const).filter((name) => known[name])
  return (
    <section className="card" aria-label={platform}>
      <dl className="facts">
        <dt>{platform}</dt>
        <dd>{t.rooms(exact(rooms, language))}</dd>
        {shown.map((name) => (
          <Pair key={name} name={name} value={sums[name]} rest={rooms - (known[name] ?? 0)}>
            {t.ofRooms(exact(known[name] ?? 0, language))}
          </Pair>
        ))}
      </dl>
    </section>
  )
}

interface PairProps {
  name: FigureName
  value: number | undefined
  /** Rooms that do not tell it. */
  rest: number
  children: string
}

function Pair({ name, value, rest, children }: PairProps) {
  const t = useText(liveRoomWords)
  return (
    <>
      <dt>{t.figures[name]}</dt>
      <dd>
        <Figure name={name} value={value} /> {rest > 0 && <span className="small muted">{children}</span>}
      </dd>
    </>
  )
}

/** A figure; one that the platform did not tell is unknown, never nought. */
function Figure({ name, value }: { name: FigureName; value: number | undefined }) {
  const t = useText(liveRoomWords)
  const { language } = usePreferences()
  if (value === undefined) return <span className="muted">{t.unknown}</span>
  if (name === 'averageSeconds') return <span className="num">{t.watched(Math.floor(value / 60), value % 60)}</span>
  return <span className="num">{name === 'gmv' ? money(value, language) : exact(value, language)}</span>
}

function useColumns(): TableColumnsType<Room> {
  const t = useText(liveRoomWords)
  const figure = (name: FigureName) => ({
    ...{ title: t.figures[name], align: 'right' as const },
    render: (_: unknown, row: Room) => <Figure name={name} value={row.figures[name]} />,
  })
  return [
    { title: t.room, render: (_, row) => <Name row={row} /> },
    { title: t.when, render: (_, row) => <Time at={row.startedAt} /> },
    { title: t.lasted, align: 'right', render: (_, row) => <Lasted row={row} /> },
    ...(['viewers', 'peak', 'averageSeconds', 'newFollowers', 'orders', 'gmv'] as const).map(figure),
    { title: <span title={t.soldHelp}>{t.sold}</span>, align: 'right', render: (_, row) => <Sold row={row} /> },
  ]
}

function Name({ row: { title, account, platform } }: { row: Room }) {
  const t = useText(liveRoomWords)
  return (
    <>
      {title || t.untitled}
      <div className="small muted">
        <Tag>{platform}</Tag> {account}
      </div>
    </>
  )
}

function Lasted({ row: { startedAt, endedAt } }: { row: Room }) {
  const t = useText(liveRoomWords)
  const { language } = usePreferences()
  if (endedAt === null) return <span className="muted">{t.unknown}</span>
  const minutes = Math.round((Date.parse(endedAt) - Date.parse(startedAt)) / 60_000)
  return <span className="num">{t.minutes(exact(minutes, language))}</span>
}

/** What the ledger has of it: the orders of its days. */
function Sold({ row: { sold, startedAt, endedAt } }: { row: Room }) {
  const t = useText(liveRoomWords)
  const { language } = usePreferences()
  const zone = useZone()
  const may = useMay()
  if (!may('orders:read')) return <span className="muted">{t.noRight}</span>
  if (sold === null || endedAt === null) return <span className="muted">{t.unknownEnd}</span>
  if (sold.orders === 0) return <span className="muted">{t.none}</span>
  const from = dateText(Date.parse(startedAt), zone)
  const to = addDays(dateText(Date.parse(endedAt), zone), 1)
  return (
    <Link to="/orders" search={{ from, to }} title={t.soldHelp}>
      <span className="num">{money(sold.net, language)}</span>
      <div className="small">{t.soldOf(exact(sold.orders, language), exact(sold.people, language))}</div>
    </Link>
  )
}

function Card({ row }: { row: Room }) {
  const t = useText(liveRoomWords)
  return (
    <>
      <Name row={row} />
      <span className="small muted">
        <Time at={row.startedAt} /> · <Lasted row={row} />
      </span>
      <span className="row">
        {t.figures.viewers} <Figure name="viewers" value={row.figures.viewers} /> · {t.figures.gmv}{' '}
        <Figure name="gmv" value={row.figures.gmv} />
      </span>
      <span className="row">
        {t.sold} <Sold row={row} />
      </span>
    </>
  )
}
