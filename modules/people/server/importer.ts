import { sql } from 'kysely'
import type { Evidence, Identities } from '#modules/identity'
import type { ImportCounts, Importer, ImportRow, ImportRun, ImportSession, RowNote } from '#modules/intake'
import type { Outbox } from '#platform/outbox'
import type { Db, Postgres } from '#platform/postgres/postgres'
import { options, peopleKind } from '../core/importKind.ts'
import { type PersonRow, readPerson, rowRefusals } from '../core/readPerson.ts'
import { type Profiles, peopleChanged } from '../index.ts'
import { type EntryRow, recordEntries } from './entries.ts'
import { forgetChanges, keepAfter, keepBefore } from './journal.ts'
import { type Saying, tellOwn } from './own.ts'
import { holdStanding } from './standing.ts'
import type { PeopleTables } from './tables.ts'
import { undoPeople } from './undo.ts'

export interface ImporterDeps {
  postgres: Postgres
  outbox: Outbox
  identities: Identities
  profiles: Profiles
  goLiveAt: () => Promise<number>
}

interface Placed {
  row: PersonRow
  /** Who stands for the strand. */
  person: string
  /** What is stored for good. */
  strand: string
  identity: string
  inviter: string | null
}

/** Takes lists of people. Every batch is applied as it comes: each row stands for itself and writing it twice changes nothing. */
export function peopleImporter(deps: ImporterDeps): Importer {
  return {
    ...peopleKind,
    undo: (importId, report) => undoPeople(deps, importId, report),
    forgetUndo: (imports) => forgetChanges(deps.postgres.tables(), imports),
    async begin(run) {
      const set = options.parse(run.options)
      const undated = { prospect: null, goLive: await deps.goLiveAt(), today: run.now }[set.undated]
      return new PeopleSession(deps, run, { carrier: set.carrier, undated }, await lastPerson(deps.postgres))
    },
  }
}

async function lastPerson(postgres: Postgres): Promise<bigint> {
  const rows = await sql<{ id: string | null }>`select max(id) as id from people_person`.execute(
    postgres.tables<PeopleTables>(),
  )
  return BigInt(rows.rows[0]?.id ?? 0)
}

/** What rows without their own are given; `undated` is an entry time in epoch ms, or null for prospects. */
interface Fallback {
  carrier: string
  undated: number | null
}

class PeopleSession implements ImportSession {
  readonly #deps: ImporterDeps
  readonly #run: ImportRun
  readonly #fallback: Fallback
  /** The highest number a person had when the run began. */
  readonly #last: bigint
  readonly #created = new Set<string>()
  #counts = { created: 0, updated: 0, skipped: 0 }

  constructor(deps: ImporterDeps, run: ImportRun, fallback: Fallback, last: bigint) {
    this.#deps = deps
    this.#run = run
    this.#fallback = fallback
    this.#last = last
  }

  async add(rows: readonly ImportRow[]): Promise<readonly RowNote[]> {
    const notes: RowNote[] = []
    const good: PersonRow[] = []
    for (const { line, values } of rows) {
      const read = readPerson(values, this.#run.zone, this.#run.now, this.#fallback)
      if (read.ok) good.push(read.value)
      else {
        const { why, target } = read.refusal
        notes.push({ line, level: 'rejected', code: why, reason: rowRefusals[why], target })
      }
    }
    if (!this.#run.dryRun && good.length > 0) await this.#apply(good)
    return notes
  }

  async finish(report: (step: { counts: ImportCounts; part: number }) => Promise<boolean>) {
    await report({ counts: this.#counts, part: 1 })
  }

  async close() {
    this.#counts = { created: 0, updated: 0, skipped: 0 }
  }

  async #apply(rows: readonly PersonRow[]) {
    const placed = await this.#place(rows)
    const persons = placed.map((one) => one.person)
    await keepBefore(this.#deps.postgres.tables(), this.#run.id, persons, this.#last)
    const before = await this.#versions(placed)
    const goLiveAt = await this.#deps.goLiveAt()
    await this.#deps.profiles.apply(
      placed.map(({ strand, row }) => ({
        person: strand,
        at: row.enteredAt ?? this.#run.now,
        traits: row.traits,
        verified: true,
      })),
    )
    await this.#deps.postgres.transaction(async (tx) => {
      const db = tx.tables<PeopleTables>()
      const standing = await holdStanding(
        db,
        placed.flatMap(({ strand, inviter }) => (inviter ? [strand, inviter] : [strand])),
      )
      const now = placed.map((one) => ({ ...one, person: standing(one.strand) }))
      const ids = new Set(await recordEntries(db, entriesOf(now, this.#run.id), goLiveAt))
      for (const id of await this.#carriers(db, now)) ids.add(id)
      for (const id of await this.#owners(db, now)) ids.add(id)
      await keepAfter(db, this.#run.id, persons)
      if (ids.size > 0) await this.#deps.outbox.publish(tx, peopleChanged, { ids: [...ids] })
    })
    this.#deps.outbox.kick()
    this.#count(before, await this.#versions(placed))
  }

  async #place(rows: readonly PersonRow[]): Promise<Placed[]> {
    const evidence = rows.flatMap((row): Evidence[] => {
      const at = row.enteredAt ?? this.#run.now
      const seen = { at, trust: 'server', origin: `import:${this.#run.id}` } as const
      const own: Evidence = { ...seen, claims: row.claims }
      return row.inviter.length > 0 ? [own, { ...seen, claims: row.inviter }] : [own]
    })
    const resolved = await this.#deps.identities.resolve(evidence)
    let next = 0
    const placed: Placed[] = []
    for (const row of rows) {
      const own = resolved[next++]
      const inviter = row.inviter.length > 0 ? resolved[next++] : undefined
      if (own?.person && own.strand && own.identity) {
        const { person, strand, identity } = own
        placed.push({ row, person, strand, identity, inviter: inviter?.strand ?? null })
      }
    }
    return placed
  }

  async #versions(placed: readonly Placed[]): Promise<Map<string, string>> {
    const rows = await this.#deps.postgres
      .tables<PeopleTables>()
      .selectFrom('people_person')
      .select(['id', 'version'])
      .where('id', 'in', [...new Set(placed.map((p) => p.person))])
      .execute()
    return new Map(rows.map((row) => [row.id, row.version]))
  }

  #count(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>) {
    for (const [id, version] of after) {
      if (BigInt(id) > this.#last && !this.#created.has(id)) {
        this.#created.add(id)
        this.#counts.created += 1
      } else if (before.get(id) !== version) this.#counts.updated += 1
      else this.#counts.skipped += 1
    }
  }

  async #carriers(db: Db<PeopleTables>, placed: readonly Placed[]) {
    const rows = lastOf(
      placed.filter(({ row }) => row.enteredAt !== null),
      ({ identity, row }) => JSON.stringify([identity, row.carrier, row.account, row.enteredAt]),
    )
    const changed = await sql<{ person: string }>`
      insert into people_carrier as c (person, strand, identity, carrier, account, started, ended, import)
      select person, strand, identity, carrier, account,
        to_timestamp(started / 1000.0), to_timestamp(ended / 1000.0), ${this.#run.id}::bigint from unnest(
          ${rows.map((p) => p.person)}::bigint[], ${rows.map((p) => p.strand)}::bigint[],
          ${rows.map((p) => p.identity)}::bigint[], ${rows.map((p) => p.row.carrier)}::text[], ${rows.map((p) => p.row.account)}::text[],
          ${rows.map((p) => p.row.enteredAt)}::float8[], ${rows.map((p) => p.row.leftAt)}::float8[])
        as t(person, strand, identity, carrier, account, started, ended)
      on conflict (identity, carrier, account, started) do update set ended = excluded.ended
        where c.ended is distinct from excluded.ended
      returning person`.execute(db)
    return this.#touch(
      db,
      changed.rows.map((row) => row.person),
    )
  }

  async #owners(db: Db<PeopleTables>, placed: readonly Placed[]) {
    const said = new Map<string, { owner: string | null; source: string | null }>()
    for (const { person, row } of placed) {
      const before = said.get(person)
      said.set(person, { owner: row.owner ?? before?.owner ?? null, source: before?.source ?? row.source })
    }
    const rows = [...said].map(([person, { owner, source }]) => ({ person, owner, source }))
    const changed = await sql<{ id: string }>`
      update people_person p set owner = coalesce(t.owner, p.owner), source = coalesce(p.source, t.source),
        version = nextval('people_version')
      from unnest(${rows.map((p) => p.person)}::bigint[], ${rows.map((p) => p.owner)}::text[],
        ${rows.map((p) => p.source)}::text[]) as t(id, owner, source)
      where p.id = t.id and (coalesce(t.owner, p.owner), coalesce(p.source, t.source)) is distinct from (p.owner, p.source)
      returning p.id`.execute(db)
    await tellOwn(db, placed.flatMap(ownerSaid))
    return changed.rows.map((row) => row.id)
  }

  async #touch(db: Db<PeopleTables>, ids: readonly string[]) {
    await sql`update people_person set version = nextval('people_version') where id = any(${ids}::bigint[])`.execute(db)
    return ids
  }
}

/** Of rows about the same thing the last one counts. */
function lastOf<T>(rows: readonly T[], keyOf: (row: T) => string): T[] {
  return [...new Map(rows.map((row) => [keyOf(row), row])).values()]
}

const ownerSaid = ({ strand, row: { owner, source } }: Placed): Saying[] => {
  const facts: ReturnType<Saying['facts']> = [
    ...(owner === null ? [] : [['owner', { op: 'set', value: owner }] as const]),
    // Where a person came from is not said twice.
    ...(source === null ? [] : [['source', { op: 'setOnce', value: source }] as const]),
  ]
  return facts.length > 0 ? [{ strand, facts: () => facts }] : []
}

function entriesOf(placed: readonly Placed[], importId: string): EntryRow[] {
  return placed.flatMap(({ row, strand: person, identity, inviter }): EntryRow[] => {
    if (row.enteredAt === null) return []
    const kind = row.carrier === 'imported' ? 'list' : 'carrier'
    return [{ person, identity, kind, at: row.enteredAt, inviter, source: row.source, import: importId }]
  })
}
