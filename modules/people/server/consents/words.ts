import { sql } from 'kysely'
import type { Db } from '#platform/postgres/postgres'
import type { PeopleTables } from '../tables.ts'

/** Writes anew which word of each of these strands is the last to each purpose: from the records, whatever happened to them. */
export async function rewriteWords(db: Db<PeopleTables>, strands: readonly string[]) {
  if (strands.length === 0) return
  await sql`delete from people_consent_word where strand = any(${strands}::bigint[])`.execute(db)
  await sql`insert into people_consent_word (strand, purpose, given, at)
    select distinct on (s.id, c.purpose) s.id, c.purpose, c.given, c.at
    from (select distinct id from unnest(${strands}::bigint[]) as t(id)) s cross join lateral (
      select * from people_consent c where c.strands @> array[s.id] offset 0
    ) c
    where not exists (select from people_consent_void v where v.record = c.id)
    order by s.id, c.purpose, c.at desc nulls last, c.given, c.id desc
    on conflict (strand, purpose) do update set given = excluded.given, at = excluded.at`.execute(db)
}
