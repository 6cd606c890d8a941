import { sql } from 'kysely'
import { type Identities, personalField } from '#modules/identity'
import type { Vault } from '#platform/crypto'
import type { Postgres } from '#platform/postgres/postgres'
import type { PeopleTables } from './tables.ts'

/** What staff look for besides ids: a name as it was written. */
const fields = ['name', 'nickname', 'phone', 'tel', 'email', 'wechatId'].filter((field) => personalField(field))
const most = 20

/**
 * People by a whole id, phone, mail, name or number. Sealed values have no order and no beginning: what is looked for is
 * hashed with the key and found by an index, so part of a name finds nobody and a list of names never leaves the vault.
 */
export async function findPeople(
  deps: { postgres: Postgres; vault: Vault; identities: Identities },
  asked: string,
): Promise<PeopleTables['people_person'][]> {
  const text = asked.trim()
  if (text === '') return []
  const db = deps.postgres.tables<PeopleTables>()
  const byId = await deps.identities.find(text)
  const named = await sql<{ person: string }>`
    select v.person from people_private v join unnest(${fields}::text[],
      ${fields.map((field) => deps.vault.hash(`${field}\0${text}`))}::bytea[]) as t(field, hash)
      on t.field = v.field and t.hash = v.hash limit ${most}`.execute(db)
  const number = /^#?([1-9]\d{0,17})$/.exec(text)?.[1]
  const ids = [...byId, ...named.rows.map(({ person }) => person), ...(number ? [number] : [])]
  const found = await sql<PeopleTables['people_person']>`
    with recursive standing as (
      select id, merged_into from people_person where id = any(${ids}::bigint[])
      union select p.id, p.merged_into from people_person p join standing s on p.id = s.merged_into
    ) select p.* from people_person p join standing s on s.id = p.id
      where p.merged_into is null order by p.first_seen desc, p.id desc limit ${most}`.execute(db)
  return found.rows
}
