import { sql } from 'kysely'
import { type CodeAdded, codeAdded } from '#modules/carriers'
import type { Subscription } from '#platform/outbox'
import type { PaidTables } from './tables.ts'

/** Who was added by a link, and whether they are still there: the last word holds. */
export const hearPaidAdds = (): Subscription => ({
  consumer: 'acquisition.paidLinks',
  topics: [codeAdded],
  async handle(tx, facts) {
    const db = tx.tables<PaidTables>()
    for (const { payload } of facts) {
      const { id, key, strand, known, addedAt, leftAt, leftBy } = payload as CodeAdded
      const link = /^ca:(\d+)$/.exec(key ?? '')?.[1]
      if (link === undefined) continue
      const gone = leftAt === null || leftBy === 'transfer' || leftBy === 'again' ? null : new Date(leftAt)
      await sql`
        insert into acquisition_paid_add (id, link, person, known, at, left_at)
        select ${id}::bigint, l.id, ${strand}::bigint, ${known}, ${new Date(addedAt)}, ${gone}
        from acquisition_paid_link l where l.id = ${link}::bigint
        on conflict (id) do update set left_at = excluded.left_at`.execute(db)
    }
  },
})
