import { mask } from '#modules/identity'
import type { Vault } from '#platform/crypto'
import type { Postgres } from '#platform/postgres/postgres'
import type { PeopleTables } from './tables.ts'
import { whoStands } from './whoStands.ts'

/** What staff call somebody by, the best first. */
const fields = ['name', 'nickname', 'phone'] as const

/** Who stands for these numbers and what they are called, masked. Two queries, however many; whoever is gone is not in the answer. */
export const namesFor =
  ({ postgres, vault }: { postgres: Postgres; vault: Vault }) =>
  async (strands: readonly string[]): Promise<Map<string, { person: string; name: string | null }>> => {
    const db = postgres.tables<PeopleTables>()
    const standing = await whoStands(db, strands)
    if (standing.length === 0) return new Map()
    const people = [...new Set(standing.map(({ person }) => person))]
    const rows = await db
      .selectFrom('people_private')
      .select(['person', 'field', 'sealed'])
      .where('person', 'in', people)
      .where('field', 'in', [...fields])
      .execute()
    const byPerson = Map.groupBy(rows, ({ person }) => person)
    return new Map(
      standing.map(({ asked, person }) => {
        const own = byPerson.get(person) ?? []
        const best = fields.flatMap((field) => own.find((row) => row.field === field) ?? [])[0]
        const name = best ? mask(best.field, vault.open(best.sealed, 'people_private.sealed')) : null
        return [asked, { person, name }]
      }),
    )
  }
