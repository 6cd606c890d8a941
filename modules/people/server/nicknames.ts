import type { Vault } from '#platform/crypto'
import type { Postgres } from '#platform/postgres/postgres'
import type { PeopleTables } from './tables.ts'

/** The names by which platforms show people to whoever has them there; nothing else of what is personal. */
export const nicknamesOf =
  ({ postgres, vault }: { postgres: Postgres; vault: Vault }) =>
  async (people: readonly string[]): Promise<ReadonlyMap<string, string>> => {
    if (people.length === 0) return new Map()
    const rows = await postgres
      .tables<PeopleTables>()
      .selectFrom('people_private')
      .select(['person', 'sealed'])
      .where('field', '=', 'nickname')
      .where('person', 'in', [...people])
      .execute()
    return new Map(rows.map(({ person, sealed }) => [person, vault.open(sealed, 'people_private.sealed')]))
  }
