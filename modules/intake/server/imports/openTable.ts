import { no, ok, type Result } from '#kit/result'
import { matchColumns, type Plan } from '../../core/imports/mapping.ts'
import { type FileProblem, fileProblem, missingColumns } from '../../core/imports/reasons.ts'
import { findTable, headSize, type Table } from '../../core/imports/table.ts'
import type { OpenFile, TextSource } from './source.ts'

export interface OpenTable {
  readonly source: TextSource
  readonly table: Table
  /** Text from the first row of data on. */
  readonly pieces: AsyncGenerator<string>
}

/** Finds the table in the likeliest source that shows the mapped columns. The caller reads `pieces` to the end or returns them. */
export async function openTable(
  file: OpenFile,
  plan: Plan,
  header: boolean,
  onRaw: (bytes: number) => void,
): Promise<Result<OpenTable, FileProblem>> {
  let problem = fileProblem('empty-file')
  let told = false
  for (const source of file.sources) {
    const text = source.text(onRaw)
    const head = await readHead(text)
    const table = findTable(head, (columns) => matchColumns(plan, columns), header, source.sheet !== null)
    if (table.ok) return ok({ source, table: table.value, pieces: follow(head.slice(table.value.from), text) })
    await text.return(undefined)
    // The likeliest one that has a table at all is shown with its columns.
    if (!told && table.refusal.code === 'missing-columns') {
      problem = missingColumns(table.refusal.missing, table.refusal.columns)
      told = true
    }
  }
  return no(problem)
}

/** The beginning of a text, long enough to find its table. */
export async function readHead(text: AsyncGenerator<string>): Promise<string> {
  let head = ''
  while (head.length < headSize) {
    const next = await text.next()
    if (next.done) break
    head += next.value
  }
  return head
}

async function* follow(first: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield first
  yield* rest
}
