import { sql } from 'kysely'
import type { Olap } from '#platform/clickhouse/olap'
import type { Postgres } from '#platform/postgres/postgres'
import type { OwnEvents } from '../index.ts'
import type { CollectorDeps } from './collector.ts'
import { type Dedupe, eventKey } from './dedupe.ts'
import type { PlanTables } from './plan/store.ts'
import type { EventWriter, Row } from './writer.ts'

/** No sender has this number: what Siyu tells itself. */
const own = 0

interface OwnDeps {
  readonly postgres: Postgres
  readonly olap: Olap
  readonly dedupe: Dedupe
  readonly writer: EventWriter
  readonly react: CollectorDeps['react']
  now(): number
}

/** Port: what other houses know happened, as events in the log beside those that senders tell. */
export function ownEvents({ postgres, olap, dedupe, writer, react, now }: OwnDeps): OwnEvents {
  return {
    async tell(plan, events) {
      if (events.length === 0) return
      const { name, ...planned } = plan
      await sql`insert into intake_plan_event (event, plan, updated_by) values (${name}, ${JSON.stringify(planned)}::jsonb, 'system')
        on conflict do nothing`.execute(postgres.tables<PlanTables>())
      const keys = events.map(({ id }) => eventKey(own, id))
      const known = await dedupe.seen(keys, now())
      const fresh = events.flatMap((event, i) => {
        const key = keys[i]
        return key === undefined || known[i] ? [] : [{ event, key }]
      })
      const rows = fresh.map(({ event: { id, at, strand, properties }, key }): Row => {
        const ids = `"source":${own},"key":${key.text},"identity":0,"person":${strand}`
        const what = `"type":"track","event":${JSON.stringify(name)},"properties":${JSON.stringify(properties)},"context":{}`
        return { key, source: own, messageId: id, line: `"at":${Math.floor(at)},${ids},${what}}\n` }
      })
      const stored = react(fresh.map(({ event }) => ({ ...event, event: name })))
      await writer.add(rows)
      stored?.()
    },
    async takeBack(event, ids) {
      await writer.flush()
      const keys = ids.map((id) => eventKey(own, id).text)
      // A mutation rewrites the parts: a lightweight delete would leave the rows to projections and to the disk.
      if (keys.length > 0)
        await olap.run(
          {
            name: 'intake.takeBack',
            sql: `alter table events delete where source = ${own} and event = {event:String}
              and key in (select toUInt64(arrayJoin({keys:Array(String)}))) settings mutations_sync = 2`,
          },
          { event, keys },
        )
    },
  }
}
