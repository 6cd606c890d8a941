import { implement } from '@orpc/server'
import { z } from 'zod'
import type { Olap, Query } from '#platform/clickhouse/olap'
import type { RequestContext } from '#platform/http/context'
import type { Postgres } from '#platform/postgres/postgres'
import { intake } from '../contract.ts'
import { recentParked } from './parked.ts'

const windowMs = 10 * 60_000
const most = 100

/** `received` is what the parts are divided by, so only the parts written since then are opened. */
const recentEvents = {
  name: 'intake.recentEvents',
  sql: `select toUnixTimestamp64Milli(received) as received, toUnixTimestamp64Milli(at) as at, source, toString(key) as key,
      type, event, toString(person) as person, toString(properties) as properties
    from events
    where received >= fromUnixTimestamp64Milli({since:Int64}, 'UTC') and ({source:UInt32} = 0 or source = {source:UInt32})
    order by received desc, key limit {limit:UInt32} settings output_format_json_quote_64bit_integers = 0`,
  params: z.object({ since: z.number(), source: z.number(), limit: z.number() }),
  row: z.object({
    received: z.coerce.number(),
    at: z.coerce.number(),
    source: z.number(),
    key: z.string(),
    type: z.string(),
    event: z.string(),
    person: z.string(),
    properties: z.string(),
  }),
} satisfies Query<z.ZodType, z.ZodType>

/** What came in just now, for whoever connects an SDK: read from where it is stored, so what is shown is safe. */
export function recentEventHandlers(postgres: Postgres, olap: Olap, now: () => number) {
  const os = implement(intake.events).$context<RequestContext>()
  return os.router({
    recent: os.recent.handler(async ({ input }) => {
      const since = now() - windowMs
      const source = input.source === undefined ? null : Number(input.source)
      const [stored, parked] = await Promise.all([
        olap.query(recentEvents, { since, source: source ?? 0, limit: most }),
        recentParked(postgres, since, source, most),
      ])
      const items = [...stored.map(shown), ...parked]
      items.sort((a, b) => (a.receivedAt < b.receivedAt ? 1 : a.receivedAt > b.receivedAt ? -1 : 0))
      return { items: items.slice(0, most) }
    }),
  })
}

function shown(row: z.output<typeof recentEvents.row>) {
  return {
    id: row.key,
    receivedAt: new Date(row.received).toISOString(),
    source: String(row.source),
    event: row.event,
    type: row.type,
    at: new Date(row.at).toISOString(),
    person: row.person === '0' ? null : row.person,
    parked: null,
    text: null,
    detail: JSON.parse(row.properties) as unknown,
  }
}
