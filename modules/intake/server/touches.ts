import { z } from 'zod'
import type { Olap, Query } from '#platform/clickhouse/olap'
import { isObject, object, text } from '../core/json.ts'

const row = z.object({ ms: z.coerce.number(), event: z.string(), properties: z.string(), context: z.string() })
const columns = `toUnixTimestamp64Milli(at) as ms, event, toString(properties) as properties, toString(context) as context`
// Who tells a name or logs in has done something before that: these say who, not what.
const theirs = `person in (select toUInt64(arrayJoin({persons:Array(String)}))) and type not in ('identify', 'alias', 'group', 'track_signup')
    and not startsWith(type, 'profile_')`
const exact = 'settings output_format_json_quote_64bit_integers = 0'

const firstOf = {
  name: 'intake.firstTouch',
  sql: `select ${columns} from events where ${theirs} order by at, key limit 1 ${exact}`,
  params: z.object({ persons: z.array(z.string()) }),
  row,
} satisfies Query<z.ZodType, z.ZodType>

/** An order longer ago than this was led to by something else. */
const withinMs = 30 * 86_400_000

const lastBefore = {
  name: 'intake.lastTouches',
  sql: `select ${columns} from (
      select at, key, event, properties, context, arrayJoin({moments:Array(Int64)}) as moment from events where ${theirs}
    ) where toUnixTimestamp64Milli(at) < moment and toUnixTimestamp64Milli(at) >= moment - ${withinMs}
    order by moment, at desc, key limit 1 by moment ${exact}`,
  params: z.object({ persons: z.array(z.string()), moments: z.array(z.number()) }),
  row,
} satisfies Query<z.ZodType, z.ZodType>

/** The first thing people did, and the last before each of these moments (epoch ms); each once, oldest first. */
export async function touches(olap: Olap, persons: readonly string[], moments: readonly number[]) {
  const first = await olap.query(firstOf, { persons: [...persons] })
  const last = moments.length > 0 ? await olap.query(lastBefore, { persons: [...persons], moments: [...moments] }) : []
  const found = new Map([...first, ...last].map((one) => [`${one.ms} ${one.event}`, touchOf(one)]))
  return [...found.values()].sort((a, b) => a.at - b.at)
}

function touchOf({ ms, event, ...texts }: z.output<typeof row>) {
  const properties = object(JSON.parse(texts.properties))
  const context = object(JSON.parse(texts.context))
  const page = object(context['page'])
  const campaign = Object.entries(object(context['campaign'])).filter(([, value]) => !isObject(value))
  return {
    ...{ at: ms, name: event },
    campaign: Object.fromEntries(campaign.map(([name, value]) => [name, String(value)])),
    referrer: text(page['referrer']) ?? text(context['referrer']) ?? text(properties['$referrer']),
    place: text(page['path']) ?? text(properties['$url_path']) ?? text(properties['title']),
  }
}
