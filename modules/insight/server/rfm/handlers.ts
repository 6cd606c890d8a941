import { implement } from '@orpc/server'
import { no, ok, type Result } from '#kit/result'
import type { Olap } from '#platform/clickhouse/olap'
import type { RequestContext } from '#platform/http/context'
import { refuse } from '#platform/http/problem'
import { rangeOf } from '../../core/range.ts'
import { type RfmQuestion, rfm, rfmProblems } from '../../core/rfmContract.ts'
import { iso, orRefuse } from '../question.ts'
import { type CohortQuestion, cohorts } from './cohorts.ts'
import { loop, loopPeople } from './loop.ts'
import { pyramid, pyramidPeople } from './pyramid.ts'
import { rfmPeople, rfmReport } from './rfm.ts'

export interface RfmDeps {
  olap: Olap
  settings(): Promise<{ zone: string }>
}

/** RFM, the pyramid of buyers and the closed loop. */
export function rfmHandlers({ olap, settings }: RfmDeps) {
  const os = implement(rfm).$context<RequestContext>()
  const zone = async () => (await settings()).zone
  const rangeFor = async ({ from, to }: { from: string; to: string }) => orRefuse(rangeOf({ from, to }, await zone()))
  return os.router({
    report: os.report.handler(async ({ input }) => {
      checked(input)
      return rfmReport(olap, input, await zone())
    }),
    people: os.people.handler(async ({ input: { cursor, limit, cell, r, f, ...question } }) => {
      checked(question)
      const offset = offsetOf(cursor)
      const rows = await rfmPeople(olap, question, await zone(), { cell, r, f, offset, limit: limit + 1 })
      return paged(rows, limit, offset)
    }),
    pyramid: os.pyramid.handler(async ({ input: { scope, ...input } }) => {
      const range = await rangeFor(input)
      return { ...iso(range), ...(await pyramid(olap, { ...range, scope })) }
    }),
    pyramidPeople: os.pyramidPeople.handler(async ({ input: { layer, cursor, limit, scope, ...input } }) => {
      const offset = offsetOf(cursor)
      const question = { ...(await rangeFor(input)), scope }
      return paged(await pyramidPeople(olap, question, layer, { offset, limit: limit + 1 }), limit, offset)
    }),
    cohorts: os.cohorts.handler(async ({ input }) => ({ cohorts: await cohorts(olap, bounded(input), await zone()) })),
    loop: os.loop.handler(async ({ input }) => {
      const range = await rangeFor(input)
      return { ...iso(range), ...(await loop(olap, { ...input, ...range })) }
    }),
    loopPeople: os.loopPeople.handler(async ({ input: { stage, side, person, cursor = '', limit, ...input } }) => {
      const question = { ...input, ...(await rangeFor(input)) }
      const before = /^\d{1,20}$/.test(cursor) ? cursor : ''
      const rows = await loopPeople(olap, question, { stage, side, person, before, limit: limit + 1 })
      const items = rows.slice(0, limit)
      const last = items.at(-1)
      return rows.length > limit && last ? { items, next: last.person } : { items }
    }),
  })
}

/** A row and a column for each unit: more of them nobody can read. */
const mostDays = { week: 1400, month: 3700 } as const

function bounded(question: CohortQuestion): CohortQuestion {
  const days = (Date.parse(question.to) - Date.parse(question.from)) / 86_400_000
  return days > mostDays[question.unit] ? orRefuse(no('range-too-long')) : question
}

const offsetOf = (cursor: string | undefined) => Number(/^\d{1,9}$/.exec(cursor ?? '')?.[0] ?? 0)

function paged<T>(rows: T[], limit: number, offset: number) {
  const items = rows.slice(0, limit)
  return rows.length > limit ? { items, next: String(offset + limit) } : { items }
}

function checked(question: RfmQuestion): void {
  const result = check(question)
  if (!result.ok) refuse(rfmProblems, result.refusal)
}

function check({ mode, thresholds, at, since }: RfmQuestion): Result<void, keyof typeof rfmProblems> {
  if (since !== undefined && since > at) return no('since-after-at')
  if (mode === 'quantile') return ok()
  if (!thresholds) return no('thresholds-missing')
  const rising = Object.values(thresholds).every((bounds) =>
    bounds.every((one, i) => i === 0 || one > (bounds[i - 1] ?? 0)),
  )
  return rising ? ok() : no('thresholds-not-rising')
}
