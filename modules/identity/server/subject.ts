import { sql } from 'kysely'
import { type Subject, type SubjectRecords, type SubjectTable, tableOf } from '#platform/subject'
import type { IdentityDeps } from './deps.ts'
import { openValue } from './store.ts'
import type { IdentityTables } from './tables.ts'
import { buryIds } from './tombstones.ts'

const buried = {
  zh: '只留下编号的不可逆指纹，用来挡住再次导入',
  en: 'Only keyed fingerprints of the ids stay, so that no list brings the person back',
}

/** The ids of a person, what clients said and may not claim, and the merges. The ids themselves go with the person. */
export function identitySubject(deps: Pick<IdentityDeps, 'postgres' | 'vault'>): SubjectRecords {
  return {
    tables: (subject) => [idsTable(deps, subject), unverifiedTable(deps, subject), mergesTable(deps, subject)],
    async erase(tx, { strands }) {
      const rows = await buryIds(tx, strands)
      return rows > 0 ? [{ table: 'identity.tombstones', rows, why: buried }] : []
    },
  }
}

type Deps = Pick<IdentityDeps, 'postgres' | 'vault'>

function idsTable({ postgres, vault }: Deps, { person }: Subject): SubjectTable {
  return tableOf('identity.ids', ['type', 'value', 'strong', 'firstSeenAt', 'origin'], async () => {
    const rows = await postgres
      .tables<IdentityTables>()
      .selectFrom('identity_handle')
      .selectAll()
      .where('person', '=', person)
      .orderBy('id')
      .execute()
    return rows.map((row) => ({
      ...{ type: row.type, value: openValue(vault, row), strong: row.strong, origin: row.origin },
      firstSeenAt: row.first_seen.toISOString(),
    }))
  })
}

function unverifiedTable({ postgres, vault }: Deps, { strands }: Subject): SubjectTable {
  return tableOf('identity.unverified', ['type', 'value', 'firstSeenAt'], async () => {
    const rows = await postgres
      .tables<IdentityTables>()
      .selectFrom('identity_unverified')
      .selectAll()
      .where('person', 'in', [...strands])
      .execute()
    return rows.map((row) => ({
      ...{ type: row.type, value: vault.open(row.sealed, 'identity_unverified.sealed') },
      firstSeenAt: row.first_seen.toISOString(),
    }))
  })
}

function mergesTable({ postgres }: Deps, { strands }: Subject): SubjectTable {
  return tableOf('identity.merges', ['kept', 'gone', 'over', 'at', 'undoneAt'], async () => {
    const rows = await sql<{ kept: string; gone: string; over: string; at: Date; undone_at: Date | null }>`
      select kept, gone, because->>'type' as over, at, undone_at from identity_merge
      where lead = any(${strands}::bigint[]) or other = any(${strands}::bigint[]) order by id`.execute(
      postgres.tables<IdentityTables>(),
    )
    return rows.rows.map(({ undone_at, at, ...row }) => ({
      ...row,
      at: at.toISOString(),
      undoneAt: undone_at?.toISOString() ?? null,
    }))
  })
}
