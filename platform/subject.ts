import type { Bilingual } from '#kit/api'
import type { Tx } from './postgres/postgres.ts'

/** One human, as the houses store them. */
export interface Subject {
  /** Who stands now. */
  readonly person: string
  /** Every number that anything stored may carry for them, that of who stands included. */
  readonly strands: readonly string[]
  /** Their ids, phones and mails in full, in each spelling: a raw text that holds one is about them too. */
  readonly values: readonly string[]
}

/** One table of the copy that a person may ask for (PIPL 45). */
export interface SubjectTable {
  /** `house.table`. */
  readonly name: string
  readonly columns: readonly string[]
  /** Read anew at each call; never all in memory. */
  rows(): AsyncIterable<Record<string, unknown>>
}

/** What an erasure leaves, and by which right. */
export interface Remnant {
  readonly table: string
  readonly rows: number
  readonly why: Bilingual
}

/** A house's answer for a person: what it holds, and how it lets go. Every house gives one (the check asks). */
export interface SubjectRecords {
  tables(subject: Subject): readonly SubjectTable[]
  /**
   * Takes away what no transaction can hold: the event log, raw texts. Runs before the person goes and, for what came
   * meanwhile, once more afterwards, then without `values`.
   */
  sweep?(subject: Subject): Promise<void>
  /** Takes away the rest, in the transaction in which the person goes. Returns what stays. */
  erase?(tx: Tx, subject: Subject): Promise<readonly Remnant[]>
}

/** The rows of one answer as a table. */
export function tableOf(
  name: string,
  columns: readonly string[],
  read: () => Promise<readonly Record<string, unknown>[]>,
): SubjectTable {
  return {
    name,
    columns,
    async *rows() {
      yield* await read()
    },
  }
}
