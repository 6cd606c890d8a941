import { sql } from 'kysely'
import { audit } from '#platform/audit'
import type { Db, Postgres, Tx } from '#platform/postgres/postgres'
import { type Notice, noticeSchema } from '../../core/notice.ts'
import type { PeopleTables } from '../tables.ts'

type Row = PeopleTables['people_consent_notice']

const shown = ({ version, notice, published_at, published_by }: Row) => ({
  ...{ version, at: published_at.toISOString(), by: published_by, notice: noticeSchema.parse(notice) },
})

/** All versions of the notice of a purpose, newest first. */
export async function noticesOf(postgres: Postgres, purpose: string) {
  const rows = await postgres
    .tables<PeopleTables>()
    .selectFrom('people_consent_notice')
    .selectAll()
    .where('purpose', '=', purpose)
    .orderBy('version', 'desc')
    .execute()
  return rows.map(shown)
}

/** The number of the notice in force of each purpose that has one. */
export async function noticesInForce(postgres: Postgres): Promise<ReadonlyMap<string, number>> {
  const rows = await sql<{ purpose: string; version: number }>`
    select purpose, max(version) as version from people_consent_notice group by purpose`.execute(
    postgres.tables<PeopleTables>(),
  )
  return new Map(rows.rows.map(({ purpose, version }) => [purpose, version]))
}

/** Publishes the next version; the same text again is the version there is. */
export async function publishNotice(tx: Tx, purpose: string, notice: Notice, { by, now }: { by: string; now: number }) {
  const db = tx.tables<PeopleTables>()
  await sql`select pg_advisory_xact_lock(hashtextextended(${`consent notice ${purpose}`}, 0))`.execute(db)
  const last = await lastOf(db, purpose)
  if (last && JSON.stringify(noticeSchema.parse(last.notice)) === JSON.stringify(notice)) return shown(last)
  const row: Row = {
    ...{ purpose, version: (last?.version ?? 0) + 1, notice, published_at: new Date(now), published_by: by },
  }
  await db
    .insertInto('people_consent_notice')
    .values({ ...row, notice: JSON.stringify(notice) })
    .execute()
  await audit(tx, by, 'consent.notice', purpose, { version: row.version })
  return shown(row)
}

const lastOf = (db: Db<PeopleTables>, purpose: string) =>
  db
    .selectFrom('people_consent_notice')
    .selectAll()
    .where('purpose', '=', purpose)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
