import type { Tx } from '#platform/postgres/postgres'
import type { Subject } from '#platform/subject'
import type { PaidTables } from './tables.ts'

/** What was paid stays a number; who it was for goes. */
export async function erasePaid(tx: Tx, strands: Subject['strands']) {
  await tx
    .tables<PaidTables>()
    .updateTable('acquisition_paid_add')
    .set({ person: null })
    .where('person', 'in', [...strands])
    .execute()
}
