import { z } from 'zod'
import type { Olap, Query } from '#platform/clickhouse/olap'
import type { Definition } from '../core/definition.ts'
import { memberSql } from './memberSql.ts'

const Params = z.record(z.string(), z.unknown())
const Int = z.coerce.number().int()
const unified = "dictGetOrDefault('person_override', 'kept', person, person)"
const out = 'select id from people final where excluded = 1 and deleted = 0'

/** An estimate looks at about so many people; below, at all of them. */
const enough = 150_000

const population: Query<typeof Params, z.ZodObject<{ people: typeof Int }>> = {
  name: 'segments.population',
  // Rows that a newer one replaces count too: it only decides how small a share will do.
  sql: 'select greatest((select count() from people), (select uniq(person) from carriers)) as people',
  params: Params,
  row: z.object({ people: Int }),
}

/** About how many belong and ten of them; with `exact` everybody is looked at. */
export async function estimate(olap: Olap, tree: Definition, at: number, exact: boolean) {
  const [all] = await olap.query(population, {})
  const share = exact ? 1 : Math.min(1, enough / Math.max(1, all?.people ?? 1))
  const looked = share === 1 ? 1 : Math.max(1, Math.round(share * 1024)) / 1024
  const members = memberSql(tree, at, looked === 1 ? 'everybody' : { share: looked })
  const [found] = await olap.query(
    {
      name: 'segments.estimate',
      sql: `select count() as people, groupArraySample(10, 7)(toString(who)) as sample from (${members.sql})`,
      params: Params,
      row: z.object({ people: Int, sample: z.array(z.string()) }),
    },
    members.params,
  )
  const people = Math.round((found?.people ?? 0) / looked)
  return { people, exact: looked === 1, share: looked, sample: found?.sample ?? [] }
}

export interface PeopleQuestion {
  readonly segment: string
  readonly and?: string | undefined
  readonly not?: string | undefined
  readonly run?: string | undefined
  readonly side: 'entered' | 'gone'
  readonly after: string
  readonly limit: number
}

const Member = z.object({ person: z.string(), since: Int })
const membersOf = (name: string) =>
  `select ${unified} from segment_people final where segment = {${name}:UInt64} and deleted = 0`

/** Members by number, from one on; excluded people are in no segment. */
export function membersAfter(olap: Olap, { segment, and, not, run, side, after, limit }: PeopleQuestion) {
  const rows = run
    ? `select person, at from segment_changes where segment = {segment:UInt64} and run = {run:UInt64} and entered = ${side === 'entered' ? 1 : 0}`
    : 'select person, at from segment_people final where segment = {segment:UInt64} and deleted = 0'
  return olap.query(
    {
      name: 'segments.people',
      sql: `select toString(who) as person, toUnixTimestamp64Milli(min(at)) as since
        from (select ${unified} as who, at from (${rows}))
        where who > {after:UInt64} and who not in (${out})
          ${and ? `and who in (${membersOf('and')})` : ''} ${not ? `and who not in (${membersOf('not')})` : ''}
        group by who order by who limit {limit:UInt32}`,
      params: Params,
      row: Member,
    },
    { segment, after, limit, ...(run ? { run } : {}), ...(and ? { and } : {}), ...(not ? { not } : {}) },
  )
}

/** Who has a tag, by number, from one on. */
export function taggedAfter(olap: Olap, { tag, after, limit }: { tag: string; after: string; limit: number }) {
  return olap.query(
    {
      name: 'segments.tagged',
      sql: `select toString(who) as person, toUnixTimestamp64Milli(min(at)) as since
        from (select ${unified} as who, at from person_tags final where tag = {tag:UInt64} and deleted = 0)
        where who > {after:UInt64} and who not in (${out}) group by who order by who limit {limit:UInt32}`,
      params: Params,
      row: Member,
    },
    { tag, after, limit },
  )
}

/** How many have each tag, and how many people there are. */
export async function coverage(olap: Olap) {
  const tags = await olap.query(
    {
      name: 'segments.coverage',
      sql: `select toString(tag) as tag, uniqExact(${unified}) as people, toUnixTimestamp64Milli(max(at)) as changed
        from person_tags final where deleted = 0 group by tag`,
      params: Params,
      row: z.object({ tag: z.string(), people: Int, changed: Int }),
    },
    {},
  )
  const [all] = await olap.query(
    {
      name: 'segments.everybody',
      sql: 'select count() as people from people final where deleted = 0 and excluded = 0',
      params: Params,
      row: z.object({ people: Int }),
    },
    {},
  )
  return { tags: new Map(tags.map((one) => [one.tag, one])), people: all?.people ?? 0 }
}

/** Tags by rule of whoever has these numbers. */
export function ruleTagsOf(olap: Olap, strands: readonly string[], tags: readonly string[]) {
  if (tags.length === 0) return Promise.resolve([])
  return olap.query(
    {
      name: 'segments.tagsOf',
      sql: `select toString(tag) as tag, toUnixTimestamp64Milli(min(at)) as since from person_tags final
        where tag in {tags:Array(UInt64)} and person in {strands:Array(UInt64)} and deleted = 0 group by tag`,
      params: Params,
      row: z.object({ tag: z.string(), since: Int }),
    },
    { tags: tags.map(Number), strands: strands.map(Number) },
  )
}

/** What conditions can be about: the attributes that people have, with their frequent values. */
export async function fieldsOf(olap: Olap) {
  const Row = z.object({ name: z.string(), values: z.array(z.string()) })
  const attributes = await olap.query(
    {
      name: 'segments.attributes',
      sql: `select name, arraySlice(arrayMap(x -> x.1, arrayReverseSort(x -> x.2, groupArray((value, n)))), 1, 20) as values
        from (
          select kv.1 as name, kv.2 as value, count() as n
          from (select attributes from people final where deleted = 0 order by intHash32(id) limit 20000)
          array join JSONExtractKeysAndValues(toJSONString(attributes), 'String') as kv
          group by name, value
        ) group by name order by sum(n) desc limit 200`,
      params: Params,
      row: Row,
    },
    {},
  )
  const fields = await olap.query(
    {
      name: 'segments.fields',
      sql: `select kv.1 as name, groupArray(100)(distinct kv.2) as values
        from people final array join [('entry', toString(entry)), ('source', toString(source)), ('owner', owner)] as kv
        where deleted = 0 and kv.2 != '' group by name`,
      params: Params,
      row: Row,
    },
    {},
  )
  const carriers = await olap.query(
    {
      name: 'segments.carriers',
      sql: 'select distinct toString(carrier) as name from carriers where deleted = 0 order by name limit 100',
      params: Params,
      row: z.object({ name: z.string() }),
    },
    {},
  )
  return { attributes, fields, carriers: carriers.map(({ name }) => name) }
}

/** The segments whoever has these numbers stands in. */
export function membershipsOf(olap: Olap, strands: readonly string[]) {
  return olap.query(
    {
      name: 'segments.memberships',
      sql: `select toString(segment) as segment, toUnixTimestamp64Milli(min(at)) as since from segment_people final
        where person in {strands:Array(UInt64)} and deleted = 0 group by segment order by segment`,
      params: Params,
      row: z.object({ segment: z.string(), since: Int }),
    },
    { strands: strands.map(Number) },
  )
}
