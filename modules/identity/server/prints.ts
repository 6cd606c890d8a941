import { sql } from 'kysely'
import type { Db } from '#platform/postgres/postgres'
import type { IdentityTables } from './tables.ts'

/** A keyed fingerprint of one id of a person: equal for equal ids, meaningless without the key of this installation. */
export interface Print {
  person: string
  type: string
  hash: Buffer
}

/** Port: tells whether two people, one of them erased, had an id in common. */
export interface IdentityPrints {
  /** The fingerprints of all ids of these people, who must be the ones who stand. */
  prints(people: readonly string[]): Promise<readonly Print[]>
}

export async function printsOf(db: Db<IdentityTables>, people: readonly string[]): Promise<readonly Print[]> {
  const { rows } = await sql<Print>`
    select person, type, hash from identity_handle where person = any(${people}::bigint[])`.execute(db)
  return rows
}
