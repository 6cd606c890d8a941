import { yuanText } from '#kit/money'
import type { CarrierKind, Order, Person, Shop, Story } from './model.ts'

/** A file for the import: text of a CSV and what its columns mean. */
export interface StoryFile {
  readonly name: string
  readonly kind: 'people' | 'orders'
  readonly mapping: Readonly<Record<string, string>>
  readonly options: Readonly<Record<string, string>>
  readonly text: string
}

/** Names under which the orders of the story stand in the ledger. */
export const orderSources = {
  app: 'demo-app',
  till: 'demo-till',
  tmall: 'demo-tmall',
  meituan: 'demo-meituan',
} as const
const sourceKinds = { app: 'private', till: 'store', tmall: 'platform', meituan: 'platform' } as const
const shopNames = { app: '明眸小程序商城', till: '明眸门店', tmall: '明眸天猫旗舰店', meituan: '明眸美团店' } as const

const padded = (no: number) => String(no).padStart(5, '0')
export const unionidOf = ({ no }: Person): string => `demo-union-${padded(no)}`
const externalOf = ({ no }: Person) => `demo-friend-${padded(no)}`
const openidOf = ({ no }: Person) => `demo-fan-${padded(no)}`
const tmallOf = ({ no }: Person) => `demo-buyer-${padded(no)}`

type Cell = string | number | null
type Columns<T> = readonly (readonly [title: string, target: string, cell: (row: T) => Cell])[]

/** The files of a story, people first; `load` numbers repeated loads, so that a name says which one it was. */
export function filesOf(story: Story, load: number): StoryFile[] {
  const people: StoryFile = {
    ...fileOf(peopleColumns, relations(story)),
    name: `demo-${load}-people.csv`,
    kind: 'people',
    options: {},
  }
  const shops = Object.keys(orderSources) as Shop[]
  const orders = shops.map((shop): StoryFile => {
    const file = fileOf(orderColumns(shop), rowsOf(story.orders.filter((order) => order.shop === shop)))
    const options = { source: orderSources[shop], sourceKind: sourceKinds[shop] }
    return { ...file, name: `demo-${load}-${shop}.csv`, kind: 'orders', options }
  })
  return [people, ...orders.filter(({ text }) => text.includes('\n', text.indexOf('\n') + 1))]
}

function fileOf<T>(columns: Columns<T>, rows: readonly T[]): { text: string; mapping: Record<string, string> } {
  const lines = rows.map((row) => columns.map(([, , cell]) => cellText(cell(row))).join(','))
  return {
    text: `${[columns.map(([title]) => title).join(','), ...lines].join('\n')}\n`,
    mapping: Object.fromEntries(columns.map(([title, target]) => [title, target])),
  }
}

function cellText(cell: Cell): string {
  const text = cell === null ? '' : String(cell)
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** `2026-06-15 20:14:03`, in Shanghai. */
const timeText = (at: number) => new Date(at + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')

interface Relation {
  readonly person: Person
  readonly kind: CarrierKind
  readonly account: string
  readonly owner: string
  readonly from: number
  readonly to: number | null
}

/** A row for each carrier, in the order of time, as inviters come before who they invite. */
function relations({ people }: Story): Relation[] {
  const rows = people.flatMap((person) => person.carriers.map((carrier) => ({ person, ...carrier })))
  return rows.sort((a, b) => a.from - b.from || a.person.no - b.person.no)
}

const isFriend = ({ kind }: Relation) => kind !== 'officialAccount'
/** What a carrier shows of a person that is known in two: the account its unionid, WeCom the phone. */
const shows = (row: Relation, id: 'unionid' | 'phone') =>
  row.person.known[id] && (!row.person.apart || isFriend(row) === (id === 'phone'))

const peopleColumns: Columns<Relation> = [
  ['外部联系人ID', 'identity:external_userid:demo-mingmou', (row) => (isFriend(row) ? externalOf(row.person) : null)],
  ['公众号OpenID', 'identity:openid:demo-mingmou', (row) => (isFriend(row) ? null : openidOf(row.person))],
  ['UnionID', 'identity:unionid', (row) => (shows(row, 'unionid') ? unionidOf(row.person) : null)],
  ['手机号', 'identity:phone', (row) => (shows(row, 'phone') ? row.person.phone : null)],
  ['淘宝会员名', 'identity:platform:taobao', ({ person }) => (person.known.tmall ? tmallOf(person) : null)],
  ['添加时间', 'enteredAt', ({ from }) => timeText(from)],
  ['流失时间', 'leftAt', ({ to }) => (to === null ? null : timeText(to))],
  ['载体', 'carrier', ({ kind }) => kind],
  ['账号', 'account', ({ account }) => account],
  ['归属导购', 'owner', ({ owner }) => owner],
  ['来源渠道', 'source', ({ person }) => person.source],
  ['邀请人', 'inviter:unionid', ({ person: { inviter } }) => inviter && unionidOf(inviter)],
  ['姓名', 'trait:name', ({ person }) => person.name],
  ['城市', 'trait:city', ({ person }) => person.city],
  ['就近门店', 'trait:nearest_store', ({ person }) => person.store.name],
  ['设备', 'trait:device', ({ person: { ring } }) => (ring > 0 ? `演示设备 ${ring}` : null)],
]

interface OrderRow {
  readonly order: Order
  readonly no: string
  /** The place of the line in its order. */
  readonly place: number
}

function rowsOf(orders: readonly Order[]): OrderRow[] {
  return orders.flatMap((order, i) => {
    const no = `${timeText(order.at).slice(0, 10).replaceAll('-', '')}${padded(i + 1)}`
    return order.lines.map((_, place) => ({ order, no, place }))
  })
}

const idColumns: Record<Shop, Columns<OrderRow>> = {
  app: [
    ['UnionID', 'identity:unionid', ({ order: { person } }) => person && unionidOf(person)],
    ['手机号', 'identity:phone', ({ order: { person } }) => (person?.known.phone ? person.phone : null)],
  ],
  till: [['会员手机号', 'identity:phone', ({ order: { person } }) => person?.phone ?? null]],
  tmall: [['买家会员名', 'identity:platform:taobao', ({ order: { person } }) => person && tmallOf(person)]],
  meituan: [['手机号', 'identity:phone', ({ order: { person } }) => person?.phone ?? null]],
}

/** Money of the order as a whole stands in its first line. */
const firstLine = ({ place }: OrderRow, text: string | null) => (place === 0 ? text : null)

const orderColumns = (shop: Shop): Columns<OrderRow> => [
  ['订单号', 'orderNo', ({ no }) => no],
  ...idColumns[shop],
  ['付款时间', 'paidAt', ({ order }) => timeText(order.at)],
  ['商品', 'product', ({ order, place }) => order.lines[place]?.product ?? null],
  ['货号', 'sku', ({ order, place }) => order.lines[place]?.sku ?? null],
  ['实付金额', 'amount', ({ order, place }) => yuanText(order.lines[place]?.amount ?? 0)],
  ['退款金额', 'refundAmount', (row) => firstLine(row, row.order.refund && yuanText(row.order.refund.amount))],
  ['退款时间', 'refundedAt', (row) => firstLine(row, row.order.refund && timeText(row.order.refund.at))],
  ['补贴', 'subsidy', (row) => firstLine(row, row.order.subsidy > 0 ? yuanText(row.order.subsidy) : null)],
  ['门店', 'store', ({ order }) => order.store?.name ?? null],
  ['导购', 'staff', ({ order }) => order.staff],
  ['渠道', 'channel', ({ order }) => order.channel],
  ['订单类型', 'orderKind', ({ order }) => order.kind],
  ['店铺', 'shop', () => shopNames[shop]],
]

/** People whom the loader takes out of every number: the test accounts of the staff. */
export const testAccounts = ({ people }: Story): string[] =>
  people.filter(({ route }) => route === 'test').map((person) => unionidOf(person))
