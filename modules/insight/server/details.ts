import { implement } from '@orpc/server'
import { no } from '#kit/result'
import type { Olap } from '#platform/clickhouse/olap'
import type { RequestContext } from '#platform/http/context'
import { type ExplainReply, type GmvQuestion, insight } from '../contract.ts'
import { changeOf, figuresOf } from '../core/board.ts'
import { contributions } from '../core/contributions.ts'
import { explain, sumOf } from '../core/explain.ts'
import type { Range } from '../core/range.ts'
import { slotsOf } from '../core/trend.ts'
import { orRefuse, questionOf } from './question.ts'
import { cellsOf, peopleBehind, personSliceTallies, ranking, series } from './slices.ts'

interface Deps {
  olap: Olap
  settings(): Promise<{ zone: string; assistedDays: number }>
}

/** What stands behind the board's numbers: slices, rankings, the course of time, people. */
export function detailHandlers(deps: Deps) {
  const os = implement(insight).$context<RequestContext>()
  return {
    slices: os.slices.handler(({ input }) => answerSlices(deps, input)),
    ranking: os.ranking.handler(async ({ input: { by, ...input } }) => {
      const { range, other, assistedDays, ...rest } = await questionOf(deps, input)
      const ask = (of: Range) => ranking(deps.olap, by, { ...rest, ...of }, assistedDays)
      const [now, before] = await Promise.all([ask(range), other ? ask(other) : null])
      if (!before) return { by, items: now }
      const places = new Map(before.map((row, i) => [row.key, { gmv: row.gmv, rank: i + 1 }]))
      const items = now.map((row) => {
        const was = places.get(row.key)
        return { ...row, gmvBefore: was?.gmv ?? 0, rankBefore: was?.rank ?? null }
      })
      return { by, items }
    }),
    series: os.series.handler(async ({ input: { unit, ...input } }) => {
      const { range, zone, assistedDays, other: _, ...rest } = await questionOf(deps, input)
      const slots = orRefuse(slotsOf(range, unit, zone))
      const starts = slots.map(({ start }) => start)
      const rows = await series(deps.olap, { ...rest, ...range }, assistedDays, starts)
      const found = new Map(rows.map((row) => [row.start, row]))
      const points = starts.map((start) => {
        const { gmv = 0, orders = 0, buyers = 0 } = found.get(start) ?? {}
        return { start: new Date(start).toISOString(), gmv, orders, buyers }
      })
      return { points }
    }),
    explain: os.explain.handler(({ input }) => answerExplain(deps, input)),
    people: os.people.handler(({ input }) => answerPeople(deps, input)),
  }
}

async function answerExplain(deps: Deps, input: GmvQuestion): Promise<ExplainReply> {
  const { range, other, assistedDays, ...rest } = await questionOf(deps, input)
  if (!other) return orRefuse(no('compare-needed'))
  const ask = (of: Range) => cellsOf(deps.olap, { ...rest, ...of }, assistedDays)
  const [after, before] = await Promise.all([ask(range), ask(other)])
  if (!after || !before) return orRefuse(no('too-many-slices'))
  const [was, is] = [sumOf(before), sumOf(after)]
  return { before: was, after: is, contributions: contributions(was, is), steps: explain(before, after) }
}

type SlicesQuestion = Parameters<
  Parameters<ReturnType<typeof implement<typeof insight>>['slices']['handler']>[0]
>[0]['input']

async function answerSlices(deps: Deps, { by, ...input }: SlicesQuestion) {
  const { range, other, assistedDays, ...rest } = await questionOf(deps, input)
  const ask = (of: Range) => personSliceTallies(deps.olap, by, { ...rest, ...of }, assistedDays)
  const [now, before] = await Promise.all([ask(range), other ? ask(other) : null])
  const keys = new Set([...now.keys(), ...(before?.keys() ?? [])])
  const items = [...keys].map((key) => {
    const mine = now.get(key) ?? nobody
    if (!before) return { key, now: figuresOf(mine) }
    const theirs = before.get(key) ?? nobody
    const { contributions } = changeOf(theirs, mine)
    return { key, now: figuresOf(mine), before: figuresOf(theirs), contributions }
  })
  return { by, items }
}

type PeopleQuestion = Parameters<
  Parameters<ReturnType<typeof implement<typeof insight>>['people']['handler']>[0]
>[0]['input']

async function answerPeople(deps: Deps, { set, by, key, cursor, limit, ...input }: PeopleQuestion) {
  const { range, assistedDays, ...rest } = await questionOf(deps, input)
  const offset = Number(/^\d{1,9}$/.exec(cursor ?? '')?.[0] ?? 0)
  const slice = by ? { by, key: key ?? '' } : {}
  const page = { set, offset, limit: limit + 1, ...slice }
  const rows = await peopleBehind(deps.olap, { ...rest, ...range }, assistedDays, page)
  const items = rows.slice(0, limit)
  return rows.length > limit ? { items, next: String(offset + limit) } : { items }
}

const line = { orders: 0, amount: 0 }
const nobody = {
  people: 0,
  invited: 0,
  baseline: 0,
  buyers: 0,
  lines: {
    counted: line,
    zeroYuan: line,
    refunded: line,
    excluded: line,
    outOfScope: line,
    noPerson: line,
    unlinked: line,
  },
  parts: { direct: 0, assisted: 0, memberOther: 0, outside: 0 },
}
