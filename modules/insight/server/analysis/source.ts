import { z } from 'zod'
import type { Query } from '#platform/clickhouse/olap'
import { anyEvent, type EventRef } from '../../core/analysis/events.ts'
import { type PropertyRef, refsOf } from '../../core/trend.ts'
import { acted, excludedPeople, inSegment, instant, unified } from '../sql.ts'
import { type Bound, personJoin, whereSql } from '../where.ts'

/** Ms of an event's own time. */
export const moment = 'toUnixTimestamp64Milli(at)'

/** Condition "is one of these events", 1 or 0; `name` keeps its parameters apart from those of the others. */
export function eventIs(ref: EventRef, name: string): Bound {
  const isEvent = ref.event === anyEvent ? acted : `event = {${name}:String}`
  const named = ref.event === anyEvent ? {} : { [name]: ref.event }
  if (!ref.where) return { sql: `(${isEvent})`, params: named }
  const rule = whereSql(ref.where, `${name}_`)
  return { sql: `(${isEvent} and ${rule.sql})`, params: { ...named, ...rule.params } }
}

interface Reading {
  /** Events that are read; which of them is what, the conditions say. */
  readonly refs: readonly EventRef[]
  /** Expressions over one row by their names. */
  readonly row?: Readonly<Record<string, string>>
  /** What is read beside the rules of `refs`. */
  readonly properties?: readonly PropertyRef[]
  /** Which times are read; `from` and `to` are parameters in ms. */
  readonly times?: string
  readonly where?: string
}

/**
 * An event cannot be received much before it happened, so older days need not be opened. The name of the day says which:
 * to read `received` of every row costs a fifth of a whole scan.
 */
export const since = (name: string) =>
  `at >= ${instant(name)} and _partition_id >= toString(toYYYYMMDD(${instant(name)} - toIntervalDay(2)))`
export const before = (name: string) => `at < ${instant(name)}`

/** The rows of events, as a select without its end: `select` may use `who` and what `row` names. Binds `names`. */
export function eventRows(reading: Reading, select: readonly string[]): Bound {
  const { refs, row = {}, properties = [], where } = reading
  const asked = [...properties, ...refs.flatMap(({ where: rule }) => (rule ? refsOf(rule) : []))]
  const names = [...new Set(refs.map(({ event }) => event).filter((event) => event !== anyEvent))]
  const kinds = [
    ...(names.length > 0 ? ['event in {names:Array(String)}'] : []),
    ...(refs.some(({ event }) => event === anyEvent) ? [acted] : []),
  ]
  const named = [`${unified} as who`, ...Object.entries(row).map(([name, sql]) => `${sql} as ${name}`)]
  return {
    sql: `with ${named.join(',\n    ')}
  select ${select.join(',\n    ')}
  from events${personJoin(asked, unified)}
  where ${reading.times ?? `${since('from')} and ${before('to')}`} and person != 0
    and (${kinds.join(' or ')})${where ? ` and ${where}` : ''}`,
    params: names.length > 0 ? { names } : {},
  }
}

/** Whether a condition says no more than which event it is: then what is read already fulfils it. */
export const isPlain = ({ event, where }: EventRef) => event !== anyEvent && where === undefined

/** One row for each counted unified person with any of `refs` at these times: `who`, and `select` over their rows. */
export function perPerson(reading: Reading & { readonly select: readonly string[]; readonly having?: string }): Bound {
  const { sql, params } = eventRows(reading, ['who', ...reading.select])
  return {
    sql: `select * from (\n  ${sql}\n  group by who${reading.having ? ` having ${reading.having}` : ''}\n) where ${counted}`,
    params,
  }
}

/** Whom reports count: nobody who is excluded, and only those of the segment where one was asked for. */
const counted = `who not in (${excludedPeople}) and ${inSegment('who')}`

const Params = z.record(z.string(), z.unknown())

/** A query of the workbench as a named value. */
export function queryOf<R extends z.ZodType>(name: string, sql: string, row: R): Query<typeof Params, R> {
  return { name, sql, params: Params, row }
}
