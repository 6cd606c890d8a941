import { cleanCell, refusalOf, unguard } from './clean.ts'
import type { ImportRow, RowNote } from './importer.ts'
import type { Pick } from './mapping.ts'
import { type RowReason, rowReasons, type StoredNote, writeNote } from './reasons.ts'
import { hasWidth, type RawRecord } from './records.ts'
import type { Table } from './table.ts'

/** A row that can be used, with what is needed to write a note about it. */
export interface ReadRow {
  readonly row: ImportRow
  readonly record: RawRecord
}

export interface ReadBatch {
  readonly rows: readonly ReadRow[]
  readonly rejected: readonly StoredNote[]
  /** Rows of data among the records: usable and rejected ones, not blank lines and totals. */
  readonly total: number
}

const longestCell = 10_000
const totals = /^(?:合计|总计|小计|汇总|总和|共计|总交易单数|(?:grand |sub)?totals?|sum)\s*[:：]?$/i

/** Turns records into rows: what the host rejects by itself does not depend on what the columns mean. */
export function createRowReader(table: Table, damaged: boolean): (records: readonly RawRecord[]) => ReadBatch {
  const width = table.columns.length
  let afterTotals = false
  // Spreadsheets leave rows of empty cells at the end of the table: they are broken only when a row follows.
  let empty: RawRecord[] = []
  return (records) => {
    const rows: ReadRow[] = []
    const rejected: StoredNote[] = []
    let total = 0
    for (const given of records) {
      const record = table.shortRows ? padded(given, width) : given
      const outcome = look(record, table, damaged)
      if (outcome === 'blank') continue
      if (outcome === 'totals' || (afterTotals && !hasWidth(record.cells, width))) {
        afterTotals = true
        continue
      }
      if (outcome === 'empty-row') {
        empty.push(record)
        continue
      }
      total += 1 + empty.length
      for (const gap of empty) rejected.push(reject(gap, 'empty-row'))
      empty = []
      if (typeof outcome === 'string') rejected.push(reject(record, outcome))
      else if ('refusal' in outcome) rejected.push(reject(record, outcome.refusal, outcome.pick))
      else rows.push({ row: outcome, record })
    }
    return { rows, rejected, total }
  }
}

function padded(record: RawRecord, width: number): RawRecord {
  const lacking = width - record.cells.length
  if (lacking <= 0 || record.raw === '') return record
  return { ...record, cells: [...record.cells, ...new Array<string>(lacking).fill('')] }
}

type Outcome = 'blank' | 'totals' | RowReason | { refusal: RowReason; pick: Pick } | ImportRow

function look(record: RawRecord, table: Table, damaged: boolean): Outcome {
  const { cells, raw } = record
  if (record.broken) return record.broken
  if (raw === '' || raw.trim() === '') return 'blank'
  if (raw.includes('\u0000')) return 'null-byte'
  const first = cells.find((cell) => cell.trim() !== '')
  if (first === undefined) return 'empty-row'
  if (first.length < 20 && totals.test(unguard(first, true))) return 'totals'
  if (damaged && raw.includes('\ufffd')) return 'invalid-characters'
  if (cells.length < table.columns.length) return 'too-few-cells'
  if (!hasWidth(cells, table.columns.length)) return 'too-many-cells'
  if (raw.length > longestCell && cells.some((cell) => cell.length > longestCell)) return 'cell-too-long'
  return values(record, table.match.picks)
}

function values(record: RawRecord, picks: readonly Pick[]): Outcome {
  const found: Record<string, string> = {}
  for (const pick of picks) {
    const text = cleanCell(record.cells[pick.index] ?? '', pick.cell)
    if (text === '') continue
    const refusal = refusalOf(text, pick.cell)
    if (refusal) return { refusal, pick }
    found[pick.target] = text
  }
  return { line: record.line, values: found }
}

function reject(record: RawRecord, code: RowReason, pick?: Pick): StoredNote {
  const note: RowNote = { line: record.line, level: 'rejected', code, reason: rowReasons[code] }
  return writeNote(note, record.raw, pick && { column: pick.column, text: record.cells[pick.index] ?? '' })
}

/** A note of a session, completed with the column and the cell it means. */
export function completeNote(note: RowNote, record: RawRecord | undefined, picks: readonly Pick[]): StoredNote {
  const pick = picks.find((one) => one.target === note.target)
  const cell = pick && record ? { column: pick.column, text: record.cells[pick.index] ?? '' } : undefined
  return writeNote(note, record?.raw ?? '', cell)
}
