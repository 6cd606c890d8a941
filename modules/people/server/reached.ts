import { sql } from 'kysely'
import type { Outbox } from '#platform/outbox'
import type { Db, Postgres } from '#platform/postgres/postgres'
import { peopleChanged, type Reach } from '../index.ts'
import { recordEntries } from './entries.ts'
import { entriesOf, type Placed, writeCarriers, writeOwners } from './placed.ts'
import { holdStanding } from './standing.ts'
import type { PeopleTables } from './tables.ts'

interface Deps {
  postgres: Postgres
  outbox: Outbox
  goLiveAt: () => Promise<number>
}

/** Writes where people are reached, as carriers tell it: they enter by it, and leave it. What is said twice changes nothing. */
export const reachedBy = (deps: Deps) => async (rows: readonly Reach[]) => {
  if (rows.length === 0) return
  await deps.postgres.transaction(async (tx) => {
    const db = tx.tables<PeopleTables>()
    const standing = await holdStanding(
      db,
      rows.map(({ strand }) => strand),
    )
    const placed = rows.map((row) => placedOf(row, standing(row.strand)))
    const ids = new Set(await recordEntries(db, entriesOf(placed, null), await deps.goLiveAt()))
    for (const id of await writeCarriers(db, placed, null)) ids.add(id)
    for (const id of await writeOwners(db, placed)) ids.add(id)
    if (ids.size > 0) await deps.outbox.publish(tx, peopleChanged, { ids: [...ids] })
  })
}

function placedOf(
  { strand, identity, carrier, account, startedAt, endedAt, source, owner }: Reach,
  person: string,
): Placed {
  const nothing = {
    claims: [],
    inviter: [],
    traits: {},
    masked: [],
    wearer: null,
    consents: { said: [], at: null, textVersion: null },
  }
  const row = { ...nothing, enteredAt: startedAt, leftAt: endedAt, carrier, account, owner, source }
  // An owner or a source that is known stays.
  return { row, person, strand, identity, inviter: null, fill: true }
}

/** When a carrier first reached each of these people (epoch ms); whoever none ever has is not in the answer. */
export async function firstReached(
  db: Db<PeopleTables>,
  people: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (people.length === 0) return new Map()
  const { rows } = await sql<{ person: string; at: Date }>`
    select person::text as person, min(started) as at from people_carrier
    where person = any(${[...new Set(people)]}::bigint[]) group by person`.execute(db)
  return new Map(rows.map(({ person, at }) => [person, at.getTime()]))
}
