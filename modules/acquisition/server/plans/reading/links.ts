import { z } from 'zod'
import type { Query } from '#platform/clickhouse/olap'
import type { Slot } from '../../channels/read.ts'
import { answered, type Reading } from '../asked.ts'
import type { PlanDeps } from '../deps.ts'

const Params = z.object({
  ...{ keys: z.array(z.string()), links: z.array(z.string()) },
  ...{ starts: z.array(z.int()), ends: z.array(z.int()) },
})
const Visitors = z.object({ key: z.string(), visitors: z.coerce.number() })

/** Visitors by key; several links of one key count together. */
const query: Query<typeof Params, typeof Visitors> = {
  name: 'plan-link-visitors',
  sql: `select one.1 as key, uniqExact(visitor) as visitors
    from (select link, at, visitor, bot from link_clicks where link in (select toUInt64(arrayJoin({links:Array(String)})))) as c
      join (select arrayJoin(arrayZip({keys:Array(String)}, {links:Array(String)}, {starts:Array(Int64)}, {ends:Array(Int64)})) as one,
        toUInt64(one.2) as wanted) as a on a.wanted = c.link
    where bot = 0 and at >= fromUnixTimestamp64Milli(one.3, 'UTC') and at < fromUnixTimestamp64Milli(one.4, 'UTC')
    group by key`,
  params: Params,
  row: Visitors,
}

interface AskedLink {
  readonly key: string
  readonly link: string
  readonly slot: Slot
}

/** How many have visited links, by key; whose nobody has is not in it. */
export async function visitorsOf(
  { olap }: PlanDeps,
  asked: readonly AskedLink[],
): Promise<ReadonlyMap<string, number>> {
  if (asked.length === 0) return new Map()
  const rows = await olap.query(query, {
    ...{ keys: asked.map(({ key }) => key), links: asked.map(({ link }) => link) },
    ...{ starts: asked.map(({ slot }) => slot.start), ends: asked.map(({ slot }) => slot.end) },
  })
  return new Map(rows.map(({ key, visitors }) => [key, visitors]))
}

/** Short links. */
export const links: Reading = async (deps, asked) => {
  const visitors = await visitorsOf(
    deps,
    asked.map(({ key, id, slot }) => ({ key, link: id, slot })),
  )
  return answered(asked, ({ key }) => ({ counts: { click: visitors.get(key) ?? 0 }, who: {}, costs: {} }))
}
