import { z } from 'zod'
import { day } from '#kit/time'
import { Int } from '../sql.ts'
import type { Reader } from './kind.ts'
import { queryOf, since } from './source.ts'

const lookBack = 90 * day
const EventRow = z.object({ event: z.string(), events: Int })

// What says who somebody is happened to nobody.
const names = `
select event, count() as events from events
where ${since('from')} and type not in ('identify', 'alias', 'group') and event != ''
group by event order by events desc, event limit 500`

/** Names of what happened lately, the most frequent first. */
export const eventNames = (ask: Reader, now: number) =>
  ask(queryOf('event-names', names, EventRow), { from: now - lookBack })

const NameRow = z.object({ name: z.string() })
const seen = `
select name from (
  select arrayJoin(JSONAllPaths(properties)) as name from events where event = {event:String} limit 20000
)
group by name order by count() desc, name limit 200`

/** Names of the properties of an event, by a sample of it. */
export const propertyNames = (ask: Reader, event: string) => ask(queryOf('property-names', seen, NameRow), { event })
