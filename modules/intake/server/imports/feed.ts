import type { ImportSession } from '../../core/imports/importer.ts'
import { createRecords, type RawRecord } from '../../core/imports/records.ts'
import { completeNote, createRowReader, type ReadRow } from '../../core/imports/rows.ts'
import type { OpenTable } from './openTable.ts'
import type { Tally } from './tally.ts'

/** Rows handed to a session at a time: some 20 ms of work, so that other requests get their turn. */
const batchRows = 2000

/** Reads the rows of a table into the session. False when the run is to stop. */
export async function feed(
  session: ImportSession,
  opened: OpenTable,
  damaged: boolean,
  tally: Tally,
  signal: AbortSignal,
): Promise<boolean> {
  const { table, pieces } = opened
  const records = createRecords({
    delimiter: table.delimiter,
    eol: table.eol,
    width: table.columns.length,
    firstLine: table.firstLine,
  })
  const read = createRowReader(table, damaged)
  const take = async (some: readonly RawRecord[]) => {
    for (let from = 0; from < some.length; from += batchRows) {
      const batch = read(some.slice(from, from + batchRows))
      const notes = await addRows(session, batch.rows, opened)
      if (signal.aborted || !(await tally.added(batch.total, [...batch.rejected, ...notes]))) return false
    }
    return true
  }
  for await (const piece of pieces) if (!(await take(records.push(piece)))) return false
  return take(records.end())
}

async function addRows(session: ImportSession, rows: readonly ReadRow[], { table }: OpenTable) {
  if (rows.length === 0) return []
  const notes = await session.add(rows.map(({ row }) => row))
  if (notes.length === 0) return []
  const byLine = new Map(rows.map(({ record }) => [record.line, record]))
  return notes.map((note) => completeNote(note, byLine.get(note.line), table.match.picks))
}
