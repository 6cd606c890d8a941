import type { z } from 'zod'
import type { No, Result } from '#kit/result'
import { parseTime, type TimeSlot, type TimeUnit } from '#kit/time'
import type { Query } from '#platform/clickhouse/olap'
import { refuse } from '#platform/http/problem'
import { type AnalysisRefusal, analysisProblems } from '../../core/analysis/problems.ts'
import { type Range, rangeOf } from '../../core/range.ts'
import { slotsOf } from '../../core/trend.ts'
import type { Bound } from '../where.ts'

/** Asks one query of a report. */
export type Reader = <P extends z.ZodType, R extends z.ZodType>(
  query: Query<P, R>,
  params: z.input<P>,
) => Promise<z.output<R>[]>

/** When and where a question is asked. */
export interface Moment {
  readonly zone: string
  /** Epoch ms. */
  readonly now: number
}

/** A report of the workbench: what it answers, and who stands behind a number of the answer. */
export interface Report<Question, Set, Reply> {
  answer(ask: Reader, question: Question, at: Moment): Promise<Reply>
  /** One row for each person of the set, column `who`. */
  people(ask: Reader, question: Question, set: Set, at: Moment): Promise<Bound>
}

export const refused = (refusal: AnalysisRefusal): never => refuse(analysisProblems, refusal)

export function orRefuse<T, R extends AnalysisRefusal>(result: Result<T, R> | No<R>): T {
  return result.ok ? result.value : refuse(analysisProblems, result.refusal)
}

/** Units of a report in all, columns behind the last cohort included. */
const mostUnits = 800

/** The range and its units. */
export function rangeAndSlots(range: { from: string; to: string }, unit: TimeUnit, zone: string, more = 0) {
  const read: Range = orRefuse(rangeOf(range, zone))
  const slots = orRefuse(slotsOf(read, unit, zone))
  if (slots.length + more > mostUnits) return refused('range-too-long')
  return { range: read, slots }
}

/** The number of the unit that begins at a time of the reply. */
export function slotAt(slots: readonly TimeSlot[], start: string, zone: string): number {
  const at = orRefuse(parseTime(start, zone))
  const slot = slots.findIndex((one) => one.start === at)
  return slot < 0 ? refused('set-unknown') : slot
}

export const iso = (at: number) => new Date(at).toISOString()
