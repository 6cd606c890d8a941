import { type Generated, sql } from 'kysely'
import { z } from 'zod'
import { audit } from '#platform/audit'
import type { Outbox } from '#platform/outbox'
import type { Db, Postgres, Tx } from '#platform/postgres/postgres'
import type { Remnant, Subject, SubjectRecords } from '#platform/subject'
import { type SubjectDeps, subjectOf } from './subjectOf.ts'

export interface ErasureTables {
  people_erasure: {
    id: Generated<string>
    person: string
    strands: Generated<string[]>
    state: Generated<'queued' | 'gone' | 'done'>
    reason: string
    requested_by: string
    requested_at: Date
    done_at: Date | null
    kept: Generated<readonly Remnant[]>
    error: string | null
  }
}

export interface ErasureDeps extends SubjectDeps {
  postgres: Postgres
  outbox: Outbox
  now: () => number
  /** Takes all ids of a person away; `also` runs in the same transaction. */
  forget(person: string, strands: readonly string[], also: (tx: Tx) => Promise<void>): Promise<void>
  /** The answer of every house. */
  records: readonly SubjectRecords[]
}

/** Writes the request down; the same person's open request is the same one. */
export async function requestErasure(
  tx: Tx,
  { person, reason, by, at }: { person: string; reason: string; by: string; at: number },
): Promise<string> {
  const db = tx.tables<ErasureTables>()
  const made = await db
    .insertInto('people_erasure')
    .values({ person, reason, requested_by: by, requested_at: new Date(at), done_at: null, error: null })
    .onConflict((c) => c.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (made) await audit(tx, by, 'person.erasure.requested', person, { reason, erasure: made.id })
  const open = made ?? (await openOf(db, person))
  return open.id
}

const openOf = (db: Db<ErasureTables>, person: string) =>
  db
    .selectFrom('people_erasure')
    .select('id')
    .where('person', '=', person)
    .where('state', 'in', ['queued', 'gone'])
    .executeTakeFirstOrThrow()

function findErasure(db: Db<ErasureTables>, id: string) {
  return db.selectFrom('people_erasure').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}

/** Requests that a stop or an error broke off. */
export async function openErasures(db: Db<ErasureTables>): Promise<string[]> {
  const rows = await db.selectFrom('people_erasure').select('id').where('state', 'in', ['queued', 'gone']).execute()
  return rows.map(({ id }) => id)
}

export const erasureData = z.object({ id: z.string() })

/**
 * Erases one person in every house. Each step can be done again after a break: what no transaction holds goes first, the
 * person and all the rest in one transaction, and what came meanwhile afterwards.
 */
export async function runErasure(deps: ErasureDeps, id: string): Promise<void> {
  try {
    await erase(deps, id)
  } catch (error) {
    await deps.postgres
      .tables<ErasureTables>()
      .updateTable('people_erasure')
      .set({ error: String(error).slice(0, 500) })
      .where('id', '=', id)
      .execute()
    throw error
  }
}

async function erase(deps: ErasureDeps, id: string): Promise<void> {
  const row = await findErasure(deps.postgres.tables<ErasureTables>(), id)
  if (row.state === 'done') return
  const strands = row.state === 'gone' ? row.strands : await takeAway(deps, id, row.person)
  // Copies in the shared log and finished export files go with the facts.
  await deps.outbox.settled()
  for (const house of deps.records) await house.sweep?.({ person: row.person, strands, values: [] })
  await deps.postgres.transaction(async (tx) => {
    const done = { state: 'done' as const, done_at: new Date(deps.now()), error: null }
    await tx.tables<ErasureTables>().updateTable('people_erasure').set(done).where('id', '=', id).execute()
    await audit(tx, row.requested_by, 'person.erased', row.person, { erasure: id })
  })
}

async function takeAway(deps: ErasureDeps, id: string, person: string): Promise<readonly string[]> {
  const subject = await subjectOf(deps, person)
  for (const house of deps.records) await house.sweep?.(subject)
  await deps.forget(subject.person, subject.strands, async (tx) => {
    const kept = await letGo(deps.records, tx, subject)
    await sql`update people_erasure set state = 'gone', strands = ${subject.strands}::bigint[],
      kept = ${JSON.stringify(kept)}::jsonb where id = ${id}::bigint`.execute(tx.tables<ErasureTables>())
  })
  return subject.strands
}

async function letGo(records: readonly SubjectRecords[], tx: Tx, subject: Subject): Promise<Remnant[]> {
  const kept: Remnant[] = []
  for (const house of records) kept.push(...((await house.erase?.(tx, subject)) ?? []))
  return kept
}
