import { sql } from 'kysely'
import type { Vault } from '#platform/crypto'
import { type SubjectRecords, tableOf } from '#platform/subject'
import { peopleChanged } from '../index.ts'
import { type ErasingDeps, peopleErasing } from './erase.ts'
import type { PeopleTables } from './tables.ts'

/** Profile, personal fields, and how and where a person came. */
export function peopleSubject(deps: ErasingDeps & { vault: Vault }): SubjectRecords {
  const db = () => deps.postgres.tables<PeopleTables>()
  return {
    tables: ({ strands }) => [
      tableOf(
        'people.profile',
        ['id', 'firstSeenAt', 'enteredAt', 'entry', 'source', 'owner', 'attributes'],
        async () => {
          const rows = await db()
            .selectFrom('people_person')
            .selectAll()
            .where('id', 'in', [...strands])
            .execute()
          return rows.map(({ id, entry, source, owner, attributes, first_seen, entered_at }) => ({
            ...{ id, entry, source, owner, attributes, firstSeenAt: first_seen.toISOString() },
            enteredAt: entered_at?.toISOString() ?? null,
          }))
        },
      ),
      tableOf('people.personal', ['field', 'value', 'verified', 'updatedAt'], async () => {
        const rows = await db()
          .selectFrom('people_private')
          .selectAll()
          .where('person', 'in', [...strands])
          .execute()
        return rows.map(({ field, sealed, verified, updated_at }) => ({
          ...{ field, verified, updatedAt: updated_at.toISOString() },
          value: deps.vault.open(sealed, 'people_private.sealed'),
        }))
      }),
      tableOf('people.entries', ['kind', 'at', 'source'], async () => {
        const rows = await db()
          .selectFrom('people_entry')
          .selectAll()
          .where('strand', 'in', [...strands])
          .execute()
        return rows.map(({ kind, at, source }) => ({ kind, at: at.toISOString(), source }))
      }),
      tableOf('people.carriers', ['carrier', 'account', 'startedAt', 'endedAt'], async () => {
        const rows = await db()
          .selectFrom('people_carrier')
          .selectAll()
          .where('strand', 'in', [...strands])
          .execute()
        return rows.map(({ carrier, account, started, ended }) => ({
          ...{ carrier, account, startedAt: started.toISOString(), endedAt: ended?.toISOString() ?? null },
        }))
      }),
    ],
    async erase(tx, { strands }) {
      const own = tx.tables<PeopleTables>()
      await sql`delete from people_entry where strand = any(${strands}::bigint[])`.execute(own)
      const carriers = await sql<{ id: string }>`
        delete from people_carrier where strand = any(${strands}::bigint[]) returning id`.execute(own)
      const gone = { people: [], carriers: carriers.rows.map(({ id }) => id) }
      await deps.outbox.publish(tx, peopleChanged, { ids: [], gone })
      await peopleErasing(deps).erase(tx, strands)
      return []
    },
  }
}
