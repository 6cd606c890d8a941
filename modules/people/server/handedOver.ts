import { sql } from 'kysely'
import type { Outbox } from '#platform/outbox'
import type { Postgres } from '#platform/postgres/postgres'
import { type PeopleChanged, peopleChanged } from '../index.ts'
import { tellOwn } from './own.ts'
import { holdStanding } from './standing.ts'
import type { PeopleTables } from './tables.ts'

/** Somebody is looked after by another colleague from now on, if it was one of `from` until now, or nobody. */
interface HandedOver {
  readonly strand: string
  readonly from: readonly string[]
  readonly owner: string
}

/** Writes who looks after people now; who did before stays in their history. Said again it is the same. */
export const handedOverBy =
  ({ postgres, outbox }: { postgres: Postgres; outbox: Outbox }) =>
  async (rows: readonly HandedOver[]): Promise<void> => {
    if (rows.length === 0) return
    await postgres.transaction(async (tx) => {
      const db = tx.tables<PeopleTables>()
      const standing = await holdStanding(
        db,
        rows.map(({ strand }) => strand),
      )
      const changed: HandedOver[] = []
      for (const row of rows) {
        const done = await sql`update people_person set owner = ${row.owner}, version = nextval('people_version')
          where id = ${standing(row.strand)}::bigint and (owner is null or owner = any(${[...row.from]}::text[]))
            and owner is distinct from ${row.owner} returning id`.execute(db)
        if (done.rows.length > 0) changed.push(row)
      }
      const said = changed.map(({ strand, owner }) => ({
        ...{ strand, facts: () => [['owner', { op: 'set', value: owner }] as const] },
      }))
      await tellOwn(db, said)
      const ids = changed.map(({ strand }) => standing(strand))
      if (ids.length > 0) await outbox.publish(tx, peopleChanged, { ids } satisfies PeopleChanged)
    })
  }
