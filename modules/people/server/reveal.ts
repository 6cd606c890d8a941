import type { Identities } from '#modules/identity'
import { audit } from '#platform/audit'
import type { Vault } from '#platform/crypto'
import type { Postgres } from '#platform/postgres/postgres'
import type { PeopleTables } from './tables.ts'
import { wearersOf } from './wearers.ts'

interface RevealDeps {
  postgres: Postgres
  vault: Vault
  identities: Identities
}

/** A person's personal fields and ids in full. The line in the audit log is stored before anything is shown; it names
 * the fields and the reason, never the values. */
export async function revealed(deps: RevealDeps, person: string, { by, reason }: { by: string; reason: string }) {
  const identities = await deps.identities.identitiesOf(person)
  const wearers = await wearersOf(deps, await deps.identities.strands(person))
  const sealed = await deps.postgres.transaction(async (tx) => {
    const rows = await tx
      .tables<PeopleTables>()
      .selectFrom('people_private')
      .select(['field', 'sealed'])
      .where('person', '=', person)
      .orderBy('field')
      .execute()
    const fields = [
      ...rows.map((row) => row.field),
      ...identities.map((one) => one.type),
      ...wearers.map(({ id }) => `wearer:${id}`),
    ]
    await audit(tx, by, 'person.revealed', person, { reason, fields })
    return rows
  })
  return {
    private: Object.fromEntries(sealed.map((row) => [row.field, deps.vault.open(row.sealed, 'people_private.sealed')])),
    identities: identities.map(({ type, value }) => ({ type, value })),
    wearers,
  }
}
