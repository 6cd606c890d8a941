import { z } from 'zod'
import { type Bucket, bucketsOf, type DistributionMeasure, niceEdges } from '../../core/analysis/distribution.ts'
import { checkEvents, type EventRef } from '../../core/analysis/events.ts'
import type { DistributionQuestion, DistributionReply, DistributionSet } from '../../core/analysis/questions.ts'
import { distributionDefinition } from '../../core/analysis/words.ts'
import { type Range, rangeOf } from '../../core/range.ts'
import { Int } from '../sql.ts'
import { type Bound, numberOf } from '../where.ts'
import { type Moment, orRefuse, type Reader, type Report, refused } from './kind.ts'
import { eventIs, isPlain, perPerson, queryOf } from './source.ts'

interface Distribution extends Range {
  readonly event: EventRef
  readonly measure: DistributionMeasure
  readonly property: string
  readonly zone: string
}

// Over values that may be null each of them is null where there is none.
const measures: Record<DistributionMeasure, (property: string) => string> = {
  events: () => 'toFloat64(count())',
  days: () => 'toFloat64(uniqExact(toDate32(toTimezone(at, {zone:String}))))',
  sum: (property) => `sumKahan(${numberOf(property, 'event')})`,
  avg: (property) => `avg(${numberOf(property, 'event')})`,
  max: (property) => `max(${numberOf(property, 'event')})`,
}

/** One row for each person who has a value. */
function valueRows({ event, measure, property, from, to, zone }: Distribution): Bound {
  const is = eventIs(event, 'e')
  const read = perPerson({
    refs: [event],
    properties: property ? [{ property }] : [],
    select: [`${measures[measure](property)} as value`],
    ...(isPlain(event) ? {} : { where: is.sql }),
    having: 'value is not null',
  })
  return { sql: read.sql, params: { ...read.params, ...(isPlain(event) ? {} : is.params), from, to, zone } }
}

const SpreadRow = z.object({
  people: Int,
  least: z.number().nullable(),
  most: z.number().nullable(),
  usual: z.number().nullable(),
  whole: Int,
})

/** Between which values people lie, for edges that nobody has asked for. */
function spreadQuery(ask: Distribution) {
  const { sql, params } = valueRows(ask)
  const query = queryOf(
    'distribution-spread',
    `
select count() as people, minOrNull(value) as least, maxOrNull(value) as most, quantileExactOrNull(0.98)(value) as usual,
  min(value = round(value)) as whole
from (${sql})`,
    SpreadRow,
  )
  return { query, params }
}

const Row = z.object({
  people: Int,
  average: z.number().nullable(),
  median: z.number().nullable(),
  counts: z.array(Int),
})

/** How the values lie, and people in each bucket between the edges, 0 = below the first. */
function distributionQuery(ask: Distribution, edges: readonly number[]) {
  const rows = valueRows(ask)
  const sql = `
select count() as people, avgOrNull(value) as average, quantileExactInclusiveOrNull(0.5)(value) as median,
  countResample(0, ${edges.length + 1}, 1)(value, arrayCount(x -> value >= x, {edges:Array(Float64)})) as counts
from (${rows.sql})`
  return { query: queryOf('distribution', sql, Row), params: { ...rows.params, edges: [...edges] } }
}

/** Who has a value in `[from, to)`. */
function distributionPeople(ask: Distribution, set: { from: number | null; to: number | null }): Bound {
  const rows = valueRows(ask)
  const low = set.from === null ? '1' : 'value >= {low:Float64}'
  const high = set.to === null ? '1' : 'value < {high:Float64}'
  const ends = { ...(set.from === null ? {} : { low: set.from }), ...(set.to === null ? {} : { high: set.to }) }
  return { sql: `select who from (${rows.sql}) where ${low} and ${high}`, params: { ...rows.params, ...ends } }
}

function read(
  { event: name, where, measure, property = '', range }: DistributionQuestion,
  { zone }: Moment,
): Distribution {
  const event = { event: name, where }
  orRefuse(checkEvents([event], property ? [property] : []))
  const needs = measure !== 'events' && measure !== 'days'
  if (needs && !property) return refused('property-needed')
  return { ...orRefuse(rangeOf(range, zone)), event, measure, property: needs ? property : '', zone }
}

/** How many people have how much. */
export const distributionReport: Report<DistributionQuestion, DistributionSet, DistributionReply> = {
  async answer(reader, question, at) {
    const ask = read(question, at)
    const given = question.edges && orRefuse(bucketsOf(question.edges))
    const edges = question.edges ?? (await usualEdges(reader, ask))
    const { query, params } = distributionQuery(ask, edges ?? [])
    const [{ people, average, median, counts } = nobody] = await reader(query, params)
    const buckets = (given ?? orRefuse(bucketsOf(edges ?? []))).map((bucket, i) => ({
      ...bucket,
      people: counts[i] ?? 0,
    }))
    const shown = given ? buckets : buckets.filter(isNeeded)
    const definition = distributionDefinition(ask.event, ask.measure, ask.property)
    return { people, average, median, buckets: edges ? shown : [], sql: query.sql, definition }
  },
  async people(_, question, set, at) {
    return distributionPeople(read(question, at), set)
  },
}

const nobody = { people: 0, average: null, median: null, counts: [] }

/** Where nobody has said which buckets, the values must be seen before them; null where nobody has one. */
async function usualEdges(reader: Reader, ask: Distribution): Promise<readonly number[] | null> {
  const { query, params } = spreadQuery(ask)
  const [row] = await reader(query, params)
  if (!row || row.people === 0) return null
  const { least, most, usual, whole } = row
  return niceEdges({ least: least ?? 0, most: most ?? 0, usual: usual ?? 0, whole: whole === 1 })
}

/** Of edges that nobody has asked for the open ends may be left out where nobody is there. */
const isNeeded = ({ from, to, people }: Bucket & { people: number }) => people > 0 || (from !== null && to !== null)
