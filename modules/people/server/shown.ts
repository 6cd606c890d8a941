import { mask } from '#modules/identity'
import type { Vault } from '#platform/crypto'
import type { Postgres } from '#platform/postgres/postgres'
import type { PeopleTables } from './tables.ts'

export interface ShowDeps {
  readonly postgres: Postgres
  readonly vault: Vault
}

const asMasked = (field: string, value: string): string => mask(field, value)

/** Rows as the API shows them, personal fields masked; `write` is for a caller who may see them otherwise. */
export async function shownPeople(
  { postgres, vault }: ShowDeps,
  rows: readonly PeopleTables['people_person'][],
  write: (field: string, value: string) => string = asMasked,
) {
  const ids = rows.map((row) => row.id)
  const sealed = ids.length
    ? await postgres
        .tables<PeopleTables>()
        .selectFrom('people_private')
        .selectAll()
        .where('person', 'in', ids)
        .execute()
    : []
  const byPerson = Map.groupBy(sealed, (row) => row.person)
  return rows.map((row) => ({
    id: row.id,
    firstSeenAt: row.first_seen.toISOString(),
    known: row.known,
    enteredAt: row.entered_at?.toISOString() ?? null,
    entry: row.entry,
    inviter: row.inviter,
    source: row.source,
    owner: row.owner,
    excluded: row.excluded,
    attributes: row.attributes,
    private: Object.fromEntries(
      (byPerson.get(row.id) ?? []).map((p) => [p.field, write(p.field, vault.open(p.sealed, 'people_private.sealed'))]),
    ),
  }))
}
