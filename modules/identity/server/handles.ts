import { sql } from 'kysely'
import type { Db } from '#platform/postgres/postgres'
import type { IdentityFact } from '../core/known.ts'
import type { IdentityTables } from './tables.ts'

type Identified = Db<IdentityTables>
type Moved = Extract<IdentityFact, { type: 'moved' }>

/** How an id is in the end; null = as it was. */
interface After {
  person: string | null
  strand: string | null
  strong: boolean | null
  marked: boolean
}

/**
 * Hands ids over and marks what is proven and seen; whose an id was until then is kept for late evidence. However many
 * there are it takes three statements. Merges come after: to whom an id goes stands at that moment, and later merges
 * take it along.
 */
export async function changeHandles(
  db: Identified,
  facts: readonly IdentityFact[],
  why: 'moved' | 'unbound' = 'moved',
) {
  const after = new Map<string, After>()
  const moves: (Moved & { before: string | null })[] = []
  for (const fact of facts) {
    if (fact.type !== 'moved' && fact.type !== 'proven' && fact.type !== 'seen') continue
    const now = after.get(fact.handle) ?? { person: null, strand: null, strong: null, marked: false }
    if (fact.type === 'moved') {
      moves.push({ ...fact, before: now.strand })
      after.set(fact.handle, { person: fact.to, strand: fact.strand, strong: fact.strong, marked: true })
    } else after.set(fact.handle, fact.type === 'proven' ? { ...now, strong: true } : { ...now, marked: true })
  }
  if (after.size === 0) return
  await keepPast(db, moves, why)
  await insertSeen(db, facts)
  const rows = [...after].map(([handle, state]) => ({ handle, ...state }))
  await sql`update identity_handle h set person = coalesce(t.person, h.person), strand = coalesce(t.strand, h.strand),
      strong = coalesce(t.strong, h.strong), marked = h.marked or t.marked
    from unnest(${rows.map((r) => r.handle)}::bigint[], ${rows.map((r) => r.person)}::bigint[],
      ${rows.map((r) => r.strand)}::bigint[], ${rows.map((r) => r.strong)}::boolean[], ${rows.map((r) => r.marked)}::boolean[])
      as t(handle, person, strand, strong, marked) where h.id = t.handle`.execute(db)
}

/** Whose the ids were; of one that moves twice at once it is first whoever has it, then whoever it went to first. */
async function keepPast(db: Identified, moves: readonly (Moved & { before: string | null })[], why: string) {
  if (moves.length === 0) return
  await sql`insert into identity_past (handle, strand, until, why)
    select h.id, coalesce(t.before, h.strand), to_timestamp(t.at / 1000.0), ${why}
    from unnest(${moves.map((m) => m.handle)}::bigint[], ${moves.map((m) => m.before)}::bigint[],
      ${moves.map((m) => m.at)}::float8[]) with ordinality as t(handle, before, at, place)
    join identity_handle h on h.id = t.handle order by t.place on conflict (handle, until) do nothing`.execute(db)
}

async function insertSeen(db: Identified, facts: readonly IdentityFact[]) {
  const seen = facts.filter((fact) => fact.type === 'seen')
  if (seen.length === 0) return
  await sql`insert into identity_seen (handle, strand)
    select * from unnest(${seen.map((s) => s.handle)}::bigint[], ${seen.map((s) => s.strand)}::bigint[])
    on conflict do nothing`.execute(db)
}

/** Takes ids that are everybody's out of use. What was joined over one was perhaps joined wrongly: a human looks at it. */
export async function shareHandles(db: Identified, facts: readonly IdentityFact[]) {
  const shared = facts.filter((fact) => fact.type === 'shared')
  if (shared.length === 0) return
  const list = sql`unnest(${shared.map((s) => s.handle)}::bigint[], ${shared.map((s) => s.at)}::float8[])
    with ordinality as t(handle, at, place)`
  await sql`update identity_handle h set shared_at = to_timestamp(t.at / 1000.0) from ${list}
    where h.id = t.handle`.execute(db)
  await sql`insert into identity_doubt (one, other, why, because, over, merge, at)
    select m.lead, m.other, 'shared', m.because, m.over, m.id, to_timestamp(t.at / 1000.0)
    from ${list} join identity_merge m on m.over = t.handle where m.undone_at is null
    order by t.place, m.id on conflict do nothing`.execute(db)
}
