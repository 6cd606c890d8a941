import { sql } from 'kysely'
import { type PersonChanges, splitTraits } from '#modules/identity'
import type { Vault } from '#platform/crypto'
import type { Outbox } from '#platform/outbox'
import type { Db, Postgres, Tx } from '#platform/postgres/postgres'
import { type Profiles, peopleChanged, type TraitUpdate } from '../index.ts'
import { makeChanges } from './changes.ts'
import { reviseEntries } from './entries.ts'
import { joinRows } from './joinRows.ts'
import { keepJoins, keepOwn, sayingsOf, tellOwn } from './own.ts'
import { type Said, writePrivate } from './private.ts'
import { splitPeople } from './splitPeople.ts'
import { holdMerging, holdStanding } from './standing.ts'
import type { PeopleTables } from './tables.ts'

export interface ProfileDeps {
  postgres: Postgres
  outbox: Outbox
  vault: Vault
  goLiveAt: () => Promise<number>
}

/** Keeps one row per person in step with the ids, inside the transaction that stores them. */
export function followPersons(deps: ProfileDeps) {
  return async (tx: Tx, { born, known, merged, split }: PersonChanges): Promise<void> => {
    const db = tx.tables<PeopleTables>()
    if (born.length > 0) {
      await sql`insert into people_person (id, first_seen)
        select id, to_timestamp(at / 1000.0) from unnest(${born.map((b) => b.person)}::bigint[],
          ${born.map((b) => b.at)}::float8[]) as t(id, at) on conflict do nothing`.execute(db)
    }
    if (known.length > 0) {
      await sql`update people_person set known = true where id = any(${known}::bigint[]) and not known`.execute(db)
    }
    if (merged.length > 0) await merge(deps, tx, merged)
    for (const sides of split) {
      const ids = await splitPeople(db, sides, await deps.goLiveAt())
      await deps.outbox.publish(tx, peopleChanged, { ids })
    }
  }
}

async function merge(deps: ProfileDeps, tx: Tx, merged: PersonChanges['merged']) {
  const db = tx.tables<PeopleTables>()
  const ids = new Set(merged.flatMap(({ kept, gone }) => [kept, gone]))
  await holdMerging(db, [...ids])
  await keepOwn(db, [...ids])
  await keepJoins(
    db,
    merged.map(({ id }) => id),
  )
  const { finals, invitees } = await joinRows(db, merged)
  for (const invitee of invitees) ids.add(invitee)
  await reviseEntries(db, finals, await deps.goLiveAt())
  await deps.outbox.publish(tx, peopleChanged, { ids: [...ids] })
}

/** Writes what was said. The order of the list is the order of time; what is only set goes together, later ones win. */
export function profilesOf(deps: ProfileDeps): Profiles {
  return {
    async apply(updates, { fill } = { fill: false }) {
      if (updates.length === 0) return
      await deps.postgres.transaction(async (tx) => {
        const db = tx.tables<PeopleTables>()
        const everyone = updates.map((update) => update.person)
        const standing = await holdStanding(db, everyone)
        const counted: Update[] = []
        const changed = new Set<string>()
        for (const run of runsOf(
          updates.map((one) => ({ ...one, strand: one.person, person: standing(one.person) })),
        )) {
          const said = run.set ?? (await makeChanges(db, deps.vault, run.changes, changed))
          if (run.set) await setTraits(db, deps.vault, joinUpdates(run.set), fill, changed)
          counted.push(...(fill ? said.map((one) => ({ ...one, op: 'setOnce' as const })) : said))
        }
        await tellOwn(db, sayingsOf(deps.vault, counted))
        if (changed.size > 0) await deps.outbox.publish(tx, peopleChanged, { ids: [...changed] })
      })
    },
  }
}

/** With the strand that said it; `person` is who stands. */
type Update = TraitUpdate & { strand: string }
type Run = { set: Update[] } | { set?: never; changes: Update[] }

/** Neighbours that are handled alike: plain settings need not know what is there, which makes them cheap. */
function runsOf(updates: readonly Update[]): Run[] {
  const runs: Run[] = []
  for (const update of updates) {
    const { op = 'set', automatic } = update
    const last = runs.at(-1)
    if (op === 'set' && !automatic) {
      if (last?.set) last.set.push(update)
      else runs.push({ set: [update] })
    } else if (last && !last.set) last.changes.push(update)
    else runs.push({ changes: [update] })
  }
  return runs
}

interface Joined {
  person: string
  attributes: Record<string, unknown>
  personal: Map<string, Said>
}

/** One update per person. */
function joinUpdates(updates: readonly TraitUpdate[]): Joined[] {
  const byPerson = new Map<string, Joined>()
  for (const { person, at, traits, verified } of updates) {
    const split = splitTraits(traits)
    const before = byPerson.get(person)
    const personal = before?.personal ?? new Map<string, Said>()
    for (const [field, value] of Object.entries(split.personal)) {
      if (verified || !personal.get(field)?.verified) personal.set(field, { person, field, value, at, verified })
    }
    byPerson.set(person, { person, attributes: { ...before?.attributes, ...split.attributes }, personal })
  }
  return [...byPerson.values()]
}

/** Adds to `seen` whose attributes are others than before. */
async function setTraits(
  db: Db<PeopleTables>,
  vault: Vault,
  rows: readonly Joined[],
  fill: boolean,
  seen: Set<string>,
) {
  const joined = fill ? sql`t.attributes || p.attributes` : sql`p.attributes || t.attributes`
  const changed = await sql<{ id: string }>`
    update people_person p set attributes = ${joined}, known = true, version = nextval('people_version')
    from unnest(${rows.map((r) => r.person)}::bigint[], ${rows.map((r) => JSON.stringify(r.attributes))}::jsonb[])
      as t(id, attributes)
    where p.id = t.id and (not p.known or (${joined}) <> p.attributes) returning p.id`.execute(db)
  for (const { id } of changed.rows) seen.add(id)
  const said = rows.flatMap(({ personal }) => [...personal.values()])
  await writePrivate(db, vault, said, fill)
}
