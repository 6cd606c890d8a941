import {
  type Claim,
  lineTexts,
  type OrderDraft,
  type OrderLine,
  type OrderRow,
  type OrderText,
  orderTexts,
  type Refund,
} from './order.ts'

export type AssembleNote = {
  readonly line: number
  readonly code: 'duplicate-line' | 'other-customer' | 'other-inviter' | 'other-value'
  readonly target: string
}

export interface Assembled {
  readonly order: OrderDraft
  readonly notes: readonly AssembleNote[]
}

/**
 * Makes one order of its rows (at least one): time = the earliest, money = the sums, texts and ids = the first row that
 * has one. A row that repeats a line number with the same content is the same line exported twice and counts once.
 * The result does not depend on the order of the rows, except for which of several contradicting values is the first.
 */
export function assemble(orderNo: string, given: readonly OrderRow[]): Assembled {
  const notes: AssembleNote[] = []
  const rows = withoutRepeats(given, notes)
  const sum = (pick: (row: OrderRow) => number) => rows.reduce((total, row) => total + pick(row), 0)
  const refunds = rows
    .filter((row) => row.refund > 0)
    .map(({ refund, refundedAt }) => ({ amount: refund, at: refundedAt }))
  const order: OrderDraft = {
    orderNo,
    paidAt: rows.reduce((first, row) => Math.min(first, row.paidAt), Number.POSITIVE_INFINITY),
    gross: sum((row) => row.amount),
    refunded: sum((row) => row.refund),
    refundedAt: latest(refunds),
    freight: sum((row) => row.freight),
    subsidy: sum((row) => row.subsidy),
    lines: byContent(rows.map(lineOf)),
    refunds: byContent(refunds),
    who: firstClaims(rows, (row) => row.who, 'identity', notes),
    inviter: firstClaims(rows, (row) => row.inviter, 'inviter', notes),
    text: firstTexts(rows, orderNo, notes),
  }
  return { order, notes }
}

function withoutRepeats(rows: readonly OrderRow[], notes: AssembleNote[]): readonly OrderRow[] {
  if (!rows.some((row) => row.text.lineNo)) return rows
  const seen = new Set<string>()
  return rows.filter((row) => {
    if (!row.text.lineNo) return true
    const key = keyOf([lineOf(row), row.refundedAt])
    if (seen.has(key)) notes.push({ line: row.line, code: 'duplicate-line', target: 'lineNo' })
    const fresh = !seen.has(key)
    seen.add(key)
    return fresh
  })
}

function lineOf({ paidAt, amount, refund, text }: OrderRow): OrderLine {
  const [lineNo = '', sku = '', product = '', quantity = '', unitPrice = ''] = lineTexts.map((name) => text[name])
  return { paidAt, amount, refund, lineNo, sku, product, quantity, unitPrice }
}

const keyOf = (value: unknown) => JSON.stringify(value)

/** Sorted by what they say; written out once each, for a basket may have a thousand lines. */
function byContent<T extends OrderLine | Refund>(items: readonly T[]): T[] {
  if (items.length < 2) return [...items]
  const keyed = items.map((item) => ({ item, key: keyOf(item) }))
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ item }) => item)
}

function latest(refunds: readonly Refund[]): number | null {
  const times = refunds.flatMap((refund) => (refund.at === null ? [] : [refund.at]))
  return times.length === 0 ? null : times.reduce((a, b) => Math.max(a, b))
}

/** One value per type: the first; a different one in a later row is noted, not used. */
function firstClaims(
  rows: readonly OrderRow[],
  pick: (row: OrderRow) => readonly Claim[],
  target: 'identity' | 'inviter',
  notes: AssembleNote[],
): Claim[] {
  const found = new Map<string, string>()
  for (const row of rows) {
    for (const { type, value } of pick(row)) {
      const known = found.get(type)
      if (known === undefined) found.set(type, value)
      else if (known !== value) {
        const code = target === 'identity' ? 'other-customer' : 'other-inviter'
        notes.push({ line: row.line, code, target: `${target}:${type}` })
      }
    }
  }
  return [...found].map(([type, value]) => ({ type, value })).sort((a, b) => (a.type < b.type ? -1 : 1))
}

function firstTexts(rows: readonly OrderRow[], orderNo: string, notes: AssembleNote[]): Record<OrderText, string> {
  const texts = {} as Record<OrderText, string>
  for (const name of orderTexts) {
    let found = ''
    for (const row of rows) {
      const value = row.text[name] ?? ''
      if (found === '') found = value
      else if (value !== '' && value !== found && name !== 'note') {
        notes.push({ line: row.line, code: 'other-value', target: name })
      }
    }
    texts[name] = found
  }
  // Back offices put an order's own number into the parent column of orders that have no parent.
  if (texts.parentOrderNo === orderNo) texts.parentOrderNo = ''
  return texts
}
