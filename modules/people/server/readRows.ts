import type { ImportRow, RowNote } from '#modules/intake'
import { maskedValue, type PersonRow, readPerson, rowRefusals } from '../core/readPerson.ts'

/** What rows without their own are given; `undated` is an entry time in epoch ms, or null for prospects. */
export interface Fallback {
  readonly carrier: string
  readonly undated: number | null
  readonly purposes: ReadonlySet<string>
}

/** The rows that can be used, each with its line, and a word about the others. */
export function readRows(
  rows: readonly ImportRow[],
  { zone, now }: { readonly zone: string; readonly now: number },
  fallback: Fallback,
) {
  const notes: RowNote[] = []
  const good: PersonRow[] = []
  const lines = new Map<PersonRow, number>()
  for (const { line, values } of rows) {
    const read = readPerson(values, zone, now, fallback)
    if (read.ok) {
      good.push(read.value)
      lines.set(read.value, line)
      notes.push(...read.value.masked.map((target) => ({ line, level: 'note' as const, ...maskedValue, target })))
    } else {
      const { why, target } = read.refusal
      notes.push({ line, level: 'rejected', code: why, reason: rowRefusals[why], target })
    }
  }
  return { notes, good, lines }
}
