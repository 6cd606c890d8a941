import { no, ok, type Result } from '#kit/result'
import { type Delimiter, delimiters } from './cells.ts'
import { unguard } from './clean.ts'
import type { Match } from './mapping.ts'
import { createRecords, type RawRecord } from './records.ts'

/** Where the table of a file begins and how it is cut. */
export interface Table {
  readonly delimiter: Delimiter
  readonly eol: '\n' | '\r'
  readonly columns: readonly string[]
  /** Line of the header; 0 when the file has none. */
  readonly headerLine: number
  /** Number of the first line of data, and where it begins in the text that was looked at. */
  readonly firstLine: number
  readonly from: number
  readonly match: Match
  /** Rows may be shorter than the header: a sheet stores no empty cells. */
  readonly shortRows: boolean
}

export interface NoTable {
  readonly code: 'empty-file' | 'missing-columns'
  readonly missing: readonly string[]
  readonly columns: readonly string[]
}

/** How far into a file the header may stand. */
export const headSize = 256 * 1024
const headRecords = 60

interface Candidate {
  readonly delimiter: Delimiter
  readonly record: RawRecord
  readonly columns: readonly string[]
  readonly match: Match
}

/**
 * Finds delimiter and header by looking for the mapped columns: every line of the head is tried with every delimiter,
 * so titles and notes above the table are skipped. Without a header the columns are called 1, 2, 3 … What comes from
 * the sheet of a workbook has commas, and rows that end where their last filled cell is.
 */
export function findTable(
  head: string,
  match: (columns: readonly string[]) => Match,
  header: boolean,
  fromSheet = false,
): Result<Table, NoTable> {
  const eol = head.includes('\n') || !head.includes('\r') ? '\n' : '\r'
  const candidates = (fromSheet ? ([','] as const) : delimiters).flatMap((delimiter) =>
    candidatesOf(head, delimiter, eol, match, header),
  )
  const best = candidates.sort(better)[0]
  if (!best) return no({ code: 'empty-file', missing: [], columns: [] })
  if (!best.match.complete) return no({ code: 'missing-columns', missing: best.match.missing, columns: best.columns })
  const { record, delimiter, columns } = best
  const lines = header ? record.raw.split('\n').length : 0
  const firstLine = record.line + lines
  const headerLine = header ? record.line : 0
  const from = offsetOf(head, eol, firstLine)
  return ok({ delimiter, eol, columns, headerLine, firstLine, from, match: best.match, shortRows: fromSheet })
}

function candidatesOf(
  head: string,
  delimiter: Delimiter,
  eol: '\n' | '\r',
  match: (columns: readonly string[]) => Match,
  header: boolean,
): Candidate[] {
  const records = createRecords({ delimiter, eol, firstLine: 1 })
  const all = [...records.push(head), ...records.end()].filter((record) => !record.broken && record.raw.trim() !== '')
  return all.slice(0, header ? headRecords : 1).map((record) => {
    const columns = record.cells.map((cell, i) => (header ? unguard(cell, true) : String(i + 1)))
    return { delimiter, record, columns, match: match(columns) }
  })
}

/** Complete ones first, then more mapped columns, then the earlier line, then more cells. */
function better(a: Candidate, b: Candidate): number {
  return (
    Number(b.match.complete) - Number(a.match.complete) ||
    b.match.picks.length - a.match.picks.length ||
    (a.match.picks.length > 0 ? a.record.line - b.record.line : 0) ||
    b.columns.length - a.columns.length ||
    a.record.line - b.record.line
  )
}

function offsetOf(text: string, eol: string, line: number): number {
  let from = 0
  for (let i = 1; i < line; i += 1) {
    const at = text.indexOf(eol, from)
    if (at < 0) return text.length
    from = at + 1
  }
  return from
}
