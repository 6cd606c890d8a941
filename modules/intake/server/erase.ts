import { z } from 'zod'
import { audit } from '#platform/audit'
import type { Olap, Query } from '#platform/clickhouse/olap'
import type { Postgres } from '#platform/postgres/postgres'
import { deleteParked } from './parked.ts'
import { forgetSeen } from './plan/scan.ts'
import { deleteShares } from './shares.ts'
import type { Sources, SourceTables } from './sources.ts'
import type { EventWriter } from './writer.ts'

export interface SourceErasingDeps {
  postgres: Postgres
  olap: Olap
  sources: Sources
  writer: EventWriter
  now: () => number
}

const peopleWithEvents = {
  name: 'intake.peopleWithEvents',
  sql: `select distinct toString(person) as person from events
    where person in (select toUInt64(arrayJoin({persons:Array(String)})))`,
  params: z.object({ persons: z.array(z.string()) }),
  row: z.object({ person: z.string() }),
} satisfies Query<z.ZodType, z.ZodType>

/** Port: takes a source out of the event log. */
export interface SourceErasing {
  /** Deletes the source, its events and its parked events; its key is refused from now on. */
  eraseSource(id: string, actor: string): Promise<void>
  /** Those of these people who have an event. */
  withEvents(persons: readonly string[]): Promise<readonly string[]>
}

export function sourceErasing({ postgres, olap, sources, writer, now }: SourceErasingDeps): SourceErasing {
  return {
    async eraseSource(id, actor) {
      const source = z.coerce.number().int().positive().parse(id)
      const own = postgres.tables<SourceTables>()
      await own
        .updateTable('intake_source')
        .set({ disabled_at: new Date(now()) })
        .where('id', '=', source)
        .execute()
      await sources.reload()
      // Requests that found the key before are stored first, and deleted with the rest.
      await writer.flush()
      // A mutation rewrites the parts: a lightweight delete would leave the rows to projections and to the disk.
      await olap.command(`alter table events delete where source = ${source} settings mutations_sync = 2`)
      await postgres.transaction(async (tx) => {
        await deleteParked(tx, source)
        await deleteShares(tx, source)
        await forgetSeen(tx)
        await tx.tables<SourceTables>().deleteFrom('intake_source').where('id', '=', source).execute()
        await audit(tx, actor, 'source.erased', id)
      })
    },
    async withEvents(persons) {
      const rows = await olap.query(peopleWithEvents, { persons: [...persons] })
      return rows.map(({ person }) => person)
    },
  }
}
