import { sql } from 'kysely'
import { type IdentityIds, identityIds, mask, normalise } from '#modules/identity'
import { audit } from '#platform/audit'
import { refuse } from '#platform/http/problem'
import type { Subscription } from '#platform/outbox'
import type { Tx } from '#platform/postgres/postgres'
import { tagProblems } from '../../core/refusals.ts'
import type { SegmentDeps } from '../deps.ts'
import { pageOf } from '../page.ts'
import type { SegmentTables } from '../tables.ts'
import { give } from './give.ts'
import { handTag } from './store.ts'

const hashOf = ({ vault }: SegmentDeps, type: string, value: string): Buffer => vault.hash(`pending\0${type}\0${value}`)

interface Asked {
  readonly tag: string
  readonly type: string
  readonly values: readonly string[]
}

/** Gives the tag to whoever has one of the ids, and keeps it for the others. */
export async function keepPending(deps: SegmentDeps, { tag, type, values }: Asked, by: string) {
  const claims = values.map((value) => normalise({ type, value }))
  if (claims.includes('unknown-type')) refuse(tagProblems, 'id-type-unknown')
  const usable = [...new Map(claims.flatMap((one) => (typeof one === 'string' ? [] : [[one.value, one]]))).values()]
  const persons = await Promise.all(usable.map((claim) => deps.identities.lookup(claim.type, claim.value)))
  const there = [...new Set(persons.filter((person) => person !== null))]
  const waiting = usable.filter((_, i) => persons[i] === null)
  await deps.postgres.transaction(async (tx) => {
    const db = tx.tables<SegmentTables>()
    await handTag(db, tag)
    await give(deps, tx, { tag, people: there, given: true, by, batch: null })
    const at = new Date(deps.now())
    for (const claim of waiting)
      await sql`insert into segments_pending (type, hash, shown, tag, by, at)
        values (${claim.type}, ${hashOf(deps, claim.type, claim.value)}, ${mask(claim.type, claim.value)},
          ${tag}::bigint, ${by}, ${at}) on conflict do nothing`.execute(db)
    await audit(tx, by, 'tag.pending', tag, { type, given: there.length, waiting: waiting.length })
  })
  await deps.outbox.settled()
  return { given: there.length, waiting: waiting.length, refused: values.length - usable.length }
}

/** Gives people the tags that waited for one of their ids, the moment they have it. */
export function hearIds(deps: SegmentDeps): Subscription {
  return {
    consumer: 'segments.pending',
    topics: [identityIds],
    async handle(tx, facts) {
      const db = tx.tables<SegmentTables>()
      const some = await db
        .selectFrom('segments_pending')
        .select('id')
        .where('applied_at', 'is', null)
        .limit(1)
        .execute()
      if (some.length === 0) return
      const strands = new Set(facts.flatMap((fact) => (fact.payload as IdentityIds).strands))
      for (const strand of strands) await apply(deps, tx, strand)
    },
  }
}

async function apply(deps: SegmentDeps, tx: Tx, strand: string) {
  const person = await deps.identities.standing(strand)
  if (!person) return
  const db = tx.tables<SegmentTables>()
  const ids = await deps.identities.identitiesOf(person)
  const hashes = ids.map(({ type, value }) => hashOf(deps, type, value))
  const rows = await sql<{ id: string; tag: string; by: string }>`
    select id, tag, by from segments_pending where applied_at is null and hash = any(${hashes}::bytea[])
    order by id`.execute(db)
  for (const { id, tag, by } of rows.rows) {
    await give(deps, tx, { tag, people: [person], given: true, by, batch: null })
    await sql`update segments_pending set strand = ${person}::bigint, applied_at = ${new Date(deps.now())}
      where id = ${id}::bigint`.execute(db)
  }
}

/** Tags that wait or have waited, newest first. */
export async function listPending(
  deps: SegmentDeps,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
) {
  let query = deps.postgres
    .tables<SegmentTables>()
    .selectFrom('segments_pending')
    .innerJoin('segments_tag', 'segments_tag.id', 'segments_pending.tag')
    .selectAll('segments_pending')
    .select('segments_tag.name')
  if (cursor && /^\d{1,18}$/.test(cursor)) query = query.where('segments_pending.id', '<', cursor)
  const rows = await query
    .orderBy('segments_pending.id', 'desc')
    .limit(limit + 1)
    .execute()
  const shown = rows.map((row) => ({
    ...{ id: row.id, type: row.type, value: row.shown, tag: row.tag, name: row.name, by: row.by },
    ...{ at: row.at.toISOString(), person: row.strand, appliedAt: row.applied_at?.toISOString() ?? null },
  }))
  return pageOf(shown, limit, ({ id }) => id)
}

/** Waits no longer for one id. */
export async function dropPending(deps: SegmentDeps, id: string, by: string) {
  await deps.postgres.transaction(async (tx) => {
    const gone = await tx
      .tables<SegmentTables>()
      .deleteFrom('segments_pending')
      .where('id', '=', id)
      .where('applied_at', 'is', null)
      .returning('tag')
      .executeTakeFirst()
    if (!gone) refuse(tagProblems, 'no-such-pending')
    await audit(tx, by, 'tag.pendingDropped', gone.tag)
  })
}
