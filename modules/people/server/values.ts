import { sql } from 'kysely'
import type { ShowDeps } from './shown.ts'
import type { PeopleTables } from './tables.ts'

/** Personal words that a message may be written with, by the name they have in it. */
const personal: Readonly<Record<string, string>> = { name: '姓名', nickname: '昵称' }

/**
 * What a message to somebody may be written with: their name and nickname, and their attributes that are words or numbers. By
 * the numbers asked about; whoever is gone is not in the answer. Two queries, however many.
 */
export const valuesOf =
  ({ postgres, vault }: ShowDeps) =>
  async (people: readonly string[]): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> => {
    if (people.length === 0) return new Map()
    const db = postgres.tables<PeopleTables>()
    const rows = await sql<{ asked: string; person: string; attributes: Record<string, unknown> }>`
      select p.id::text as asked, k.id::text as person, k.attributes from people_person p
        join people_person k on k.id = coalesce(p.merged_into, p.id)
      where p.id = any(${people}::bigint[])`.execute(db)
    const words = await sql<{ person: string; field: string; sealed: Buffer }>`
      select person::text as person, field, sealed from people_private
      where person = any(${rows.rows.map(({ person }) => person)}::bigint[])
        and field = any(${Object.keys(personal)}::text[])`.execute(db)
    const byPerson = Map.groupBy(words.rows, ({ person }) => person)
    return new Map(
      rows.rows.map(({ asked, person, attributes }) => {
        const own = (byPerson.get(person) ?? []).map(
          ({ field, sealed }) => [personal[field] ?? field, vault.open(sealed, 'people_private.sealed')] as const,
        )
        return [asked, { ...plain(attributes), ...Object.fromEntries(own) }]
      }),
    )
  }

const plain = (attributes: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) =>
      typeof value === 'string' || typeof value === 'number' ? [[name, String(value)] as const] : [],
    ),
  )
