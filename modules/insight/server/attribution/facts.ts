import { z } from 'zod'
import type { AttributionQuestion } from '../../core/attributionContract.ts'
import { refsOf } from '../../core/trend.ts'
import { excludedPeople, inSegment, instant, unified } from '../sql.ts'
import { type Bound, entryColumns, numberOf, personJoin, textOf, whereSql } from '../where.ts'

/** Paid orders of the ledger, not events, are the conversion that has this name. */
export const orderPaid = 'order_paid'

/** Parameters of touches and goals; those of the rules come beside them. */
export const FactParams = z
  .object({ from: z.int(), to: z.int(), lookbackDays: z.int(), goal: z.string(), touchEvent: z.string() })
  .catchall(z.unknown())

/** Rows (who, ms, key) of touches and (who, ms, value) of conversions, as SQL with its parameters. */
export interface Facts {
  readonly touches: string
  readonly goals: string
  readonly params: z.input<typeof FactParams>
}

/** A stored event is never later than a day after its arrival; the margin keeps clock corrections in. */
const lateness = 'toIntervalDay(2)'
const back = `${instant('from')} - toIntervalDay({lookbackDays:UInt32})`
// The SDKs' own place for a campaign counts where the property of that name is not set (utm_campaign is its name).
const campaign = {
  utm_source: 'source',
  utm_medium: 'medium',
  utm_campaign: 'name',
  utm_term: 'term',
  utm_content: 'content',
}

/** What is asked for as SQL; names in it have passed the checks. */
export function factsOf(question: AttributionQuestion, range: { from: number; to: number }): Facts {
  const touch = ruleOf(question.touch.where, 't')
  const goal = ruleOf(question.conversion.where, 'g')
  return {
    touches: touchesOf(question.touch, touch.sql),
    goals: goalsOf(question.conversion, goal.sql),
    params: {
      ...range,
      ...touch.params,
      ...goal.params,
      lookbackDays: question.lookbackDays,
      goal: question.conversion.event,
      touchEvent: question.touch.event ?? '',
      segment: question.segment ?? '0',
    },
  }
}

type Rule = AttributionQuestion['touch']['where']

/** Two rules stand in one query: each has names of its own for its values. */
const ruleOf = (rule: Rule, prefix: string): Bound => (rule ? whereSql(rule, prefix) : { sql: '1', params: {} })

const refs = (rule: Rule) => (rule ? refsOf(rule) : [])

function touchesOf(touch: AttributionQuestion['touch'], rule: string): string {
  const { event, dimension, on, where } = touch
  if (on === 'person' && !event)
    return `
  select id as who, toUnixTimestamp64Milli(assumeNotNull(entered_at)) as ms,
    toString(${entryColumns[dimension as keyof typeof entryColumns]}) as key
  from people final
  where deleted = 0 and entered_at >= ${back} and entered_at < ${instant('to')} and key != ''`
  const key = on === 'person' ? `ifNull(${textOf(dimension, 'person')}, '')` : keyOf(dimension)
  return `
  select ${unified} as who, toUnixTimestamp64Milli(at) as ms, ${key} as key
  from events${personJoin([{ property: dimension, on }, ...refs(where)], unified)}
  where person != 0 and ${event ? 'event = {touchEvent:String} and ' : ''}at >= ${back} and at < ${instant('to')}
    and received >= ${back} - ${lateness} and key != '' and ${rule}`
}

function keyOf(dimension: string): string {
  const own = textOf(dimension, 'event')
  const part = Object.hasOwn(campaign, dimension) ? campaign[dimension as keyof typeof campaign] : null
  return part ? `coalesce(nullIf(${own}, ''), context.campaign.${part}.:String, '')` : `ifNull(${own}, '')`
}

function goalsOf({ event, value, where }: AttributionQuestion['conversion'], rule: string): string {
  if (event === orderPaid)
    return `
  select ${unified} as who, toUnixTimestamp64Milli(paid_at) as ms, toFloat64(net) as value from orders final
  where deleted = 0 and person != 0 and net > 0 and paid_at >= ${instant('from')} and paid_at < ${instant('to')}`
  return `
  select ${unified} as who, toUnixTimestamp64Milli(at) as ms, ${value ? `ifNull(${numberOf(value, 'event')}, 0.)` : '0.'} as value
  from events${personJoin(refs(where), unified)}
  where person != 0 and event = {goal:String} and at >= ${instant('from')} and at < ${instant('to')}
    and received >= ${instant('from')} - ${lateness} and ${rule}`
}

/** People who are in no number are in none of attribution's; only those of the segment where one was asked for. */
export const counted = `who not in (${excludedPeople}) and ${inSegment('who')}`
