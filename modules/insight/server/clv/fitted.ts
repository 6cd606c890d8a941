import type { Result } from '#kit/result'
import type { Olap } from '#platform/clickhouse/olap'
import type { ClvRefusal } from '../../core/clv/fit.ts'
import type { ClvQuestion, ClvReply } from '../../core/clvContract.ts'
import { type FitDone, fitInThread } from './fitThread.ts'
import { readHistories } from './purchases.ts'

export const unitDays = { day: 1, week: 7 } as const
const dayMs = 86_400_000
/** Points of the hold-out's curve; more cannot be seen. With many histories fewer: each takes a microsecond a point. */
const [fewestPoints, mostPoints, mostWork] = [6, 60, 2_000_000]

/** A whole day as text, `days` later. */
export const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)
export const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / dayMs

/** Fits the models to the orders until the end of the calibration and, where asked, holds them against what followed. */
export async function fitted(olap: Olap, question: ClvQuestion, zone: string): Promise<Result<ClvReply, ClvRefusal>> {
  const { calibrationEnd: end, unit, scope, holdoutEnd: until, pareto } = question
  const each = unitDays[unit]
  const { columns, days } = await readHistories(olap, { zone, end, until, scope })
  const most = Math.max(fewestPoints, Math.min(mostPoints, Math.floor(mostWork / Math.max(1, columns.x.length))))
  const ends = until ? pointsOf(daysBetween(end, until), each, most) : []
  const found = await fitInThread({ columns, unitDays: each, pareto, times: ends.map((day) => day / each) })
  if (!found.ok) return found
  const holdout = until ? { holdout: holdoutOf(found.value, { end, until, ends, days }) } : {}
  return { ok: true, value: { ...replyOf(found.value), ...holdout } }
}

/** Days after the calibration at which the curve is read: each unit's end, thinned out, and the last day. */
function pointsOf(total: number, each: number, most: number): number[] {
  const step = each * Math.max(1, Math.ceil(total / each / most))
  const ends = Array.from({ length: Math.floor(total / step) }, (_, i) => (i + 1) * step)
  return ends.at(-1) === total ? ends : [...ends, total]
}

function replyOf({ models }: FitDone): ClvReply {
  const { customers, repeaters, bgnbd, gammaGamma, pareto } = models
  const flat = <P extends object, E>(fit: { parameters: P; errors: E; logLikelihood: number }) => ({
    ...fit.parameters,
    logLikelihood: fit.logLikelihood,
    errors: fit.errors,
  })
  return {
    ...{ customers, repeaters, bgnbd: flat(bgnbd), gammaGamma: flat(gammaGamma) },
    ...(pareto ? { pareto: flat(pareto) } : {}),
  }
}

interface Later {
  end: string
  until: string
  ends: readonly number[]
  days: readonly { after: number; times: number }[]
}

function holdoutOf({ expected, bins }: FitDone, { end, until, ends, days }: Later) {
  const actualBy = (last: number) => days.reduce((sum, { after, times }) => (after <= last ? sum + times : sum), 0)
  const points = ends.map((day, i) => ({
    ...{ end: dayAfter(end, day), expected: expected[i] ?? 0, actual: actualBy(day) },
  }))
  const last = points.at(-1) ?? { expected: 0, actual: 0 }
  return {
    ...{ since: end, end: until, expected: last.expected, actual: last.actual, points, bins: [...bins] },
    shortfall: last.actual === 0 ? null : 1 - last.expected / last.actual,
  }
}
