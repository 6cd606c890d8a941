import { cellsIn, columnsAt, dayOf, fenOf } from '../ads/costs.ts'

const dayMs = 86_400_000
/** Longest range of one entry, and its largest amount: their product is still a whole number that JavaScript holds. */
const mostCostDays = 3660
const mostCost = 1_000_000_000_000

/** Number of a day (`2026-11-28`), counted from 1970. */
export const dayNumber = (day: string): number => Math.round(Date.parse(`${day}T00:00:00Z`) / dayMs)
export const dayText = (number: number): string => new Date(number * dayMs).toISOString().slice(0, 10)

/** What is spent from one day to another, both of them in it. */
export interface CostRange {
  readonly from: string
  readonly to: string
  /** Fen. */
  readonly amount: number
}

/** What falls on the days `[from, to)` of a cost that lies evenly on its days: whole fen, all days sum to the amount. */
export function costWithin({ amount, ...days }: CostRange, from: string, to: string): number {
  const [first, end] = [dayNumber(days.from), dayNumber(days.to) + 1]
  const length = end - first
  const until = (day: number) => Math.floor((amount * (Math.min(end, Math.max(first, day)) - first)) / length)
  return until(dayNumber(to)) - until(Math.min(dayNumber(from), dayNumber(to)))
}

export interface CostLine extends CostRange {
  readonly channel: string
  readonly note: string
}

export interface CostLines {
  readonly rows: readonly (CostLine & { readonly line: number })[]
  /** Lines that could not be read; the first line is 1. */
  readonly wrong: readonly { readonly line: number; readonly why: CostWrong }[]
}

export const costWrongs = ['columns', 'day', 'order', 'cost', 'channel'] as const
export type CostWrong = (typeof costWrongs)[number]

const names: readonly (readonly [keyof CostLine, RegExp])[] = [
  ['channel', /^(?:channel|渠道|来源渠道|渠道名称)$/i],
  ['from', /^(?:from|start|day|date|日期|开始|开始日期|起始日期)$/i],
  ['to', /^(?:to|end|until|结束|结束日期|截止日期)$/i],
  ['amount', /^(?:amount|cost|spend|金额|费用|成本|花费|消耗)(?:[（(]元[）)])?$/i],
  ['note', /^(?:note|remark|备注|说明)$/i],
]

/** A table of costs as text: columns by the names of their first line, in any order; without an end a cost is of one day. */
export function readChannelCosts(text: string): CostLines {
  const [head = [], ...lines] = cellsIn(text)
  const at = columnsAt(head, names)
  if (!at.has('channel') || !at.has('from') || !at.has('amount'))
    return { rows: [], wrong: [{ line: 1, why: 'columns' }] }
  const rows: CostLines['rows'][number][] = []
  const wrong: CostLines['wrong'][number][] = []
  for (const [i, line] of lines.entries()) {
    if (line.every((cell) => cell.trim() === '')) continue
    const read = rowOf((column) => (line[at.get(column) ?? -1] ?? '').trim())
    if (typeof read === 'string') wrong.push({ line: i + 2, why: read })
    else rows.push({ ...read, line: i + 2 })
  }
  return { rows, wrong }
}

function rowOf(text: (column: keyof CostLine) => string): CostLine | CostWrong {
  const from = dayOf(text('from'))
  const to = text('to') === '' ? from : dayOf(text('to'))
  if (from === null || to === null) return 'day'
  if (!isRange(from, to)) return 'order'
  const amount = fenOf(text('amount'))
  if (amount === null || amount > mostCost) return 'cost'
  if (text('channel') === '') return 'channel'
  return { channel: text('channel').slice(0, 200), from, to, amount, note: text('note').slice(0, 200) }
}

/** Whether these are first and last day of a cost. */
export const isRange = (from: string, to: string): boolean =>
  dayNumber(to) >= dayNumber(from) && dayNumber(to) - dayNumber(from) < mostCostDays
