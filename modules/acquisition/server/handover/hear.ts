import { sql } from 'kysely'
import { type CodeAdded, codeAdded } from '#modules/carriers'
import type { Subscription } from '#platform/outbox'
import type { AcquisitionTables } from '../tables.ts'

/** Name of the code of a visit, and of the one that stands for whoever gets none of their own. */
export const visitKey = (visit: string): string => `go:${visit}`
export const sharedKey = (page: string): string => `go-page:${page}`

/** Who was added by the code of a visit, and whether they are still there: the last word holds. */
export const hearAdds = (): Subscription => ({
  consumer: 'acquisition.handover',
  topics: [codeAdded],
  async handle(tx, facts) {
    const db = tx.tables<AcquisitionTables>()
    for (const { payload } of facts) {
      const { key, strand, addedAt, leftAt, leftBy } = payload as CodeAdded
      const visit = /^go:(\d+)$/.exec(key ?? '')?.[1]
      if (visit === undefined) continue
      const gone = leftAt === null || leftBy === 'transfer' || leftBy === 'again' ? null : new Date(leftAt)
      await sql`update acquisition_visit set added_at = ${new Date(addedAt)}, left_at = ${gone}, adder = ${strand}::bigint
        where id = ${visit}::bigint and (added_at is null or adder = ${strand}::bigint)`.execute(db)
    }
  },
})
