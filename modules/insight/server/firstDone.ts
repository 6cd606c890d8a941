import { z } from 'zod'
import type { Olap, Query } from '#platform/clickhouse/olap'
import { Int, unified } from './sql.ts'

const Params = z.object({ events: z.array(z.string()), people: z.array(z.string()) })
const Row = z.object({ event: z.string(), who: z.string(), ms: Int })

const firsts: Query<typeof Params, typeof Row> = {
  name: 'first-done',
  sql: `select event, toString(${unified}) as who, toUnixTimestamp64Milli(min(events.at)) as ms from events
    where event in (select arrayJoin({events:Array(String)}))
      and events.person in (select toUInt64(arrayJoin({people:Array(String)})))
    group by event, who`,
  params: Params,
  row: Row,
}

/** Port: when people (all their numbers) did each event for the first time, epoch ms, by event and by whoever stands for them. */
export const firstDone =
  (olap: Olap) =>
  async (
    events: readonly string[],
    people: readonly string[],
  ): Promise<ReadonlyMap<string, ReadonlyMap<string, number>>> => {
    if (events.length === 0 || people.length === 0) return new Map()
    const rows = await olap.query(firsts, { events: [...events], people: [...people] })
    return new Map(
      [...Map.groupBy(rows, ({ event }) => event)].map(([event, own]) => [
        event,
        new Map(own.map(({ who, ms }) => [who, ms])),
      ]),
    )
  }
