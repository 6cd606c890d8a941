import { sql } from 'kysely'
import { type PersonChanges, splitTraits } from '#modules/identity'
import type { Vault } from '#platform/crypto'
import type { Outbox } from '#platform/outbox'
import type { Db, Postgres, Tx } from '#platform/postgres/postgres'
import { type Profiles, peopleChanged, type TraitUpdate } from '../index.ts'
import { reviseEntries } from './entries.ts'
import type { PeopleTables } from './tables.ts'

export interface ProfileDeps {
  postgres: Postgres
  outbox: Outbox
  vault: Vault
  goLiveAt: () => Promise<number>
}

/** Keeps one row per person in step with the ids, inside the transaction that stores them. */
export function followPersons(deps: ProfileDeps) {
  return async (tx: Tx, changes: PersonChanges): Promise<void> => {
    const db = tx.tables<PeopleTables>()
    const { born, merged } = changes
    if (born.length > 0) {
      await sql`insert into people_person (id, first_seen)
        select id, to_timestamp(at / 1000.0) from unnest(${born.map((b) => b.person)}::bigint[],
          ${born.map((b) => b.at)}::float8[]) as t(id, at) on conflict do nothing`.execute(db)
    }
    for (const { kept, gone, prefer } of merged) await joinRows(db, kept, gone, prefer)
    if (merged.length === 0) return
    const ids = merged.flatMap(({ kept, gone }) => [kept, gone])
    await reviseEntries(
      db,
      merged.map((m) => m.kept),
      await deps.goLiveAt(),
    )
    await deps.outbox.publish(tx, peopleChanged, { ids })
  }
}

/** The kept row takes over; where both know something the preferred (identified) side wins. */
async function joinRows(db: Db<PeopleTables>, kept: string, gone: string, prefer: string) {
  await sql`
    update people_person k set
      first_seen = least(k.first_seen, g.first_seen), known = k.known or g.known,
      attributes = case when ${prefer} = ${kept} then g.attributes || k.attributes else k.attributes || g.attributes end,
      owner = coalesce(k.owner, g.owner), excluded = coalesce(k.excluded, g.excluded),
      version = nextval('people_version')
    from people_person g where k.id = ${kept}::bigint and g.id = ${gone}::bigint`.execute(db)
  await sql`update people_person set merged_into = ${kept}::bigint, version = nextval('people_version')
    where id = ${gone}::bigint`.execute(db)
  await sql`update people_person set inviter = ${kept}::bigint, version = nextval('people_version')
    where inviter = ${gone}::bigint`.execute(db)
  await sql`insert into people_private select ${kept}::bigint, field, hash, sealed, verified, updated_at
    from people_private where person = ${gone}::bigint
    on conflict (person, field) do update set hash = excluded.hash, sealed = excluded.sealed,
      verified = excluded.verified, updated_at = excluded.updated_at where ${prefer} = ${gone}`.execute(db)
  await sql`delete from people_private where person = ${gone}::bigint`.execute(db)
  await sql`update people_entry set person = ${kept}::bigint where person = ${gone}::bigint`.execute(db)
  await sql`update people_entry set inviter = ${kept}::bigint where inviter = ${gone}::bigint`.execute(db)
  await sql`update people_carrier set person = ${kept}::bigint where person = ${gone}::bigint`.execute(db)
}

/** Writes traits; later calls win field by field. The order of the list is the order of time. */
export function profilesOf(deps: ProfileDeps): Profiles {
  return {
    async apply(updates) {
      const joined = joinUpdates(updates)
      if (joined.length === 0) return
      await deps.postgres.transaction(async (tx) => {
        const db = tx.tables<PeopleTables>()
        await writeAttributes(db, joined)
        await writePrivate(db, deps.vault, joined)
      })
    },
  }
}

interface Joined {
  person: string
  at: number
  attributes: Record<string, unknown>
  personal: Record<string, string>
  verified: boolean
}

/** One update per person, in id order so that two batches cannot lock each other's rows crosswise. */
function joinUpdates(updates: readonly TraitUpdate[]): Joined[] {
  const byPerson = new Map<string, Joined>()
  for (const { person, at, traits, verified } of updates) {
    const split = splitTraits(traits)
    const before = byPerson.get(person)
    byPerson.set(person, {
      person,
      at,
      attributes: { ...before?.attributes, ...split.attributes },
      personal: { ...before?.personal, ...split.personal },
      verified: verified && (before?.verified ?? true),
    })
  }
  return [...byPerson.values()].sort((a, b) => (BigInt(a.person) < BigInt(b.person) ? -1 : 1))
}

async function writeAttributes(db: Db<PeopleTables>, rows: readonly Joined[]) {
  await sql`
    insert into people_person as p (id, first_seen, attributes, known)
    select id, to_timestamp(at / 1000.0), attributes, true from unnest(${rows.map((r) => r.person)}::bigint[],
      ${rows.map((r) => r.at)}::float8[], ${rows.map((r) => JSON.stringify(r.attributes))}::jsonb[]) as t(id, at, attributes)
    on conflict (id) do update set attributes = p.attributes || excluded.attributes, known = true,
      version = nextval('people_version')
    where not p.known or not p.attributes @> excluded.attributes`.execute(db)
}

async function writePrivate(db: Db<PeopleTables>, vault: Vault, rows: readonly Joined[]) {
  for (const row of rows) {
    for (const [field, value] of Object.entries(row.personal)) {
      const hash = vault.hash(`${field}\0${value}`)
      const sealed = vault.seal(value, 'people_private.sealed')
      // What a public client says never replaces what is proven.
      await sql`insert into people_private (person, field, hash, sealed, verified, updated_at)
        values (${row.person}, ${field}, ${hash}, ${sealed}, ${row.verified}, to_timestamp(${row.at} / 1000.0))
        on conflict (person, field) do update set hash = excluded.hash, sealed = excluded.sealed,
          verified = excluded.verified, updated_at = excluded.updated_at
        where excluded.verified or not people_private.verified`.execute(db)
    }
  }
}
