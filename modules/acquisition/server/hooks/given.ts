import { sql } from 'kysely'
import type { TimelineSource } from '#modules/people'
import { audit } from '#platform/audit'
import type { Postgres } from '#platform/postgres/postgres'
import type { HookDeps } from './deps.ts'
import type { HookTables } from './tables.ts'

/** Keeps that somebody was given their own address of a hook; given again, the first time stays. */
export async function keepGiven(
  { postgres, now }: Pick<HookDeps, 'postgres' | 'now'>,
  hook: string,
  strand: string,
  by: string,
) {
  await postgres.transaction(async (tx) => {
    const kept = await tx
      .tables<HookTables>()
      .insertInto('acquisition_hook_given')
      .values({ hook, strand, at: new Date(now()), by })
      .onConflict((on) => on.doNothing())
      .executeTakeFirst()
    if (kept.numInsertedOrUpdatedRows) await audit(tx, by, 'campaignHook.given', hook, { person: strand })
  })
}

/** Addresses of hooks that people were given. */
export function givenTimeline(postgres: Postgres): TimelineSource {
  return {
    facts: 'touch',
    async read(persons, before, limit) {
      const { rows } = await sql<{ at: Date; title: string }>`
        select g.at, h.title from acquisition_hook_given g join acquisition_hook h on h.id = g.hook
        where g.strand = any(${persons}::bigint[]) and g.at < to_timestamp(${Math.min(before, 10_413_791_999_999)} / 1000.0)
        order by g.at desc, g.hook limit ${limit}`.execute(postgres.tables<HookTables>())
      return rows.map(({ at, title }) => ({
        ...{ at: at.getTime(), kind: 'touch', name: 'claim link given' },
        detail: { title },
      }))
    },
  }
}
