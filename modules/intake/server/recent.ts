import { implement } from '@orpc/server'
import { z } from 'zod'
import type { Identities } from '#modules/identity'
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
      type, event, toString(dictGetOrDefault('person_override', 'kept', person, person)) as person,
      toString(properties) as properties
    from events
    where received >= fromUnixTimestamp64Milli({since:Int64}, 'UTC') and source != 0
      and ({source:UInt32} = 0 or source = {source:UInt32})
      and ({who:UInt64} = 0 or dictGetOrDefault('person_override', 'kept', events.person, events.person) = {who:UInt64})
    order by received desc, key limit {limit:UInt32} settings output_format_json_quote_64bit_integers = 0`,
  params: z.object({ since: z.number(), source: z.number(), who: z.string(), limit: z.number() }),
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

export interface RecentDeps {
  postgres: Postgres
  olap: Olap
  identities: Pick<Identities, 'lookup'>
  now: () => number
}

/** Which of what came in: of a source, or of one person. Parked events are nobody's. */
export interface RecentFilter {
  source?: string | undefined
  device?: string | undefined
}

const deviceTypes = ['anonymous_id', 'device_id', 'cookie_id']

/** Who has opened an address with this mark lately: whoever scanned the code that carries it. The latest, where several did. */
const scanned = {
  name: 'intake.scanned',
  sql: `select toString(dictGetOrDefault('person_override', 'kept', events.person, events.person)) as person from events
    where received >= fromUnixTimestamp64Milli({since:Int64}, 'UTC') and events.person != 0
      and multiSearchAny(concat(ifNull(context.page.search.:String, ''), ' ', ifNull(context.page.url.:String, ''), ' ',
        ifNull(properties.\`$url\`.:String, ''), ' ', ifNull(properties.\`$url_query\`.:String, ''), ' ',
        ifNull(properties.url.:String, '')), [{mark:String}])
    order by received desc limit 1`,
  params: z.object({ since: z.number(), mark: z.string() }),
  row: z.object({ person: z.string() }),
} satisfies Query<z.ZodType, z.ZodType>

/** Who has this id of a device; null when nobody has it yet. Other ids are not looked up: they are personal. */
export async function personOfDevice(
  { identities, olap, now }: Pick<RecentDeps, 'identities' | 'olap' | 'now'>,
  device: string,
): Promise<string | null> {
  const [, mark] = /^scan:([a-z0-9]{8,40})$/.exec(device) ?? []
  if (mark) {
    const [found] = await olap.query(scanned, { since: now() - windowMs, mark: `siyu_device=${mark}` })
    return found?.person ?? null
  }
  const [, type, value] = /^(openid:\S+)\s+(.+)$/.exec(device) ?? []
  if (type && value) return identities.lookup(type, value)
  for (const one of deviceTypes) {
    const person = await identities.lookup(one, device)
    if (person !== null) return person
  }
  return null
}

/** What came in just now, for whoever connects an SDK: read from where it is stored, so what is shown is safe. */
export function recentEventHandlers(deps: RecentDeps) {
  const os = implement(intake.events).$context<RequestContext>()
  return os.router({ recent: os.recent.handler(async ({ input }) => ({ items: await readRecent(deps, input) })) })
}

/** The newest first, at most 100; since ten minutes ago when no time is given. */
export async function readRecent(deps: RecentDeps, filter: RecentFilter, since = deps.now() - windowMs) {
  const source = filter.source === undefined ? null : Number(filter.source)
  const who = filter.device === undefined ? null : await personOfDevice(deps, filter.device)
  if (filter.device !== undefined && who === null) return []
  const asked = { since, source: source ?? 0, who: who ?? '0', limit: most }
  const [stored, parked] = await Promise.all([
    deps.olap.query(recentEvents, asked),
    who === null ? recentParked(deps.postgres, since, source, most) : [],
  ])
  const items = [...stored.map(shown), ...parked]
  items.sort((a, b) => (a.receivedAt < b.receivedAt ? 1 : a.receivedAt > b.receivedAt ? -1 : 0))
  return items.slice(0, most)
}

export type RecentItem = Awaited<ReturnType<typeof readRecent>>[number]

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
