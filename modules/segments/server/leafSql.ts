import { type Bind, comparisonSql, numberSql, type Place, ruleSql } from '#platform/clickhouse/ruleSql'
import { traitEvents } from '../core/belongs.ts'
import type { Leaf, NumberOp } from '../core/definition.ts'
import { type Bounds, boundsOf, spanMs } from '../core/window.ts'
import { ofAttribute, ofEvent, ofOrder, ofPerson } from './place.ts'

/** Whom a query looks at: everybody, or some by their numbers. */
export interface Look {
  /** Epoch ms: the moment the question is about. */
  readonly at: number
  readonly bind: Bind
  /** A condition on a number as it is stored, and on who stands for it; both empty for everybody. */
  readonly stored: (column: string) => string
  readonly standing: (expression: string) => string
}

/** Where the rows of a condition are found, and what must hold of all rows of one person. */
interface Source {
  /** Rows with a column `who`. */
  readonly rows: string
  /** True or false of the rows of one person. */
  readonly holds: string
  /** Each row tells by itself: there is one a person, or one is enough. */
  readonly each?: true
  /** How dear it is to read, for the choice of what is read first. */
  readonly cost: number
}

type Part<K extends string> = Extract<Leaf, { [key in K]: object }>[K]

const unify = (column: string) => `dictGetOrDefault('person_override', 'kept', ${column}, ${column})`

/** Those who have rows of a condition and for whom it is `wanted`; somebody may be named twice. */
export function leafSql(leaf: Leaf, wanted: boolean, look: Look): string {
  const { rows, holds, each } = sourceOf(leaf, look)
  const condition = wanted ? holds : `not (${holds})`
  return each
    ? `select who from (${rows}) where ${condition}`
    : `select who from (${rows}) group by who having ${condition}`
}

/** How dear a condition is to read. */
export function costOf(leaf: Leaf): number {
  if ('tag' in leaf || 'segment' in leaf) return 0
  if ('is' in leaf || 'entered' in leaf) return 1
  if ('carrier' in leaf) return 2
  if ('ordered' in leaf) return 3
  return 'did' in leaf ? 4 : 5
}

function sourceOf(leaf: Leaf, look: Look): Source {
  const cost = costOf(leaf)
  if ('tag' in leaf) return { rows: memberRows('person_tags', 'tag', leaf.tag, look), holds: '1', each: true, cost }
  if ('segment' in leaf)
    return { rows: memberRows('segment_people', 'segment', leaf.segment, look), holds: '1', each: true, cost }
  if ('is' in leaf) return { ...personSource(isSql(leaf.is, look.bind), look), cost }
  if ('entered' in leaf) return { ...personSource(enteredSql(leaf.entered, look), look), cost }
  if ('carrier' in leaf) return { ...carrierSource(leaf.carrier, look), cost }
  if ('ordered' in leaf) return { ...orderSource(leaf.ordered, look), cost }
  if ('did' in leaf) return { ...eventSource(leaf.did, look), cost }
  if ('held' in leaf) return { ...heldSource(leaf.held, look), cost }
  return { ...sequenceSource(leaf.sequence, look), cost }
}

const and = (...conditions: string[]) => conditions.filter((one) => one !== '').join(' and ')

function memberRows(table: 'person_tags' | 'segment_people', key: string, id: string, look: Look): string {
  const of = `${key} = ${look.bind(id, 'UInt64')} and deleted = 0`
  const mine = and(of, look.stored('person'), look.standing(unify('person')))
  return table === 'person_tags'
    ? `select ${unify('person')} as who from person_tags final where ${mine}`
    : `select ${unify('person')} as who from segment_people final where ${mine}`
}

function personSource(fits: string, look: Look) {
  const mine = and('deleted = 0', look.stored('id'), look.standing('id'))
  return {
    rows: `select id as who, ${fits} as fits from people final where ${mine}`,
    holds: 'fits',
    each: true,
  } as const
}

function isSql({ property, of, op, value }: Part<'is'>, bind: Bind): string {
  const place = of === 'person' ? ofPerson(property, 'person') : ofAttribute(property, 'person')
  if (op === 'includes') return includesSql(place, String(value), bind)
  if (op === 'ne') return `not ${comparisonSql({ op: 'eq', value }, place, bind)}`
  return comparisonSql({ op, value }, place, bind)
}

/** Elements are compared as texts; what is no list has none. */
function includesSql(place: Place, value: string, bind: Bind): string {
  if ('text' in place) return '0'
  const column = place.dynamic
  const elements = `JSONExtract(ifNull(toJSONString(${column}), ''), 'Array(Nullable(String))')`
  return `(startsWith(ifNull(dynamicType(${column}), ''), 'Array') and has(${elements}, ${bind(value, 'String')}))`
}

const enteredSql = ({ window }: Part<'entered'>, look: Look) =>
  `(entered_at is not null and ${inWindow('entered_at', boundsOf(window, look.at), look.bind)})`

/** A time column within bounds: 1 or 0, for times that are there. */
function inWindow(column: string, { after, from, before, until }: Bounds, bind: Bind): string {
  const time = (ms: number) => `fromUnixTimestamp64Milli(${bind(ms, 'Int64')}, 'UTC')`
  return and(
    after === undefined ? '' : `${column} > ${time(after)}`,
    from === undefined ? '' : `${column} >= ${time(from)}`,
    before === undefined ? '' : `${column} < ${time(before)}`,
    `${column} <= ${time(until)}`,
  )
}

/** Partitions are days of arrival, and no event is stored more than a day before it happens; the margin is for corrected clocks. */
function arrived({ after, from }: Bounds, bind: Bind): string {
  const first = after ?? from
  if (first === undefined) return ''
  return `received >= fromUnixTimestamp64Milli(${bind(first, 'Int64')}, 'UTC') - toIntervalDay(2)`
}

function carrierSource({ carrier, account, state }: Part<'carrier'>, look: Look) {
  const { bind } = look
  const now = `fromUnixTimestamp64Milli(${bind(look.at, 'Int64')}, 'UTC')`
  const mine = and(
    `deleted = 0 and person != 0 and started <= ${now}`,
    carrier === undefined ? '' : `carrier = ${bind(carrier, 'String')}`,
    account === undefined ? '' : `account = ${bind(account, 'String')}`,
    look.stored('person'),
    look.standing(unify('person')),
  )
  const rows = `select ${unify('person')} as who, ended is null or ended > ${now} as live from carriers final where ${mine}`
  return state === 'live' ? ({ rows, holds: 'live', each: true } as const) : { rows, holds: 'max(live) = 0' }
}

function orderSource({ measure, op, value, window, where }: Part<'ordered'>, look: Look) {
  const mine = and(
    'deleted = 0 and person != 0 and net > 0',
    inWindow('paid_at', boundsOf(window, look.at), look.bind),
    where ? ruleSql(where, ofOrder, look.bind) : '',
    look.stored('person'),
    look.standing(unify('person')),
  )
  const rows = `select ${unify('person')} as who, net from orders final where ${mine}`
  const found = { count: 'count()', net: 'sum(net)', average: 'avg(net)' }[measure]
  return { rows, holds: fitsSql(op, found, value, look.bind) }
}

/** Rows of events of a name, as far as they count. */
function eventRows(columns: string, names: string, window: Bounds, where: string, look: Look): string {
  const mine = and(
    names,
    'person != 0',
    inWindow('at', window, look.bind),
    arrived(window, look.bind),
    where,
    look.stored('person'),
    look.standing(unify('person')),
  )
  return `select ${unify('person')} as who${columns} from events where ${mine}`
}

function eventSource(asked: Part<'did'>, look: Look) {
  const { event, prefix, where, window, measure, property, op, value } = asked
  const { bind } = look
  const names = prefix ? `startsWith(event, ${bind(event, 'String')})` : `event = ${bind(event, 'String')}`
  const number = measure === 'count' ? '' : `, ${numberSql(ofEvent(property ?? '', 'event'))} as number`
  const rule = where ? ruleSql(where, ofEvent, bind) : ''
  const rows = eventRows(number, names, boundsOf(window, look.at), rule, look)
  if (measure === 'count' && op === 'gte' && value === 1) return { rows, holds: '1', each: true } as const
  // Without a number there is no average, and it fits nothing; the sum of nothing is 0.
  const found = { count: 'count()', sum: 'ifNull(sum(number), 0)', average: 'avg(number)' }[measure]
  return { rows, holds: `ifNull(${fitsSql(op, found, value, bind)}, 0)` }
}

const signs: Record<Exclude<NumberOp, 'between'>, string> = {
  ...{ eq: '=', ne: '!=', gt: '>', gte: '>=', lt: '<', lte: '<=' },
}

function fitsSql(op: NumberOp, found: string, value: number | readonly number[], bind: Bind): string {
  if (typeof value !== 'number')
    return `${found} >= ${bind(value[0] ?? 0, 'Float64')} and ${found} <= ${bind(value[1] ?? 0, 'Float64')}`
  return op === 'between' ? '0' : `${found} ${signs[op]} ${bind(value, 'Float64')}`
}

/** The value stands since the first time it was said after anything else was. */
function heldSource({ property, value, is, for: span }: Part<'held'>, look: Look) {
  const { bind, at } = look
  const place = ofEvent(property, 'event')
  const so = comparisonSql({ op: 'eq', value }, place, bind)
  const names = `event in (${traitEvents.map((name) => `'${name}'`).join(', ')})`
  const said = comparisonSql({ op: 'isSet' }, place, bind)
  const rows = eventRows(`, toUnixTimestamp64Milli(at) as ms, ${so} as so`, names, { until: at }, said, look)
  const since = 'arrayFilter(t -> t > maxIf(ms, not so), groupArrayIf(ms, so))'
  const age = `${bind(at, 'Int64')} - arrayMin(${since})`
  return {
    rows,
    holds: `(notEmpty(${since}) and ${age} ${is === 'atLeast' ? '>=' : '<'} ${bind(spanMs(span), 'Int64')})`,
  }
}

const ever = 9_000_000_000_000_000

/** The same walk as `core/sequence.ts`: for each step the latest way to it, moment by moment. */
function sequenceSource({ steps, gap, within, window }: Part<'sequence'>, look: Look) {
  const { bind } = look
  const names = `event in (${[...new Set(steps.map(({ event }) => event))].map((one) => bind(one, 'String')).join(', ')})`
  const fits = steps.map(
    ({ event, where }, i) =>
      `if(event = ${bind(event, 'String')}${where ? ` and ${ruleSql(where, ofEvent, bind)}` : ''}, ${2 ** i}, 0)`,
  )
  const columns = `, toUnixTimestamp64Milli(at) as ms, toUInt8(${fits.join(' + ')}) as could`
  const events = eventRows(columns, names, boundsOf(window, look.at), '', look)
  const rows = `select who, ms, groupBitOr(could) as steps from (${events}) where could != 0 group by who, ms`
  const none = `arrayWithConstant(${steps.length}, tuple(toInt64(-${ever}), toInt64(-${ever})))`
  const spans = [gap, within].map((span) => bind(span ? spanMs(span) : ever, 'Int64'))
  // way.1 = when the step was taken, way.2 = when the way to it began.
  const step = `arrayMap((way, before, i) -> multiIf(not bitTest(moment.2, i), way, i = 0, (moment.1, moment.1),
      moment.1 - before.1 <= ${spans[0]} and moment.1 - before.2 <= ${spans[1]} and before.1 > -${ever}, (moment.1, before.2), way),
    ways, arrayPushFront(arrayPopBack(ways), ways[1]), range(${steps.length}))`
  const walk = `arrayFold((ways, moment) -> ${step}, arraySort(groupArray((ms, steps))), ${none})`
  return { rows, holds: `(${walk}[${steps.length}]).1 > -${ever}` }
}
