import { z } from 'zod'
import type { Olap } from '#platform/clickhouse/olap'

const Params = z.record(z.string(), z.unknown())
const Int = z.coerce.number().int()
const unified = "dictGetOrDefault('person_override', 'kept', person, person)"
const out = 'select id from people final where excluded = 1 and deleted = 0'

const overlap = {
  name: 'segments.overlap',
  sql: `select countIf(in_a) as a, countIf(in_b) as b, countIf(in_a and in_b) as both from (
      select ${unified} as who, max(segment = {a:UInt64}) as in_a, max(segment = {b:UInt64}) as in_b
      from segment_people final where segment in ({a:UInt64}, {b:UInt64}) and deleted = 0
      group by who having who not in (${out}))`,
  params: Params,
  row: z.object({ a: Int, b: Int, both: Int }),
}

/** What people of a segment are: one row for each thing said of one person. */
const facts = `
  select id as who, 'attribute' as kind, kv.1 as name, kv.2 as value from people final
    array join JSONExtractKeysAndValues(toJSONString(attributes), 'String') as kv where deleted = 0 and excluded = 0
  union all
  select id, kv.1, '', kv.2 from people final
    array join [('entry', toString(entry)), ('source', toString(source)), ('owner', owner)] as kv
    where deleted = 0 and excluded = 0 and kv.2 != ''
  union all
  select distinct ${unified}, 'tag', '', toString(tag) from person_tags final where deleted = 0
  union all
  select distinct ${unified}, 'carrier', '', toString(carrier) from carriers final
    where deleted = 0 and (ended is null or ended > now64(3))`

const features = {
  name: 'segments.features',
  sql: `
    with members as (
      select ${unified} as member, max(segment = {a:UInt64}) as in_a, max(segment = {b:UInt64}) as in_b
      from segment_people final where segment in ({a:UInt64}, {b:UInt64}) and deleted = 0 group by member
    )
    select kind, name, value, sum(in_a) as a, sum(in_b) as b
    from (select * from (${facts}) as facts inner join members on facts.who = members.member)
    where value != ''
    group by kind, name, value
    order by abs(a / {sizeA:UInt64} - b / {sizeB:UInt64}) desc, kind, name, value limit 60`,
  params: Params,
  row: z.object({ kind: z.string(), name: z.string(), value: z.string(), a: Int, b: Int }),
}

/** How many two segments share, and what is more frequent in one than in the other; the largest differences first. */
export async function compare(olap: Olap, a: string, b: string) {
  const [sizes] = await olap.query(overlap, { a, b })
  const { both, ...of } = sizes ?? { a: 0, b: 0, both: 0 }
  const [sizeA, sizeB] = [Math.max(1, of.a), Math.max(1, of.b)]
  const rows = of.a + of.b === 0 ? [] : await olap.query(features, { a, b, sizeA, sizeB })
  return {
    ...{ a: of.a, b: of.b, both },
    features: rows.map((row) => {
      const [shareA, shareB] = [row.a / sizeA, row.b / sizeB]
      return { ...row, shareA, shareB, lift: shareB === 0 ? null : shareA / shareB }
    }),
  }
}
