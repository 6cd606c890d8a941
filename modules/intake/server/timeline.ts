import { z } from 'zod'
import type { Olap, Query } from '#platform/clickhouse/olap'

const eventsOf = {
  name: 'intake.eventsOf',
  sql: `select toUnixTimestamp64Milli(at) as ms, type, event, toString(properties) as text
    from events where person in (select toUInt64(arrayJoin({persons:Array(String)}))) and at < fromUnixTimestamp64Milli({before:Int64}, 'UTC')
    order by at desc, key limit {limit:UInt32} settings output_format_json_quote_64bit_integers = 0`,
  params: z.object({ persons: z.array(z.string()), before: z.number(), limit: z.number() }),
  row: z.object({ ms: z.coerce.number(), type: z.string(), event: z.string(), text: z.string() }),
} satisfies Query<z.ZodType, z.ZodType>

/** 2299-12-31: the last day of DateTime64(3). */
const endOfTime = 10_413_791_999_999

/** What people did, from the event log; newest first, events of one moment in a fixed order, which paging counts on. */
export function eventTimeline(olap: Olap) {
  return {
    facts: 'behaviour' as const,
    async read(persons: readonly string[], before: number, limit: number) {
      const rows = await olap.query(eventsOf, { persons: [...persons], before: Math.min(before, endOfTime), limit })
      return rows.map((row) => ({
        at: row.ms,
        kind: row.type,
        name: row.event,
        detail: JSON.parse(row.text) as Record<string, unknown>,
      }))
    },
  }
}
