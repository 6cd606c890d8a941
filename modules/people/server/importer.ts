import type { Evidence, Identities } from '#modules/identity'
import type {
  ImportCounts,
  Importer,
  ImportRow,
  ImportRun,
  ImportSession,
  RowNote,
  Upsert,
  Upserted,
} from '#modules/intake'
import type { Vault } from '#platform/crypto'
import type { Outbox } from '#platform/outbox'
import type { Postgres } from '#platform/postgres/postgres'
import { options, peopleKind } from '../core/importKind.ts'
import { noRoom } from '../core/listedWearer.ts'
import { type PersonRow, unusableIds } from '../core/readPerson.ts'
import { type Profiles, peopleChanged } from '../index.ts'
import { listedConsents } from './consents/listed.ts'
import { purposesOf } from './consents/settings.ts'
import { recordEntries } from './entries.ts'
import { forgetChanges, keepAfter, keepBefore, lastBefore, lastPerson } from './journal.ts'
import { Headcount, personsOf } from './known.ts'
import { listedWearers } from './listedWearers.ts'
import { entriesOf, type Placed, withoutKnownEntries, writeCarriers, writeOwners } from './placed.ts'
import { type Fallback, readRows } from './readRows.ts'
import { holdStanding } from './standing.ts'
import type { PeopleTables } from './tables.ts'
import { undoPeople } from './undo.ts'

export interface ImporterDeps {
  postgres: Postgres
  outbox: Outbox
  vault: Vault
  identities: Identities
  profiles: Profiles
  goLiveAt: () => Promise<number>
}

/** Takes lists of people. Every batch is applied as it comes: each row stands for itself and writing it twice changes nothing. */
export function peopleImporter(deps: ImporterDeps): Importer {
  return {
    ...peopleKind,
    undo: (importId, report) => undoPeople(deps, importId, report),
    forgetUndo: (imports) => forgetChanges(deps.postgres.tables(), imports),
    upsert: (given) => upsertPeople(deps, given),
    async begin(run) {
      const fallback = await fallbackOf(deps, run)
      // A dry run writes nothing, and nothing needs it again.
      const last = run.dryRun ? 0n : await lastBefore(deps.postgres.tables(), run.id)
      return new PeopleSession(deps, run, fallback, last)
    },
  }
}

async function fallbackOf(deps: ImporterDeps, run: Pick<ImportRun, 'options' | 'now'>): Promise<Fallback> {
  const set = options.parse(run.options)
  const undated = { prospect: null, goLive: await deps.goLiveAt(), today: run.now }[set.undated]
  const { purposes } = await purposesOf(deps.postgres, () => run.now).read()
  return { carrier: set.carrier, undated, purposes: new Set(purposes.map(({ key }) => key)) }
}

/** Rows that come by themselves: each stands for itself, at once. */
export async function upsertPeople(deps: ImporterDeps, { rows, ...given }: Upsert): Promise<Upserted> {
  const last = await lastPerson(deps.postgres.tables())
  const session = new PeopleSession(
    deps,
    { ...given, id: null, onDuplicate: 'overwrite', createdBy: 'system' },
    await fallbackOf(deps, given),
    last,
  )
  const refused = session.read(rows).notes.filter(({ level }) => level === 'rejected')
  const notes = refused.length > 0 ? refused : await session.add(rows)
  return { counts: session.counts, notes }
}

/** A run of a file or, without an id, rows that came by themselves: those keep no way back. */
type Run = Pick<ImportRun, 'dryRun' | 'onDuplicate' | 'zone' | 'now' | 'createdBy'> & { readonly id: string | null }

class PeopleSession implements ImportSession {
  readonly #deps: ImporterDeps
  readonly #run: Run
  readonly #fallback: Fallback
  /** The highest number a person had when the run began. */
  readonly #last: bigint
  readonly #created = new Set<string>()
  readonly #headcount = new Headcount()
  #counts = { created: 0, updated: 0, skipped: 0 }

  constructor(deps: ImporterDeps, run: Run, fallback: Fallback, last: bigint) {
    this.#deps = deps
    this.#run = run
    this.#fallback = fallback
    this.#last = last
  }

  get counts(): ImportCounts {
    return this.#counts
  }

  read = (rows: readonly ImportRow[]) => readRows(rows, this.#run, this.#fallback)

  async add(rows: readonly ImportRow[]): Promise<readonly RowNote[]> {
    const { notes, good, lines } = this.read(rows)
    if (good.length === 0) return notes
    if (this.#run.dryRun) await this.#try(good)
    else {
      const { nobody, full } = await this.#apply(await this.#unknown(good))
      notes.push(...nobody.map((row) => ({ line: lines.get(row) ?? 0, level: 'ignored' as const, ...unusableIds })))
      notes.push(...full.map((row) => ({ line: lines.get(row) ?? 0, level: 'note' as const, ...noRoom })))
    }
    return notes
  }

  async finish(report: (step: { counts: ImportCounts; part: number }) => Promise<boolean>) {
    await report({ counts: this.#counts, part: 1 })
  }

  async close() {
    this.#counts = { created: 0, updated: 0, skipped: 0 }
  }

  /** What the run would do: whoever is there already counts as updated, though nothing of theirs may change. */
  async #try(rows: readonly PersonRow[]) {
    const persons = await personsOf(this.#deps.identities, rows)
    rows.forEach((row, i) => {
      const person = persons[i] ?? null
      if (!this.#headcount.first(person, row.claims)) return
      this.#counts[person === null ? 'created' : this.#run.onDuplicate === 'skip' ? 'skipped' : 'updated'] += 1
    })
  }

  /** The rows that may speak: where people who were there stay as they are, only those about others. */
  async #unknown(rows: readonly PersonRow[]): Promise<readonly PersonRow[]> {
    if (this.#run.onDuplicate !== 'skip') return rows
    const persons = await personsOf(this.#deps.identities, rows)
    return rows.filter((_, i) => {
      const person = persons[i] ?? null
      if (person === null || BigInt(person) > this.#last) return true
      if (this.#headcount.first(person, [])) this.#counts.skipped += 1
      return false
    })
  }

  /** Returns the rows whose ids may not be used, which are about nobody, and those whose wearer has no room. */
  async #apply(rows: readonly PersonRow[]): Promise<{ nobody: readonly PersonRow[]; full: readonly PersonRow[] }> {
    const placed = rows.length === 0 ? [] : await this.#place(rows)
    if (placed.length === 0) return { nobody: rows, full: [] }
    const persons = placed.map((one) => one.person)
    const importId = this.#run.id
    if (importId !== null) await keepBefore(this.#deps.postgres.tables(), importId, persons, this.#last)
    const before = await this.#versions(placed)
    const goLiveAt = await this.#deps.goLiveAt()
    await this.#tell(placed)
    const full: PersonRow[] = []
    await this.#deps.postgres.transaction(async (tx) => {
      const db = tx.tables<PeopleTables>()
      const standing = await holdStanding(
        db,
        placed.flatMap(({ strand, inviter }) => (inviter ? [strand, inviter] : [strand])),
      )
      const now = placed.map((one) => ({ ...one, person: standing(one.strand) }))
      const entering = await withoutKnownEntries(db, now)
      const ids = new Set(await recordEntries(db, entriesOf(entering, importId), goLiveAt))
      for (const id of await writeCarriers(db, entering, importId)) ids.add(id)
      for (const id of await writeOwners(db, now)) ids.add(id)
      await listedConsents(this.#deps, tx, now, this.#run)
      full.push(...(await listedWearers(db, this.#deps.vault, now, this.#run.now)))
      if (importId !== null) await keepAfter(db, importId, persons)
      if (ids.size > 0) await this.#deps.outbox.publish(tx, peopleChanged, { ids: [...ids] })
    })
    this.#deps.outbox.kick()
    this.#count(before, await this.#versions(placed))
    const used = new Set(placed.map(({ row }) => row))
    return { nobody: rows.filter((row) => !used.has(row)), full }
  }

  /** What the rows say of people: where only gaps are filled apart from where it counts. */
  async #tell(placed: readonly Placed[]) {
    const { now } = this.#run
    for (const fill of [false, true]) {
      const some = placed.filter((one) => one.fill === fill)
      const told = some.map(({ strand, row: { enteredAt, traits } }) => ({
        ...{ person: strand, at: enteredAt ?? now, traits, verified: true },
      }))
      await this.#deps.profiles.apply(told, { fill })
    }
  }

  async #place(rows: readonly PersonRow[]): Promise<Placed[]> {
    const evidence = rows.flatMap((row): Evidence[] => {
      const at = row.enteredAt ?? this.#run.now
      const origin = this.#run.id === null ? {} : { origin: `import:${this.#run.id}` }
      const seen = { at, trust: 'server', ...origin } as const
      const own: Evidence = { ...seen, claims: row.claims }
      return row.inviter.length > 0 ? [own, { ...seen, claims: row.inviter }] : [own]
    })
    const resolved = await this.#deps.identities.resolve(evidence)
    let next = 0
    const placed: Placed[] = []
    for (const row of rows) {
      const own = resolved[next++]
      const inviter = row.inviter.length > 0 ? resolved[next++] : undefined
      if (!own?.person || !own.strand || !own.identity) continue
      const { person, strand, identity } = own
      const fill = this.#run.onDuplicate === 'fill' && BigInt(person) <= this.#last
      placed.push({ row, person, strand, identity, inviter: inviter?.strand ?? null, fill })
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
}
