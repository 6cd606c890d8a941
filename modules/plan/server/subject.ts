import { sql } from 'kysely'
import type { Postgres } from '#platform/postgres/postgres'
import { type SubjectRecords, tableOf } from '#platform/subject'
import type { PlanTables } from './tables.ts'

const columns = ['carrier', 'purpose', 'at', 'ref', 'madeBy']

/** How a person was contacted. Erased, nothing of it stays. */
export function planSubject({ postgres }: { postgres: Postgres }): SubjectRecords {
  return {
    tables: ({ strands }) => [
      tableOf('plan.touches', columns, async () => {
        const rows = await postgres
          .tables<PlanTables>()
          .selectFrom('plan_touch')
          .selectAll()
          .where('person', 'in', [...strands])
          .orderBy('at')
          .execute()
        return rows.map(({ carrier, purpose, at, ref, made_by }) => ({
          ...{ carrier, purpose, ref, madeBy: made_by },
          at: at.toISOString(),
        }))
      }),
    ],
    async erase(tx, { strands }) {
      await sql`delete from plan_touch where person = any(${strands}::bigint[])`.execute(tx.tables<PlanTables>())
      return []
    },
  }
}
