import type { Postgres, Tx } from '#platform/postgres/postgres'
import { type Subject, tableOf } from '#platform/subject'
import type { AdTables } from './tables.ts'

/** What platforms were told of somebody. */
export const conversionTable = (postgres: Postgres, strands: Subject['strands']) =>
  tableOf('acquisition.conversions', ['platform', 'event', 'at', 'state', 'sentAt'], async () => {
    const rows = await postgres
      .tables<AdTables>()
      .selectFrom('acquisition_conversion as c')
      .innerJoin('acquisition_ad_account as a', 'a.id', 'c.account')
      .select(['a.kind', 'c.event', 'c.at', 'c.state', 'c.sent_at'])
      .where('c.person', 'in', [...strands])
      .orderBy('c.id')
      .execute()
    return rows.map(({ kind, event, at, state, sent_at }) => ({
      ...{ platform: kind, event, at: at.toISOString(), state, sentAt: sent_at?.toISOString() ?? null },
    }))
  })

/** What was told stays a number; whose it was goes, with the click. What was not told is not told any more. */
export async function eraseConversions(tx: Tx, strands: Subject['strands']) {
  const db = tx.tables<AdTables>()
  await db
    .deleteFrom('acquisition_ad_due')
    .where('person', 'in', [...strands])
    .execute()
  await db
    .updateTable('acquisition_conversion')
    .set({ state: 'no-consent', next_at: null })
    .where('person', 'in', [...strands])
    .where('state', 'in', ['waiting', 'sending', 'refused', 'given-up'])
    .execute()
  await db
    .updateTable('acquisition_conversion')
    .set({ person: null, click: null })
    .where('person', 'in', [...strands])
    .execute()
}
