import { z } from 'zod'
import type { Olap, Query } from '#platform/clickhouse/olap'
import { instant } from '../sql.ts'

const lately = 30 * 86_400_000
const most = 200

const Params = z.object({ from: z.int() })
const Row = z.object({ name: z.string() })
const events: Query<typeof Params, typeof Row> = {
  name: 'recent-events',
  sql: `select event as name from events where received >= ${instant('from')} and event != ''
  group by event order by count() desc, event limit ${most}`,
  params: Params,
  row: Row,
}
// Some of the newest are enough to know which properties there are.
const properties: Query<typeof Params, typeof Row> = {
  name: 'recent-properties',
  sql: `select arrayJoin(JSONAllPaths(properties)) as name
  from (select properties from events where received >= ${instant('from')} limit 20000)
  group by name order by count() desc, name limit ${most}`,
  params: Params,
  row: Row,
}

/** Names of the events and properties of the last 30 days, the most frequent first. */
export async function recentNames(olap: Olap, now: number) {
  const from = now - lately
  const [seen, own] = await Promise.all([olap.query(events, { from }), olap.query(properties, { from })])
  return { events: seen.map(({ name }) => name), properties: own.map(({ name }) => name) }
}
