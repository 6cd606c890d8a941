import { z } from 'zod'
import type { Olap, Query } from '#platform/clickhouse/olap'
import { ClassedParams, classedOf, classedParams, inFormula } from './classed.ts'
import { excludedPeople, Int, unified } from './sql.ts'

const dayMs = 86_400_000
/** An addition made the entry when it is the entry: both are told within moments, by clocks of two houses. */
const sameMs = 3_600_000
const forever = '9223372036854775807'

/** `@invited` = a customer brought them, `@none` = nothing is known. */
const nameOfRow = `multiIf(entry = 'invited', '@invited', source = '', '@none', source)`

/** Everybody of the cohorts, each with how they came, whether they stayed for a week, and what they ordered. */
const newcomers = `
${classedOf('cohort')}, came as (
  select who, any(${nameOfRow}) as said, any(entered) as entered_at,
    groupArrayIf((intDiv(paid - entered, ${dayMs}), net), line = 'counted') as bought
  from classed where ${inFormula} group by who
), marked as (
  select ${unified} as marked_who, argMin(mark, at) as mark_name, min(at) as marked_at from (
    select toUInt64(m.1) as person, m.2 as mark, m.3 as at
    from (select arrayJoin(arrayZip({markedPeople:Array(String)}, {markNames:Array(String)}, {markTimes:Array(Int64)})) as m)
  ) group by marked_who
), ties as (
  select ${unified} as tied,
    groupArray((toUnixTimestamp64Milli(started), ifNull(toUnixTimestamp64Milli(ended), toInt64(${forever})))) as spans
  from carriers final where deleted = 0 and started < fromUnixTimestamp64Milli({to:Int64} + 7 * ${dayMs}, 'UTC')
  group by tied
), placed as (
  select who, entered_at, bought, least(entered_at + 7 * ${dayMs}, {now:Int64}) as edge,
    if(said != '@invited' and mark_name != '' and abs(marked_at - entered_at) <= ${sameMs}, mark_name, said) as name,
    arrayExists(span -> span.1 <= edge, spans) and not arrayExists(span -> span.1 <= edge and span.2 > edge, spans) as gone
  from came left join marked on came.who = marked.marked_who left join ties on came.who = ties.tied
)`

const Params = ClassedParams.extend({
  now: z.int(),
  markedPeople: z.array(z.string()),
  markNames: z.array(z.string()),
  markTimes: z.array(z.int()),
})

const CohortParams = Params.extend({ starts: z.array(z.int()).min(1) })
const Cohort = z.object({
  ...{ name: z.string(), start: Int, people: Int, left: Int, buyers: Int },
  by_age: z.array(z.tuple([Int, Int])),
})

const cohorts: Query<typeof CohortParams, typeof Cohort> = {
  name: 'newcomer-cohorts',
  sql: `${newcomers}
select name, roundDown(entered_at, {starts:Array(Int64)}) as start, count() as people, countIf(gone) as left,
  countIf(notEmpty(bought)) as buyers,
  sumMap(bought.1, bought.2) as sums, arrayZip(sums.1, sums.2) as by_age
from placed group by name, start order by start, name limit 200000`,
  params: CohortParams,
  row: Cohort,
}

const PeopleParams = Params.extend({
  ...{ names: z.array(z.string()), offset: z.int(), limit: z.int() },
})
const Person = z.object({
  person: z.string(),
  at: Int,
  name: z.string(),
  left: z.coerce.boolean(),
  orders: Int,
  net: Int,
})

const sets = { people: '1', left: 'gone', net: 'not gone', buyers: 'notEmpty(bought)' }

const peopleQuery = (set: keyof typeof sets): Query<typeof PeopleParams, typeof Person> => ({
  name: `newcomers-${set}`,
  sql: `${newcomers}
select toString(who) as person, entered_at as at, name, toUInt8(gone) as left, length(bought) as orders,
  arraySum(one -> one.2, bought) as net
from placed where has({names:Array(String)}, name) and ${sets[set]}
order by at desc, who desc limit {limit:UInt32} offset {offset:UInt32}`,
  params: PeopleParams,
  row: Person,
})

const Nothing = z.object({})
const Named = z.object({ name: z.string(), people: Int, orders: Int, last: Int })

const names: Query<typeof Nothing, typeof Named> = {
  name: 'newcomer-names',
  sql: `select name, sum(people) as people, sum(orders) as orders, max(last) as last from (
  select ${nameOfRow} as name, count() as people, 0 as orders, max(toUnixTimestamp64Milli(assumeNotNull(entered_at))) as last
  from people final where deleted = 0 and excluded = 0 and entered_at is not null and entry != 'baseline' group by name
  union all
  select channel as name, 0 as people, count() as orders, toInt64(0) as last
  from orders final where deleted = 0 and channel != '' and ${unified} not in (${excludedPeople}) group by name
) group by name order by people desc, orders desc, name limit 5000`,
  params: Nothing,
  row: Named,
}

const Strands = z.object({ strands: z.array(z.string()) })
const Way = z.object({ strand: z.string(), name: z.string() })

const ways: Query<typeof Strands, typeof Way> = {
  name: 'newcomer-ways',
  sql: `select toString(person) as strand, ${nameOfRow} as name
from (select toUInt64(arrayJoin({strands:Array(String)})) as person) as asked
  inner join (select id, entry, source from people final where deleted = 0 and entered_at is not null) as known
  on ${unified} = known.id`,
  params: Strands,
  row: Way,
}

interface Deps {
  readonly olap: Olap
  settings(): Promise<{ assistedDays: number }>
  now(): number
}

interface Question {
  readonly from: number
  readonly to: number
  readonly starts: readonly number[]
  readonly marked: readonly { readonly person: string; readonly at: number; readonly name: string }[]
}

const blockOf = 5000

/** How people came and what they ordered since, by the rules of the board: direct and assisted orders, nobody of before. */
export function newcomersOf({ olap, settings, now }: Deps) {
  const paramsOf = async ({ from, to, marked }: Question) => ({
    ...classedParams(
      { view: 'cohort', scope: 'private', from, to, horizonDays: null },
      (await settings()).assistedDays,
    ),
    ...{ now: now(), markedPeople: marked.map(({ person }) => person), markNames: marked.map(({ name }) => name) },
    markTimes: marked.map(({ at }) => at),
  })
  return {
    names: async () =>
      (await olap.query(names, {})).map((row) => ({ ...row, last: row.people === 0 ? null : row.last })),
    async cohorts(question: Question) {
      const rows = await olap.query(cohorts, { ...(await paramsOf(question)), starts: [...question.starts] })
      return rows.map(({ by_age: bought, ...row }) => ({ ...row, bought }))
    },
    people: async ({ names: wanted, set, offset, limit, ...question }: Question & Page) =>
      olap.query(peopleQuery(set), { ...(await paramsOf(question)), names: [...wanted], offset, limit }),
    async nameOf(strands: readonly string[]) {
      const found = new Map<string, string>()
      for (let i = 0; i < strands.length; i += blockOf)
        for (const { strand, name } of await olap.query(ways, { strands: strands.slice(i, i + blockOf) }))
          found.set(strand, name)
      return found
    },
  }
}

interface Page {
  readonly names: readonly string[]
  readonly set: keyof typeof sets
  readonly offset: number
  readonly limit: number
}
