import { sql } from 'kysely'
import type { Db } from '#platform/postgres/postgres'
import type { PeopleTables } from './tables.ts'

/** Who stands for a number, whether they are in no number, and every strand they are made of. */
export interface WhoStands {
  readonly asked: string
  readonly person: string
  readonly excluded: boolean
  readonly strands: readonly string[]
}

/** One query, however many; whoever is gone is not in the answer. */
export async function whoStands(db: Db<PeopleTables>, people: readonly string[]): Promise<readonly WhoStands[]> {
  if (people.length === 0) return []
  const rows = await sql<WhoStands>`
    with asked as materialized (
      select p.id::text as asked, coalesce(p.merged_into, p.id) as person from people_person p
      where p.id = any(${people}::bigint[])
    )
    select a.asked, k.id::text as person, k.excluded is not null as excluded,
      array(select k.id::text union select m.id::text from people_person m where m.merged_into = k.id) as strands
    from asked a join people_person k on k.id = a.person`.execute(db)
  return rows.rows
}

/** Consents withdrawn in each of these slots, by the moment they were said. */
export async function withdrawnIn(
  db: Db<PeopleTables>,
  slots: readonly { start: number; end: number }[],
): Promise<readonly number[]> {
  const rows = await sql<{ slot: number; count: number }>`
    select t.slot::int - 1 as slot, count(c.id)::int as count
    from unnest(${slots.map(({ start }) => new Date(start))}::timestamptz[],
      ${slots.map(({ end }) => new Date(end))}::timestamptz[]) with ordinality as t(start, "end", slot)
    join people_consent c on c.at >= t.start and c.at < t."end" and not c.given
    where not exists (select from people_consent_void v where v.record = c.id)
    group by 1`.execute(db)
  const found = new Map(rows.rows.map(({ slot, count }) => [slot, count]))
  return slots.map((_, i) => found.get(i) ?? 0)
}
