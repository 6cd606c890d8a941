import type { z } from 'zod'
import type { Bilingual } from '#kit/api'

/** What a column of a file can mean. A `typed` target is written with a type behind it, as in `identity:phone`. */
export interface ImportTarget {
  readonly name: string
  readonly typed?: true
  /** For a typed target: whether this type exists. */
  accepts?(type: string): boolean
  /** For a typed target: the type is usually what the column is called, as of attributes. */
  readonly byColumn?: true
  /** For a typed target: usual types to choose from; those of ids when absent. */
  readonly types?: readonly string[]
  /** `id`: kept as written, a number ruined by a spreadsheet is rejected; `value`: money, numbers, times; `text`: prose. */
  readonly cell: 'id' | 'value' | 'text'
  /** An amount of money, written in yuan. */
  readonly money?: true
  readonly title: Bilingual
  readonly help?: Bilingual
}

/** A named mapping to start from. Several columns may stand for one target: the first that the file has is used. */
export interface ImportPreset {
  readonly name: string
  readonly title: Bilingual
  readonly mapping: Readonly<Record<string, string>>
  /** Options that the caller may still override. */
  readonly options?: Readonly<Record<string, unknown>>
}

/** The description of one kind of import: pure, shown by the console, checked before a file is taken. */
export interface ImportKind {
  readonly kind: string
  readonly title: Bilingual
  readonly targets: readonly ImportTarget[]
  /** The target that says which thing a row is about; of a typed one any type does. */
  readonly key: string
  readonly presets: readonly ImportPreset[]
  /** Settings beside the mapping; every field has a default or is optional. */
  readonly options: z.ZodObject
  /** What a file with these targets still lacks, as a text for people; null when nothing. */
  lacking(targets: ReadonlySet<string>): Bilingual | null
}

/**
 * What happens to a thing that is already there: the file's word replaces it, it stays as it is, or only what is empty is
 * filled.
 */
export const duplicateRules = ['overwrite', 'skip', 'fill'] as const
export type DuplicateRule = (typeof duplicateRules)[number]

/** One run of an import, given to the session of its kind. */
export interface ImportRun {
  readonly id: string
  /** Everything is checked and counted, nothing of the house's own data is written. */
  readonly dryRun: boolean
  readonly onDuplicate: DuplicateRule
  /** The targets that columns of the file were found for. */
  readonly targets: readonly string[]
  readonly options: Readonly<Record<string, unknown>>
  readonly zone: string
  /** Epoch ms of the run; the session has no other clock. */
  readonly now: number
  readonly createdBy: string
}

/** One row of the file: cleaned cells by target; an empty cell is absent. `line` is the physical line it begins on. */
export interface ImportRow {
  readonly line: number
  readonly values: Readonly<Record<string, string>>
}

export type NoteLevel = 'rejected' | 'ignored' | 'note'

/** A word about one row: `rejected` is broken, `ignored` is left out on purpose, `note` was used and is worth a look. */
export interface RowNote {
  readonly line: number
  readonly level: NoteLevel
  readonly code: string
  readonly reason: Bilingual
  /** The target whose cell is meant: the host adds the column's name and the cell to the text. */
  readonly target?: string
}

/** Things (orders, people …) of the house, not rows. */
export interface ImportCounts {
  readonly created: number
  readonly updated: number
  /** Already there, exactly so. */
  readonly skipped: number
}

/** What an undo did to the things of the house. */
export interface UndoCounts {
  readonly removed: number
  /** As before the import again. */
  readonly restored: number
  /** Left alone, because something else has changed or needs them since. */
  readonly kept: number
}

export interface ImportStep {
  /** Counts since `begin`, not since the last step. */
  readonly counts: ImportCounts
  /** Share of the session's own work that is done, 0 … 1. */
  readonly part: number
  readonly notes?: readonly RowNote[]
}

/**
 * Takes the rows of one run. A run may break off at any moment and begins again from the start of the file, so what a
 * session writes must be idempotent. `close` always comes last and frees what was staged.
 */
export interface ImportSession {
  /** Checks a batch and keeps it; every row that is not kept has a note of level `rejected` or `ignored`. */
  add(rows: readonly ImportRow[]): Promise<readonly RowNote[]>
  /** Applies what was kept, in batches; `report` answers false when the run is to stop here. */
  finish(report: (step: ImportStep) => Promise<boolean>): Promise<void>
  close(): Promise<void>
}

/** Rows about one thing that come by themselves, as from a hook. */
export interface Upsert {
  readonly rows: readonly ImportRow[]
  readonly options: Readonly<Record<string, unknown>>
  readonly zone: string
  readonly now: number
  /** Everything is checked and counted, nothing is written. */
  readonly dryRun: boolean
}

export interface Upserted {
  readonly counts: ImportCounts
  readonly notes: readonly RowNote[]
}

/** What a house gives to the host; the host never names a kind. */
export interface Importer extends ImportKind {
  begin(run: ImportRun): Promise<ImportSession>
  /** Takes an ended import back, piece by piece; called again after a break it goes on where it was. */
  undo(importId: string, report: (some: UndoCounts) => Promise<void>): Promise<void>
  /** Drops what was kept to undo these imports. */
  forgetUndo(imports: readonly string[]): Promise<void>
  /** Applies rows for good, as `overwrite` of a file does: all of them or, where one is rejected, none. Nothing is kept to undo it. */
  upsert(given: Upsert): Promise<Upserted>
  /** Frees what a run left behind that was killed and will not begin again. */
  forget?(importId: string): Promise<void>
}
