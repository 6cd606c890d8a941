import { randomInt } from 'node:crypto'
import { sql } from 'kysely'
import { checkedCode } from '#kit/checkedCode'
import type { Db } from '#platform/postgres/postgres'
import { personalLength, sharedLength } from '../../core/personal.ts'
import type { AcquisitionDeps } from '../deps.ts'
import type { AcquisitionTables } from '../tables.ts'

const random = (count: number) => Array.from({ length: count }, () => randomInt(31))

/** What links are made for: asked again for the same, the same links are answered. */
export interface For {
  readonly ref: string
  /** As people's histories call it. */
  readonly title: string
}

/** A code of each of these people for a link, by person. Two statements, but for a code that chance has given twice. */
export async function codesFor(
  { postgres, now }: Pick<AcquisitionDeps, 'postgres' | 'now'>,
  link: string,
  people: readonly string[],
  { ref, title }: For,
): Promise<ReadonlyMap<string, string>> {
  const db = postgres.tables<AcquisitionTables>()
  const asked = [...new Set(people)]
  for (;;) {
    const found = await codesThere(db, link, ref, asked)
    const missing = asked.filter((person) => !found.has(person))
    if (missing.length === 0) return found
    await sql`
      insert into acquisition_personal (code, link, person, ref, title, made_at)
      select t.code, ${link}::bigint, t.person, ${ref}, ${title}, ${new Date(now())}
      from unnest(${missing}::bigint[], ${missing.map(() => checkedCode(personalLength, random))}::text[]) as t(person, code)
      on conflict do nothing`.execute(db)
  }
}

async function codesThere(db: Db<AcquisitionTables>, link: string, ref: string, people: readonly string[]) {
  const rows = await sql<{ person: string; code: string }>`
    select person::text as person, code from acquisition_personal
    where link = ${link}::bigint and ref = ${ref} and person = any(${people}::bigint[])`.execute(db)
  return new Map(rows.rows.map(({ person, code }) => [person, code]))
}

/** The code that all readers of a message share for a link. */
export async function sharedCode(
  { postgres, now }: Pick<AcquisitionDeps, 'postgres' | 'now'>,
  link: string,
  { ref }: Pick<For, 'ref'>,
): Promise<string> {
  const db = postgres.tables<AcquisitionTables>()
  for (;;) {
    const found = await db
      .selectFrom('acquisition_shared')
      .select('code')
      .where('link', '=', link)
      .where('ref', '=', ref)
      .executeTakeFirst()
    if (found) return found.code
    const code = checkedCode(sharedLength, random)
    await db
      .insertInto('acquisition_shared')
      .values({ code, link, ref, made_at: new Date(now()) })
      .onConflict((on) => on.doNothing())
      .execute()
  }
}
