import type { Vault } from '#platform/crypto'
import type { Postgres } from '#platform/postgres/postgres'
import { tableOf } from '#platform/subject'
import { type DeskTables, noteContext } from './tables.ts'

/** What members have noted of a person, for their copy. */
export const followUpTable = ({ postgres, vault }: { postgres: Postgres; vault: Vault }, strands: readonly string[]) =>
  tableOf('carriers.followUps', ['member', 'at', 'note', 'nextAt', 'doneAt'], async () => {
    const rows = await postgres
      .tables<DeskTables>()
      .selectFrom('carriers_follow_up')
      .selectAll()
      .where('strand', 'in', [...strands])
      .orderBy('id')
      .execute()
    return rows.map(({ userid: member, note, written_at, next_at, done_at }) => ({
      ...{ member, at: written_at.toISOString(), note: vault.open(note, noteContext) },
      ...{ nextAt: next_at?.toISOString() ?? null, doneAt: done_at?.toISOString() ?? null },
    }))
  })
