import type { Outbox } from '#platform/outbox'
import type { Postgres } from '#platform/postgres/postgres'
import { holdStanding } from '../standing.ts'
import type { PeopleTables } from '../tables.ts'
import { addConsents } from './record.ts'

interface Deps {
  readonly postgres: Postgres
  readonly outbox: Outbox
  readonly now: () => number
}

interface Heard {
  readonly person: string
  readonly purpose: string
  /** Epoch ms. */
  readonly at: number
  readonly reason: string
  readonly by: string
}

/** Port: a house has heard that somebody withdraws a consent. The same withdrawal told again is one. */
export const withdrawnBy = (deps: Deps) => async (heard: Heard) => {
  const isNew = await deps.postgres.transaction(async (tx) => {
    const db = tx.tables<PeopleTables>()
    const person = (await holdStanding(db, [heard.person]))(heard.person)
    const there = await db.selectFrom('people_person').select('id').where('id', '=', person).executeTakeFirst()
    if (!there) return false
    const at = Math.min(heard.at, deps.now())
    const same = await db
      .selectFrom('people_consent')
      .select('id')
      .where('purpose', '=', heard.purpose)
      .where('recorded_by', '=', heard.by)
      .where('at', '=', new Date(at))
      .where((e) => e(e.ref('strands'), '@>', e.val([person]) as never))
      .executeTakeFirst()
    if (same) return false
    const said = { strand: person, person, purpose: heard.purpose, given: false, at, textVersion: null }
    const origin = { source: 'api' as const, reason: heard.reason, by: heard.by, import: null, now: deps.now() }
    await addConsents(deps, tx, [said], origin)
    return true
  })
  if (isNew) deps.outbox.kick()
}
