import { z } from 'zod'
import { personalField } from '#modules/identity'
import type { Olap, Query } from '#platform/clickhouse/olap'
import type { PlanWatch } from './plan/watch.ts'
import type { EventWriter } from './writer.ts'

/** What people do; what they say about themselves (identify, profiles) is no behaviour. */
const behaviour = "type in ('track', 'page', 'screen') and person != 0"
const past = `received >= fromUnixTimestamp64Milli({received:Int64}, 'UTC')
    and (received, at, key) > (fromUnixTimestamp64Milli({received:Int64}, 'UTC'), fromUnixTimestamp64Milli({at:Int64}, 'UTC'), toUInt64({key:String}))
    and received < fromUnixTimestamp64Milli({upTo:Int64}, 'UTC')`

// Of what came in one moment, what happened first goes first.
const Place = z.object({ received: z.number(), at: z.number(), key: z.string() })

const next = {
  name: 'intake.feed',
  sql: `select toUnixTimestamp64Milli(received) as receivedMs, toString(key) as id, toUnixTimestamp64Milli(at) as atMs,
      type, event, toString(person) as who, toString(properties) as said
    from events where ${past} and ${behaviour}
    order by received, at, key limit {limit:UInt32} settings output_format_json_quote_64bit_integers = 0`,
  params: Place.extend({ upTo: z.number(), limit: z.number() }),
  row: z.object({
    ...{ receivedMs: z.coerce.number(), id: z.string(), atMs: z.coerce.number() },
    ...{ type: z.string(), event: z.string(), who: z.string(), said: z.string() },
  }),
} satisfies Query<z.ZodType, z.ZodType>

const waiting = {
  name: 'intake.feedWaiting',
  sql: `select count() as events, toUnixTimestamp64Milli(min(received)) as oldest from events where ${past} and ${behaviour}
    settings output_format_json_quote_64bit_integers = 0`,
  params: Place.extend({ upTo: z.number() }),
  row: z.object({ events: z.number(), oldest: z.coerce.number() }),
} satisfies Query<z.ZodType, z.ZodType>

/** A clock that is set back by less than this makes no event younger than one that was read already. */
const marginMs = 10_000

/** The stored events in the order in which they came, for whoever passes them on. */
export function eventFeed({ olap, writer, now }: { olap: Olap; writer: EventWriter; now: () => number }) {
  return {
    /** Epoch ms before which nothing comes any more: blocks get their time before they are stored. */
    async settled(): Promise<number> {
      const at = now()
      await writer.flush()
      return at - marginMs
    },
    /** What came after one event and before a time. */
    async after(place: z.output<typeof Place>, upTo: number, limit: number) {
      const rows = await olap.query(next, { ...place, upTo, limit })
      return rows.map(({ receivedMs, id, atMs, type, event, who, said }) => ({
        ...{ received: receivedMs, key: id, at: atMs, type, event, person: who },
        properties: JSON.parse(said) as Record<string, unknown>,
      }))
    },
    /** How much that is, and since when the first of it waits. */
    async waiting(place: z.output<typeof Place>, upTo: number) {
      const [row] = await olap.query(waiting, { ...place, upTo })
      return row && row.events > 0 ? row : { events: 0, oldest: null }
    },
  }
}

/** By event: the properties that its plan names, but objects and whatever says who somebody is. */
export function openPlan({ planned }: Pick<PlanWatch, 'planned'>): ReadonlyMap<string, readonly string[]> {
  return new Map(
    [...planned].map(([event, { properties }]) => [
      event,
      properties.filter(({ name, type }) => type !== 'object' && isOpen(name)).map(({ name }) => name),
    ]),
  )
}

/** Whether a property of this name may leave: it is not one that holds personal data. */
export const isOpen = (property: string): boolean => personalField(property) === null
