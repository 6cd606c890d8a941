import { decimal, fenOf, lineFen, type MoneyRefusal } from '#kit/money'
import { no, ok, type Result } from '#kit/result'
import { day, parseTime } from '#kit/time'
import { isMasked } from '#modules/intake'
import { type Claim, lineTexts, type OrderRow, orderTexts, type RowText } from './order.ts'
import type { RowReason } from './reasons.ts'
import type { StatusMeaning } from './status.ts'

export interface RowSetup {
  /** Zone of times that do not say theirs. */
  readonly zone: string
  /** Epoch ms. */
  readonly now: number
  readonly status: (text: string) => StatusMeaning
  /** An order number column is mapped, so a row must have one. */
  readonly numbered: boolean
}

export type RowRefusal = { readonly code: RowReason; readonly target?: string }
type Cells = Readonly<Record<string, string>>

const oldest = 40 * 365.25 * day
const newest = day
/** 1 billion yuan: beyond it a cell is a mistake, and sums of lines stay exact. */
const largestFen = 100_000_000_000

export interface ReadRow {
  readonly row: OrderRow
  /** What is worth a look and does not stop the row. */
  readonly doubts: readonly { readonly code: 'partial-refund-unknown' | 'masked-id'; readonly target: string }[]
}

/** Reads the cleaned cells of one row, or says what is wrong with it; code `unpaid` is a row left out on purpose. */
export function readRow(line: number, cells: Cells, setup: RowSetup): Result<ReadRow, RowRefusal> {
  if (setup.numbered && cells.orderNo === undefined) return no({ code: 'empty-order-no', target: 'orderNo' })
  const status = cells.status === undefined ? 'paid' : setup.status(cells.status)
  if (status === 'unpaid' || (status === 'closed' && cells.paidAt === undefined)) {
    return no({ code: 'unpaid', target: 'status' })
  }
  const paidAt = timeOf(cells, 'paidAt', setup)
  if (!paidAt.ok) return paidAt
  const amount = amountOf(cells)
  if (!amount.ok) return amount
  const money = sideMoney(cells, amount.value, status, setup)
  if (!money.ok) return money
  const { who, inviter, masked } = claimsOf(cells)
  const row = { line, paidAt: paidAt.value, amount: amount.value, ...money.value, who, inviter, text: textsOf(cells) }
  const unknown = status === 'partlyRefunded' && cells.refundAmount === undefined
  const doubts = [
    ...(unknown ? [{ code: 'partial-refund-unknown' as const, target: 'status' }] : []),
    ...masked.map((target) => ({ code: 'masked-id' as const, target })),
  ]
  return ok({ row, doubts })
}

function timeOf(cells: Cells, target: 'paidAt' | 'refundedAt', setup: RowSetup): Result<number, RowRefusal> {
  const text = cells[target]
  if (text === undefined) return no({ code: 'missing-time', target })
  const time = parseTime(text, setup.zone)
  if (!time.ok) return no({ code: time.refusal === 'not-a-time' ? 'unreadable-time' : time.refusal, target })
  const inRange = time.value >= setup.now - oldest && time.value <= setup.now + newest
  return inRange ? time : no({ code: 'time-out-of-range', target })
}

function amountOf(cells: Cells): Result<number, RowRefusal> {
  const { amount, quantity, unitPrice } = cells
  if (quantity !== undefined && !decimal(quantity).ok) return no({ code: 'unreadable-quantity', target: 'quantity' })
  if (unitPrice !== undefined && !decimal(unitPrice).ok) return no({ code: 'unreadable-price', target: 'unitPrice' })
  if (amount !== undefined) return bounded(fenOf(amount), 'amount', 'unreadable-amount')
  if (unitPrice !== undefined && quantity !== undefined) {
    return bounded(lineFen(unitPrice, quantity), 'unitPrice', 'unreadable-price')
  }
  return no({ code: 'missing-amount', target: unitPrice === undefined ? 'amount' : 'quantity' })
}

function bounded(fen: Result<number, MoneyRefusal>, target: string, unreadable: RowReason): Result<number, RowRefusal> {
  if (!fen.ok) return no({ code: fen.refusal === 'too-large' ? 'amount-too-large' : unreadable, target })
  return Math.abs(fen.value) <= largestFen ? fen : no({ code: 'amount-too-large', target })
}

type SideMoney = Pick<OrderRow, 'refund' | 'refundedAt' | 'freight' | 'subsidy'>

function sideMoney(
  cells: Cells,
  amount: number,
  status: StatusMeaning,
  setup: RowSetup,
): Result<SideMoney, RowRefusal> {
  const [freight, subsidy] = (['freight', 'subsidy'] as const).map((target) =>
    cells[target] === undefined ? ok(0) : bounded(fenOf(cells[target]), target, 'unreadable-amount'),
  ) as [Result<number, RowRefusal>, Result<number, RowRefusal>]
  if (!freight.ok) return freight
  if (!subsidy.ok) return subsidy
  const refund = refundOf(cells, amount, status)
  if (!refund.ok) return refund
  const at = cells.refundedAt === undefined || refund.value === 0 ? ok(null) : timeOf(cells, 'refundedAt', setup)
  if (!at.ok) return at
  return ok({ refund: refund.value, refundedAt: at.value, freight: freight.value, subsidy: subsidy.value })
}

/** A written refund leads; else a status of refund or closing means all of the row. A negative row is a refund itself. */
function refundOf(cells: Cells, amount: number, status: StatusMeaning): Result<number, RowRefusal> {
  const written =
    cells.refundAmount === undefined ? null : bounded(fenOf(cells.refundAmount), 'refundAmount', 'unreadable-refund')
  if (written && !written.ok) return written
  if (written && written.value < 0) return no({ code: 'negative-refund', target: 'refundAmount' })
  if (amount < 0) return ok(0)
  if (written) return written
  return ok(status === 'refunded' || status === 'closed' ? amount : 0)
}

function claimsOf(cells: Cells): { who: Claim[]; inviter: Claim[]; masked: string[] } {
  const claims = { who: [] as Claim[], inviter: [] as Claim[], masked: [] as string[] }
  for (const target of Object.keys(cells)) {
    const colon = target.indexOf(':')
    if (colon < 0) continue
    const claim = { type: target.slice(colon + 1), value: cells[target] ?? '' }
    if (isMasked(claim.value)) claims.masked.push(target)
    else claims[target.startsWith('identity:') ? 'who' : 'inviter'].push(claim)
  }
  return claims
}

function textsOf(cells: Cells): Partial<Record<RowText, string>> {
  const text: Partial<Record<RowText, string>> = {}
  for (const name of [...lineTexts, ...orderTexts]) {
    const value = cells[name]
    if (value !== undefined) text[name] = name === 'quantity' || name === 'unitPrice' ? plainDecimal(value) : value
  }
  return text
}

/** Digits, point and sign only, without needless zeros: `１,200.50` and `1200.5` are the same content. */
function plainDecimal(text: string): string {
  const read = decimal(text)
  if (!read.ok) return text
  const { units, scale } = read.value
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0')
  const fraction = scale > 0 ? digits.slice(-scale).replace(/0+$/, '') : ''
  const whole = scale > 0 ? digits.slice(0, -scale) : digits
  return `${units < 0n ? '-' : ''}${whole}${fraction ? `.${fraction}` : ''}`
}
