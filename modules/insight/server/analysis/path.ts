import { z } from 'zod'
import { minute } from '#kit/time'
import { anyEvent, checkEvents } from '../../core/analysis/events.ts'
import { pathOf } from '../../core/analysis/path.ts'
import type { PathQuestion, PathReply, PathSet } from '../../core/analysis/questions.ts'
import { pathDefinition } from '../../core/analysis/words.ts'
import { type Range, rangeOf } from '../../core/range.ts'
import { Int } from '../sql.ts'
import { type Bound, textOf } from '../where.ts'
import { type Moment, orRefuse, type Reader, type Report } from './kind.ts'
import { eventIs, eventRows, moment, perPerson, queryOf } from './source.ts'

/** Lower bits of a place: the number of its node (0 = the rest), then whether a path begins or ends there. */
const beginBit = 7
const endBit = 8
const placeBits = 9
const nodeMask = 2 ** beginBit - 1
/** What stands before the first and behind the last node. */
const start = -1
const end = -2

interface Path {
  readonly question: PathQuestion
  readonly range: Range
}

/** Name of an event's node; the trailing slash of an address says nothing. */
const labelOf = ({ by }: PathQuestion) => {
  if (!by) return 'toString(event)'
  const text = textOf(by, 'event')
  return `if(length(${text}) > 1 and endsWith(${text}, '/'), substring(${text}, 1, length(${text}) - 1), ${text})`
}

/** What is read: events that can be nodes, with the name of each, and where paths begin and end. */
function reading({ question, range }: Path) {
  const { events = [{ event: anyEvent }], from, to, by } = question
  const refs = [...events, ...(from ? [from] : []), ...(to ? [to] : [])]
  const nodes = refs.map((ref, i) => eventIs(ref, `n${i}`))
  return {
    refs,
    properties: by ? [{ property: by }] : [],
    row: {
      named: labelOf(question),
      begins: from ? (nodes[events.length]?.sql ?? '0') : '0',
      ends: to ? (nodes.at(-1)?.sql ?? '0') : '0',
    },
    where: `(${nodes.map(({ sql }) => sql).join(' or ')}) and named is not null`,
    params: Object.assign({ ...range }, ...nodes.map(({ params }) => params)) as Record<string, unknown>,
  }
}

const LabelRow = z.object({ label: z.string() })

/** The names that are told apart: those of the most events. */
function labelsQuery(path: Path) {
  const { params, ...read } = reading(path)
  const rows = eventRows(read, ['assumeNotNull(named) as label'])
  const sql = `select label from (${rows.sql}) group by label order by count() desc, label limit {nodes:UInt32}`
  return {
    query: queryOf('path-labels', sql, LabelRow),
    params: { ...params, ...rows.params, nodes: path.question.nodes },
  }
}

/** Where a path of a session begins and ends: `s` = its places. */
function cut({ from, to }: PathQuestion): string {
  const begun = from
    ? `arraySlice(s, arrayFirstIndex(x -> bitTest(x, ${beginBit}), s), if(arrayExists(x -> bitTest(x, ${beginBit}), s), length(s), 0))`
    : 's'
  if (!to) return begun
  const first = `arrayFirstIndex((x, i) -> bitTest(x, ${endBit}) and i > ${from ? 1 : 0}, b, arrayEnumerate(b))`
  return `arrayMap(b -> arraySlice(b, 1, ${first}), [${begun}])[1]`
}

/**
 * One row for each step of each session: `who`, `step`, `source`, `target` by number, `${start}` before the first and
 * `${end}` behind the last node. Paths that only end at an event are numbered so that it is the last step.
 */
function stepRows(path: Path, labels: readonly string[]): Bound {
  const { question } = path
  const { steps, sessionMinutes, mergeRepeats, from, to } = question
  const backwards = to !== undefined && from === undefined
  const node = 'toUInt64(transform(assumeNotNull(named), {labels:Array(String)}, {numbers:Array(UInt8)}, 0))'
  const place = `bitShiftLeft(toUInt64(${moment} - {from:Int64}), ${placeBits}) + ${node}
      + begins * ${2 ** beginBit} + ends * ${2 ** endBit}`
  const { params, ...read } = reading(path)
  const rows = perPerson({ ...read, row: { ...read.row, place }, select: ['arraySort(groupArray(place)) as seen'] })
  const gaps = `arrayMap(x -> x > {gap:Int64}, arrayDifference(arrayMap(x -> toInt64(bitShiftRight(x, ${placeBits})), seen)))`
  const sessions = sessionMinutes === null ? '[seen]' : `arraySplit((x, y) -> y, seen, ${gaps})`
  const numbers = `arrayMap(x -> toInt16(bitAnd(x, ${nodeMask})), ${cut(question)})`
  const nodes = mergeRepeats ? `arrayCompact(${numbers})` : numbers
  const shown = backwards ? 'arraySlice(all, -{steps:Int32})' : 'arraySlice(all, 1, {steps:Int32})'
  const goesOn = backwards ? '0' : 'length(all) > {steps:Int32}'
  return {
    sql: `
select who, step, source, target
from (
  select who, arrayConcat([toInt16(${start})], shown, if(${goesOn}, [], [toInt16(${end})])) as full,
    ${backwards ? '{steps:Int32} - length(shown)' : '0'} as first
  from (
    select who, all, ${shown} as shown
    from (select who, ${nodes} as all from (select who, arrayJoin(${sessions}) as s from (${rows.sql})))
    where notEmpty(all)
  )
)
array join arrayMap(x -> toInt32(x - 1 + first), arrayEnumerate(arrayPopBack(full))) as step,
  arrayPopBack(full) as source, arrayPopFront(full) as target`,
    params: {
      ...params,
      ...rows.params,
      labels: [...labels],
      numbers: labels.map((_, i) => i + 1),
      ...{ steps, gap: (sessionMinutes ?? 0) * minute },
    },
  }
}

const EdgeRow = z.object({ step: Int, source: Int, target: Int, sessions: Int, people: Int })

/** Sessions and people of each edge; `edgesOf` gives the numbers their names again. */
function pathQuery(path: Path, labels: readonly string[]) {
  const rows = stepRows(path, labels)
  const sql = `
select step, source, target, count() as sessions, uniqExact(who) as people
from (${rows.sql}) group by step, source, target order by sessions desc, step, source, target`
  return { query: queryOf('path', sql, EdgeRow), params: rows.params }
}

/** The edges with the names of their nodes. */
function edgesOf(rows: readonly z.output<typeof EdgeRow>[], labels: readonly string[]) {
  const name = (number: number) => labels[number - 1] ?? null
  return rows.map(({ source, target, ...row }) => ({
    ...{ ...row, source: name(source), target: name(target), isStart: source === start, isEnd: target === end },
  }))
}

/** Who has an edge in a session, or is at its source. */
function pathPeople(path: Path, labels: readonly string[], set: PathSet): Bound {
  const rows = stepRows(path, labels)
  const number = (name: string | null) => (name === null ? 0 : labels.indexOf(name) + 1)
  const target = set.target === undefined ? '1' : 'target = {target:Int16}'
  return {
    sql: `select distinct who from (${rows.sql}) where step = {step:Int32} and source = {source:Int16} and ${target}`,
    params: {
      ...{ ...rows.params, step: set.step, source: number(set.source) },
      ...(set.target === undefined ? {} : { target: number(set.target) }),
    },
  }
}

async function prepare(reader: Reader, question: PathQuestion, { zone }: Moment) {
  const { events = [], from, to, by } = question
  orRefuse(checkEvents([...events, ...(from ? [from] : []), ...(to ? [to] : [])], [by]))
  const path = { question, range: orRefuse(rangeOf(question.range, zone)) }
  const { query, params } = labelsQuery(path)
  const labels = (await reader(query, params)).map(({ label }) => label)
  return { path, labels }
}

/** From which event to which, step by step of a session. */
export const pathReport: Report<PathQuestion, PathSet, PathReply> = {
  async answer(reader, question, at) {
    const { path, labels } = await prepare(reader, question, at)
    const { query, params } = pathQuery(path, labels)
    const found = edgesOf(await reader(query, params), labels)
    const sessions = found.filter(({ isStart }) => isStart).reduce((sum, row) => sum + row.sessions, 0)
    const definition = pathDefinition(question.sessionMinutes, question.by)
    return { sessions, ...pathOf(found), sql: query.sql, definition }
  },
  async people(reader, question, set, at) {
    const { path, labels } = await prepare(reader, question, at)
    return pathPeople(path, labels, set)
  },
}
