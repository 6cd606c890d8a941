import { implement } from '@orpc/server'
import { no, ok, type Result } from '#kit/result'
import { isPropertyName } from '#kit/rules'
import type { Olap } from '#platform/clickhouse/olap'
import type { RequestContext } from '#platform/http/context'
import { refuse } from '#platform/http/problem'
import { chainOf, markovCredit } from '../../core/attribution/markov.ts'
import { type AttributionModel, type Credit, placedCredit, shapleyCredit } from '../../core/attribution/models.ts'
import {
  type AttributionQuestion,
  type AttributionReply,
  attribution,
  attributionProblems,
} from '../../core/attributionContract.ts'
import { rangeOf } from '../../core/range.ts'
import { checkTrend } from '../../core/trend.ts'
import { orRefuse } from '../question.ts'
import { entryColumns } from '../where.ts'
import { orderPaid } from './facts.ts'
import { recentNames } from './names.ts'
import { attributedPeople, readParts } from './report.ts'
import type { Parts } from './sums.ts'

export interface AttributionDeps {
  olap: Olap
  settings(): Promise<{ zone: string }>
  now(): number
}

/** Attribution: which touches led to conversions. */
export function attributionHandlers(deps: AttributionDeps) {
  const os = implement(attribution).$context<RequestContext>()
  return os.router({
    report: os.report.handler(async ({ input: { model, models, ...question } }) => {
      const range = await rangeFor(deps, question)
      const asked = [...new Set([model, ...(models ?? [])])]
      return replyOf(await readParts(deps.olap, question, range, asked), model, asked)
    }),
    options: os.options.handler(() => recentNames(deps.olap, deps.now())),
    people: os.people.handler(async ({ input: { limit, cursor = '', ...question } }) => {
      const range = await rangeFor(deps, question)
      const page = { before: /^\d{1,20}$/.test(cursor) ? cursor : '', limit: limit + 1 }
      const rows = await attributedPeople(deps.olap, question, range, page)
      const items = rows.slice(0, limit)
      const last = items.at(-1)
      return rows.length > limit && last ? { items, next: last.person } : { items }
    }),
  })
}

async function rangeFor(deps: AttributionDeps, question: AttributionQuestion) {
  const { zone } = await deps.settings()
  const range = orRefuse(rangeOf(question.range, zone))
  const { conversion, touch } = question
  const asked = [
    { event: conversion.event, measure: 'events', where: conversion.where, property: conversion.value },
    { event: touch.event ?? '', measure: 'events', where: touch.where },
  ] as const
  orRefuse(checkTrend(asked))
  const checked = checkQuestion(question)
  if (!checked.ok) refuse(attributionProblems, checked.refusal)
  return range
}

/** Refuses what the types cannot say, before anything is read. */
function checkQuestion({ conversion, touch }: AttributionQuestion): Result<void, keyof typeof attributionProblems> {
  // Without an event the entry itself is the touch: only what stands at it can be asked for.
  if (touch.on === 'person' && !touch.event && !Object.hasOwn(entryColumns, touch.dimension))
    return no('touch-property-unknown')
  if (touch.on === 'person' && !touch.event && touch.where) return no('touch-without-event')
  if (conversion.event === orderPaid && (conversion.where || conversion.value)) return no('orders-as-they-are')
  return isPropertyName(touch.dimension) ? ok() : no('dimension-name-wrong')
}

function replyOf(parts: Parts, model: AttributionModel, asked: readonly AttributionModel[]): AttributionReply {
  const { total, untouched, people, paths, others } = parts
  const chain = asked.includes('markov') && parts.steps.length > 0 ? chainOf(parts.steps) : null
  const credit = (one: AttributionModel): Credit[] => {
    if (one === 'shapley') return shapleyCredit(parts.members)
    if (one === 'markov') return chain ? markovCredit(chain, total) : []
    return placedCredit(one, parts.places)
  }
  const rows = (one: AttributionModel) =>
    credit(one).map((row) => ({ ...row, share: total.conversions === 0 ? 0 : row.conversions / total.conversions }))
  return {
    ...{ rows: rows(model), total, untouched, people, others },
    models: asked.map((one) => ({ model: one, rows: rows(one) })),
    ...(chain ? { removal: [...chain.removals], conversionRate: chain.conversion } : {}),
    paths: paths.map(({ keys, conversions, value, nulls }) => ({ keys: [...keys], conversions, value, nulls })),
  }
}
