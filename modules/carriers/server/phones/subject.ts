import { sql } from 'kysely'
import type { Vault } from '#platform/crypto'
import type { Postgres, Tx } from '#platform/postgres/postgres'
import { type Subject, tableOf } from '#platform/subject'
import { numberOf } from './choose.ts'
import { type PhoneRow, type PhoneTables, phoneHash } from './tables.ts'

/** Numbers of theirs on lists: known as theirs, or only spelt the same. */
const isTheirs = (vault: Vault, { strands, values }: Subject) => {
  const numbers = [...new Set(values.flatMap((value) => numberOf(value) ?? []))]
  const hashes = numbers.map((number) => phoneHash(vault, number))
  return sql`(strand = any(${strands}::bigint[]) or hash = any(${hashes}::bytea[]))`
}

/** On which lists a person stood, for their copy. */
export const phoneTable = ({ postgres, vault }: { postgres: Postgres; vault: Vault }, subject: Subject) =>
  tableOf('carriers.phones', ['list', 'member', 'state', 'invitedAt', 'addedAt'], async () => {
    const { rows } =
      await sql<PhoneRow>`select * from carriers_phone where ${isTheirs(vault, subject)} order by id`.execute(
        postgres.tables<PhoneTables>(),
      )
    return rows.map(({ list, userid: member, state, invited_at, added_at }) => ({
      ...{
        list,
        member,
        state,
        invitedAt: invited_at?.toISOString() ?? null,
        addedAt: added_at?.toISOString() ?? null,
      },
    }))
  })

export async function erasePhones(tx: Tx, vault: Vault, subject: Subject): Promise<void> {
  await sql`delete from carriers_phone where ${isTheirs(vault, subject)}`.execute(tx.tables<PhoneTables>())
}
