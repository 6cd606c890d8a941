import { sql } from 'kysely'
import type { Identities } from '#modules/identity'
import type { Vault } from '#platform/crypto'
import type { Postgres } from '#platform/postgres/postgres'
import type { Contact } from '../../core/contact.ts'
import { numberOf } from './choose.ts'
import { type PhoneTables, phoneHash } from './tables.ts'

interface Deps {
  readonly postgres: Postgres
  readonly vault: Vault
  readonly identities: Identities
}

interface Known {
  readonly contact: Contact
  readonly strand: string
}

/** Numbers on a list whose people are customers now: by the number in a member's remark, or by one that is theirs for certain. */
export async function recognisePhones(deps: Deps, account: string, known: readonly Known[]): Promise<void> {
  const db = deps.postgres.tables<PhoneTables>()
  const waits = db.selectFrom('carriers_phone').select('id').where('account', '=', account)
  if (!(await waits.where('state', 'in', ['pending', 'invited']).limit(1).executeTakeFirst())) return
  for (const { contact, strand } of known) {
    const first = contact.relations.toSorted((a, b) => a.addedAt - b.addedAt)
    if (first.length === 0) continue
    const told = contact.claims.filter(({ type }) => type === 'phone').map(({ value }) => value)
    const person = await deps.identities.standing(strand)
    const own = person === null ? [] : await deps.identities.identitiesOf(person)
    const numbers = [...told, ...own.filter(({ type }) => type === 'phone').map(({ value }) => value)]
    const hashes = numbers.flatMap((number) => numberOf(number) ?? []).map((number) => phoneHash(deps.vault, number))
    if (hashes.length === 0) continue
    const members = first.map(({ userid }) => userid)
    // Of several members who have them, the one who was to ask has added them.
    await sql`
      update carriers_phone p set state = 'added', strand = coalesce(p.strand, ${person}::bigint),
        added_by = case when p.userid = any(${members}::text[]) then p.userid else ${members[0]} end,
        added_at = to_timestamp(${Math.max(...first.map(({ addedAt }) => addedAt))} / 1000.0)
      where p.account = ${account}::bigint and p.hash = any(${hashes}::bytea[]) and p.state in ('pending', 'invited')`.execute(
      db,
    )
  }
}
