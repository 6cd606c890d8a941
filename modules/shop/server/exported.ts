import type { Bilingual } from '#kit/api'
import type { Cell } from '#kit/csv'
import { timeText } from '#kit/time'
import type { Vault } from '#platform/crypto'
import { type ExportKind, exportKind, type Writing } from '#platform/exports/kind'
import { OrderFilter } from '../contract.ts'
import type { OrderState, SourceKind } from '../core/order.ts'
import { countOrders, type ListDeps, readOrders } from './list.ts'
import { type OrderRow, shownAll } from './shown.ts'

type Order = Awaited<ReturnType<typeof shownAll>>[number] & { readonly note: string }

const states: Record<OrderState, Bilingual> = {
  counted: { zh: '计入', en: 'counted' },
  zeroYuan: { zh: '0元单', en: 'zero-yuan' },
  refunded: { zh: '全额退款', en: 'refunded' },
  noPerson: { zh: '无客户身份', en: 'no person' },
  unlinked: { zh: '无主退款', en: 'unlinked refund' },
}
const sourceKinds: Record<SourceKind, Bilingual> = {
  private: { zh: '私域', en: 'private' },
  store: { zh: '门店', en: 'store' },
  platform: { zh: '平台', en: 'platform' },
}

const column = (zh: string, en: string, cell: (row: Order, writing: Writing) => Cell) => ({ title: { zh, en }, cell })
const time = (at: string | null, { zone }: Writing) => (at === null ? null : timeText(Date.parse(at), zone))
/** A number and not a text: spreadsheets add it up, also below zero. */
const yuan = (zh: string, en: string, fen: (row: Order) => number) => ({
  ...column(zh, en, (row) => fen(row) / 100),
  number: true,
})

const columns = [
  column('订单号', 'Number', (row) => row.orderNo),
  column('付款时间', 'Paid', (row, writing) => time(row.paidAt, writing)),
  yuan('实付（元）', 'Gross (yuan)', (row) => row.gross),
  yuan('退款（元）', 'Refunded (yuan)', (row) => row.refunded),
  yuan('净额（元）', 'Net (yuan)', (row) => row.net),
  column('退款时间', 'Refunded at', (row, writing) => time(row.refundedAt, writing)),
  column('状态', 'State', (row, { language }) => states[row.state][language]),
  column('客户', 'Person', (row) => row.person),
  column('邀请人', 'Inviter', (row) => row.inviter),
  column('数据源', 'Source', (row) => row.source),
  column('成交地', 'Sold by', (row, { language }) => sourceKinds[row.sourceKind][language]),
  column('渠道', 'Channel', (row) => row.channel),
  column('店铺', 'Shop', (row) => row.shop),
  column('门店', 'Store', (row) => row.store),
  column('成员', 'Staff', (row) => row.staff),
  column('订单类型', 'Kind', (row) => row.orderKind),
  column('主订单号', 'Parent number', (row) => row.parentOrderNo),
  yuan('运费（元）', 'Freight (yuan)', (row) => row.freight),
  yuan('补贴（元）', 'Subsidy (yuan)', (row) => row.subsidy),
  column('备注', 'Note', (row) => row.note),
]

/** Where customers write names and addresses: all of it is personal. */
const maskedNote = '****'

interface ExportDeps extends ListDeps {
  readonly vault: Vault
}

/** The list of orders as a file. */
export function orderExport(deps: ExportDeps): ExportKind {
  return exportKind({
    kind: 'orders',
    title: { zh: '订单', en: 'Orders' },
    rights: { read: 'orders:read', reveal: 'people:reveal' },
    filter: OrderFilter,
    columns,
    count: (filter) => countOrders(deps, filter),
    async page(filter, { limit, cursor, masked }) {
      const { page, next } = await readOrders(deps, { ...filter, limit, cursor })
      const shown = await shownAll(deps.identities, page)
      const items = shown.map((order, i) => ({ ...order, note: noteOf(deps.vault, page[i], masked) }))
      return next === undefined ? { items } : { items, next }
    },
  })
}

function noteOf(vault: Vault, row: OrderRow | undefined, masked: boolean): string {
  if (!row?.note) return ''
  return masked ? maskedNote : vault.open(row.note, 'shop_order.note')
}
