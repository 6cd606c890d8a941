import { dirname } from 'node:path'
import { no, ok, type Result } from '#kit/result'
import { type Book, BookError, type BookProblem, openBook } from '#platform/xlsx/book'
import { type FileProblem, type FileReason, fileProblem } from '../../core/imports/reasons.ts'
import type { OpenFile, UploadedFile } from './source.ts'

const reasons: Record<BookProblem, FileReason> = {
  'not-a-workbook': 'not-a-workbook',
  broken: 'broken-workbook',
  encrypted: 'not-text',
  'too-large': 'too-large',
}

/** Opens a workbook; each visible sheet is a way to read it. */
export async function openSheets(file: UploadedFile): Promise<Result<OpenFile, FileProblem>> {
  try {
    const book = await openBook(file.path, file.maxUnpackedBytes, dirname(file.path))
    const sources = book.sheets.map((sheet) => {
      const text = (onRaw: (bytes: number) => void) => textOf(book, sheet, onRaw)
      return { encoding: 'xlsx' as const, sheet, text }
    })
    return ok({ sources, damaged: false, close: () => book.close() })
  } catch (error) {
    return no(bookProblem(error))
  }
}

/** What a workbook that broke while it was read means for its import; other errors go on. */
export function bookProblem(error: unknown): FileProblem {
  if (error instanceof BookError) return fileProblem(reasons[error.problem])
  throw error
}

/** A sheet as lines with commas, so that one way of reading serves all files. Each row stands on the line of its number. */
async function* textOf(book: Book, sheet: string, onRaw: (bytes: number) => void): AsyncGenerator<string> {
  let line = 1
  for await (const rows of book.rows(sheet, onRaw)) {
    let text = ''
    for (const { number, cells } of rows) {
      text += `${'\n'.repeat(number - line)}${cells.map(quoted).join(',')}\n`
      line = number + 1
    }
    yield text
  }
}

function quoted(cell: string): string {
  const flat = /[\r\n]/.test(cell) ? cell.replace(/[\r\n]+/g, ' ') : cell
  return /[",]/.test(flat) ? `"${flat.replaceAll('"', '""')}"` : flat
}
