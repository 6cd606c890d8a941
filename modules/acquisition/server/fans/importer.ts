import type { ImportCounts, Importer, ImportRow, ImportRun, ImportSession, RowNote } from '#modules/intake'
import { type Named, namedIn } from '../../core/fans/fan.ts'
import type { FanIntakeDeps } from './deps.ts'
import { type BatchOf, dropBatch, keepBatch, keepFans, keyOf, keysKnown, type Placed, strandsOf } from './keep.ts'
import type { FanTables } from './tables.ts'

const onlyNamed = {
  nickname: {
    zh: '只有昵称：留作粉丝记录，不建客户',
    en: 'A nickname alone: kept as a fan, nobody is made of it',
  },
  hidden: {
    zh: '平台隐藏了账号：留作粉丝记录，不建客户',
    en: 'The platform hid the id: kept as a fan, nobody is made of it',
  },
} as const

/**
 * The import of another house, with what it brings of a public platform kept as a list of fans. Who has an id goes the way
 * that house takes; who has none is kept here alone.
 */
export function fanImporter(deps: FanIntakeDeps, inner: Importer): Importer {
  return {
    ...inner,
    async begin(run) {
      const platform = platformOf(inner, run)
      const session = await inner.begin(run)
      if (platform === null) return session
      const batch = { id: run.id, platform, kind: inner.kind, by: run.createdBy, at: run.now }
      return new FanSession(deps, run, batch, session)
    },
    async undo(importId, report) {
      await inner.undo(importId, report)
      const removed = await dropBatch(deps.postgres.tables<FanTables>(), importId)
      if (removed > 0) await report({ removed, restored: 0, kept: 0 })
    },
  }
}

/** Null = a list of the company's own people. */
function platformOf({ options }: Importer, run: ImportRun): string | null {
  const { platform } = options.parse(run.options) as { platform?: string }
  return platform === undefined || platform === '' ? null : platform
}

interface Read {
  readonly row: ImportRow
  readonly named: Named
}

/** Takes the rows of a list of fans. */
export class FanSession implements ImportSession {
  readonly #deps: FanIntakeDeps
  readonly #run: ImportRun
  readonly #batch: BatchOf
  readonly #inner: ImportSession
  /** Who came with this run: a second row of theirs does not make them known before. */
  readonly #fresh = new Set<string>()
  readonly #keys = new Set<string>()
  #own = { created: 0, updated: 0, skipped: 0 }

  constructor(deps: FanIntakeDeps, run: ImportRun, batch: BatchOf, inner: ImportSession) {
    this.#deps = deps
    this.#run = run
    this.#batch = batch
    this.#inner = inner
  }

  async add(rows: readonly ImportRow[]): Promise<readonly RowNote[]> {
    return (await this.place(rows)).notes
  }

  /** As `add`, with who each kept row means by its line; null = nobody. */
  async place(rows: readonly ImportRow[]) {
    const read = rows.map((row): Read => ({ row, named: namedIn(row.values) }))
    const [nobodies, others] = [read.filter(({ named }) => named.why), read.filter(({ named }) => !named.why)]
    const before = this.#run.dryRun
      ? []
      : await strandsOf(
          this.#deps,
          others.map(({ named }) => named),
        )
    const notes = [...(await this.#inner.add(others.map(({ row }) => row)))]
    await this.#count(nobodies)
    for (const { row, named } of nobodies)
      if (named.why)
        notes.push({ line: row.line, level: 'note', code: `fan-${named.why}`, reason: onlyNamed[named.why] })
    const placed = this.#run.dryRun ? [] : await this.#meant(others, before, notes)
    for (const { row, named } of this.#run.dryRun ? [] : nobodies)
      placed.push({ line: row.line, named, strand: null, known: false, why: named.why })
    if (placed.length > 0) {
      await keepBatch(this.#deps.postgres.tables<FanTables>(), this.#batch)
      await keepFans(this.#deps, this.#batch, placed)
    }
    return { notes, strands: new Map(placed.map(({ line, strand }) => [line, strand])) }
  }

  /** Who those with ids are, now that the other house has taken them. */
  async #meant(rows: readonly Read[], before: readonly (string | null)[], notes: readonly RowNote[]) {
    const refused = new Set(notes.filter(({ level }) => level === 'rejected').map(({ line }) => line))
    const late = rows.flatMap((one, i) => (before[i] === null && !refused.has(one.row.line) ? [one] : []))
    const after = await strandsOf(
      this.#deps,
      late.map(({ named }) => named),
    )
    const since = new Map(late.map(({ row }, i) => [row.line, after[i] ?? null]))
    return rows.flatMap(({ row: { line }, named }, i): Placed[] => {
      if (refused.has(line)) return []
      const was = before[i] ?? null
      const strand = was ?? since.get(line) ?? null
      if (was === null && strand !== null) this.#fresh.add(strand)
      const known = was !== null && !this.#fresh.has(was)
      return [{ line, named, strand, known, why: strand === null ? 'unusable' : null }]
    })
  }

  /** A nobody counts as new where no list has told of them. */
  async #count(nobodies: readonly Read[]) {
    const keys = nobodies.map(({ named }) => keyOf(this.#deps, this.#batch.platform, named))
    const known = await keysKnown(this.#deps.postgres.tables<FanTables>(), keys)
    for (const key of keys.map((one) => one.toString('hex'))) {
      if (this.#keys.has(key)) continue
      this.#keys.add(key)
      this.#own[known.has(key) ? 'skipped' : 'created'] += 1
    }
  }

  async finish(report: Parameters<ImportSession['finish']>[0]) {
    await this.#inner.finish((step) => report({ ...step, counts: sum(step.counts, this.#own) }))
  }

  async close() {
    this.#own = { created: 0, updated: 0, skipped: 0 }
    await this.#inner.close()
  }
}

const sum = (a: ImportCounts, b: ImportCounts): ImportCounts => ({
  created: a.created + b.created,
  updated: a.updated + b.updated,
  skipped: a.skipped + b.skipped,
})
