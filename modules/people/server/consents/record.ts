import { sql } from 'kysely'
import { day } from '#kit/time'
import type { Outbox } from '#platform/outbox'
import type { Db, Postgres, Tx } from '#platform/postgres/postgres'
import type { ConsentSource } from '../../core/consents.ts'
import { type ConsentRecorded, consentRecorded } from '../../index.ts'
import type { PeopleTables } from '../tables.ts'
import type { Prints } from './read.ts'
import { rewriteWords } from './words.ts'

/** What somebody said to a purpose. */
export interface ConsentSaid {
  /** Whom it was said of: a strand. */
  readonly strand: string
  /** Who stands for it. */
  readonly person: string
  readonly purpose: string
  readonly given: boolean
  /** Epoch ms; null = nobody knows when. */
  readonly at: number | null
  readonly textVersion: string | null
}

export interface ConsentOrigin {
  readonly source: ConsentSource
  readonly reason: string | null
  readonly by: string
  readonly import: string | null
  /** Epoch ms of the recording. */
  readonly now: number
}

/** Adds records. A withdrawal stands for every strand of the person, a consent for the one it was said of. Returns their ids. */
export async function addConsents(
  { outbox }: { outbox: Outbox },
  tx: Tx,
  said: readonly ConsentSaid[],
  origin: ConsentOrigin,
): Promise<readonly string[]> {
  if (said.length === 0) return []
  const db = tx.tables<PeopleTables>()
  const whole = await strandsByPerson(db, [...new Set(said.map(({ person }) => person))])
  const rows = said.map(({ strand, person, purpose, given, at, textVersion }) => ({
    ...{ strands: given ? [strand] : [...new Set([strand, ...(whole.get(person) ?? [])])], purpose, given },
    ...{ at: at === null ? null : new Date(at), recorded_at: new Date(origin.now), text_version: textVersion },
    ...{ source: origin.source, reason: origin.reason, recorded_by: origin.by, import: origin.import },
  }))
  const made = await db.insertInto('people_consent').values(rows).returning('id').execute()
  await rewriteWords(
    db,
    rows.flatMap(({ strands }) => strands),
  )
  const payload: ConsentRecorded = {
    records: said.map(({ person, purpose, given, at }, i) => ({
      ...{ record: made[i]?.id ?? '', person, purpose, given, at },
    })),
  }
  await outbox.publish(tx, consentRecorded, payload)
  return made.map(({ id }) => id)
}

async function strandsByPerson(db: Db<PeopleTables>, persons: readonly string[]) {
  const { rows } = await sql<{ person: string; strands: string[] }>`
    select merged_into as person, array_agg(id) as strands from people_person
    where merged_into = any(${persons}::bigint[]) group by merged_into`.execute(db)
  return new Map(rows.map(({ person, strands }) => [person, [person, ...strands]]))
}

/** Records of an undone import count as never made; they stay to be seen. Made again they may be recorded again. */
export async function voidConsents(db: Db<PeopleTables>, imports: readonly string[]) {
  await sql`insert into people_consent_void (record, voided_at)
    select id, now() from people_consent where import = any(${imports}::bigint[])
    on conflict do nothing`.execute(db)
  const { rows } = await sql<{ strand: string }>`
    select distinct unnest(strands) as strand from people_consent where import = any(${imports}::bigint[])`.execute(db)
  await rewriteWords(
    db,
    rows.map(({ strand }) => strand),
  )
}

/** Those of these strands who have said something that counts. */
export async function withConsents(db: Db<PeopleTables>, strands: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ strand: string }>`
    select distinct s.id as strand from unnest(${strands}::bigint[]) as s(id)
    join people_consent c on c.strands @> array[s.id]
    where not exists (select from people_consent_void v where v.record = c.id)`.execute(db)
  return rows.map(({ strand }) => strand)
}

/** Deletes all that these strands said; nobody is left whose word it was. */
export async function dropConsents(db: Db<PeopleTables>, strands: readonly string[]) {
  await sql`delete from people_consent_void where record in
    (select id from people_consent where strands && ${strands}::bigint[])`.execute(db)
  const gone = await sql<{ strands: string[] }>`
    delete from people_consent where strands && ${strands}::bigint[] returning strands`.execute(db)
  await rewriteWords(db, [...strands, ...gone.rows.flatMap((row) => row.strands)])
}

/** Proof of a refusal outlives the relation by so long. */
const buriedFor = 3 * 365 * day

interface Withdrawn {
  readonly purpose: string
  readonly at: Date | null
}

/** Keeps of an erased person's withdrawals the purpose, the time and fingerprints of the ids, and nothing else. */
export async function buryWithdrawals(
  db: Db<PeopleTables>,
  ids: Awaited<ReturnType<Prints>>,
  withdrawn: readonly Withdrawn[],
  now: number,
): Promise<number> {
  const rows = withdrawn.flatMap(({ purpose, at }) =>
    ids.map(({ type, hash }) => ({
      ...{ type, hash, purpose, at: at ?? new Date(now), until: new Date(now + buriedFor) },
    })),
  )
  if (rows.length === 0) return 0
  await db
    .insertInto('people_consent_buried')
    .values(rows)
    .onConflict((c) =>
      c
        .columns(['type', 'hash', 'purpose'])
        .doUpdateSet((e) => ({ at: e.ref('excluded.at'), until: e.ref('excluded.until') })),
    )
    .execute()
  return rows.length
}

/** What was kept of erased people goes when its time is over. */
export async function sweepBuried(postgres: Postgres, now: number) {
  await postgres
    .tables<PeopleTables>()
    .deleteFrom('people_consent_buried')
    .where('until', '<=', new Date(now))
    .execute()
}
