import { day, hour, minute, second } from '#kit/time'
import type { NumberOp, Span, Window } from './definition.ts'

/** A window in epoch ms: `after` is outside of it, or `from` is inside; `to` and `until` likewise. Absent = no bound. */
export interface Bounds {
  readonly after?: number
  readonly from?: number
  readonly before?: number
  readonly until: number
}

const lengths = { second, minute, hour, day }

export const spanMs = ({ value, unit }: Span): number => value * lengths[unit]

/** What a window means at a moment: nothing after that moment is ever in it. */
export function boundsOf({ last, before, from, to }: Window, at: number): Bounds {
  if (last) return { after: at - spanMs(last), until: at }
  if (before) return { until: at - spanMs(before) }
  return {
    ...(from === undefined ? {} : { from: Date.parse(from) }),
    ...(to === undefined ? {} : { before: Date.parse(to) }),
    until: at,
  }
}

export function isIn({ after, from, before, until }: Bounds, at: number): boolean {
  return (
    at <= until &&
    (after === undefined || at > after) &&
    (from === undefined || at >= from) &&
    (before === undefined || at < before)
  )
}

/** Compares a number; NaN (no number) fits nothing. */
export function fits(op: NumberOp, found: number, value: number | readonly number[]): boolean {
  if (typeof value !== 'number') return found >= (value[0] ?? 0) && found <= (value[1] ?? 0)
  const compare: Record<Exclude<NumberOp, 'between'>, boolean> = {
    eq: found === value,
    ne: found !== value && !Number.isNaN(found),
    gt: found > value,
    gte: found >= value,
    lt: found < value,
    lte: found <= value,
  }
  return op !== 'between' && compare[op]
}
