import type { Identities } from '#modules/identity'
import type { Vault } from '#platform/crypto'
import type { Postgres } from '#platform/postgres/postgres'
import type { Subject } from '#platform/subject'
import type { PeopleTables } from '../tables.ts'

export interface SubjectDeps {
  postgres: Postgres
  vault: Vault
  identities: Identities
}

/** Shorter texts stand in too many rows that are about somebody else. */
const shortestQuote = 6

/** Whoever stands for this number, with all that a text about them may quote. */
export async function subjectOf({ postgres, vault, identities }: SubjectDeps, id: string): Promise<Subject> {
  const person = (await identities.standing(id)) ?? id
  const strands = await identities.strands(person)
  const ids = await identities.identitiesOf(person)
  const said = await postgres
    .tables<PeopleTables>()
    .selectFrom('people_private')
    .select('sealed')
    .where('person', 'in', [...strands])
    .where('field', 'in', ['phone', 'email'])
    .execute()
  const opened = said.map(({ sealed }) => vault.open(sealed, 'people_private.sealed'))
  const values = [...ids.map(({ value }) => value), ...opened].flatMap(spellings)
  return { person, strands, values: [...new Set(values)].filter((value) => value.length >= shortestQuote) }
}

/** Lists write a phone without the country. */
const spellings = (value: string) => (/^\+86\d{11}$/.test(value) ? [value, value.slice(3)] : [value])
