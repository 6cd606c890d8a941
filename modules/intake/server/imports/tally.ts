import type { ImportStep } from '../../core/imports/importer.ts'
import type { Pick } from '../../core/imports/mapping.ts'
import type { StoredNote } from '../../core/imports/reasons.ts'
import { completeNote } from '../../core/imports/rows.ts'
import type { ImportDeps } from './deps.ts'
import { addNotes, type ImportTables, type Progress, showProgress } from './store.ts'

/** Share of the progress bar for reading the file; the rest is for applying what was read. */
const readingShare = 0.5
/** Remarks on rows that were used are for people to look through; broken rows are kept all. */
const mostRemarks = 10_000

/** The counts of one run, stored with the words about rows after every batch. */
export class Tally {
  readonly #deps: ImportDeps
  readonly #import: { id: string; file_size: string }
  #bytes = 0
  #counts = { total: 0, created: 0, updated: 0, skipped: 0, rejected: 0, ignored: 0, notes: 0 }

  constructor(deps: ImportDeps, row: { id: string; file_size: string }) {
    this.#deps = deps
    this.#import = row
  }

  /** How many bytes of the file were read so far. */
  read(bytes: number) {
    this.#bytes = bytes
  }

  /** After a batch of rows was read; false when the run is to stop. */
  added(rows: number, notes: readonly StoredNote[]): Promise<boolean> {
    this.#counts.total += rows
    const part = Math.min(1, this.#bytes / Math.max(1, Number(this.#import.file_size)))
    return this.#store(notes, part * readingShare)
  }

  /** After a step of applying; false when the run is to stop. */
  applied(step: ImportStep, picks: readonly Pick[]): Promise<boolean> {
    Object.assign(this.#counts, step.counts)
    const notes = (step.notes ?? []).map((note) => completeNote(note, undefined, picks))
    return this.#store(notes, readingShare + Math.min(1, step.part) * (1 - readingShare))
  }

  async #store(notes: readonly StoredNote[], progress: number): Promise<boolean> {
    const db = this.#deps.postgres.tables<ImportTables>()
    const kept: StoredNote[] = []
    for (const note of notes) {
      const counter = note.level === 'note' ? 'notes' : note.level
      this.#counts[counter] += 1
      if (note.level !== 'note' || this.#counts.notes <= mostRemarks) kept.push(note)
    }
    await addNotes(db, this.#deps.vault, this.#import.id, kept)
    const shown: Progress = { ...this.#counts, progress: Math.min(progress, 0.999) }
    return showProgress(db, this.#import.id, shown)
  }
}
