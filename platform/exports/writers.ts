import { open, stat } from 'node:fs/promises'
import iconv from 'iconv-lite'
import { byteOrderMark, type Cell, csvLine } from '#kit/csv'
import { writeBook } from '../xlsx/write.ts'
import type { ExportFormat } from './contract.ts'
import { writeParquet } from './parquet.ts'

/** A file in the making: rows in batches, then its end. */
interface FileWriter {
  add(rows: readonly (readonly Cell[])[]): Promise<void>
  /** Answers how long the file is, once it is on the disk. */
  end(): Promise<number>
  /** Gives up; after `end` it does nothing. */
  abort(): Promise<void>
}

interface Head {
  readonly title: string
  readonly columns: readonly string[]
  /** Whether each column holds numbers. */
  readonly numbers: readonly boolean[]
}

interface Format {
  readonly extension: string
  readonly contentType: string
  write(path: string, head: Head): Promise<FileWriter>
}

/** How each format is written and what it is called. */
export const formats: Record<ExportFormat, Format> = {
  csv: {
    extension: 'csv',
    contentType: 'text/csv; charset=utf-8',
    write: (path, head) => writeCsv(path, head, byteOrderMark, (text) => Buffer.from(text)),
  },
  // The code page Chinese Excel opens a CSV with; it holds every character and takes no mark.
  'csv-gb18030': {
    extension: 'csv',
    contentType: 'text/csv; charset=gb18030',
    write: (path, head) => writeCsv(path, head, '', (text) => iconv.encode(text, 'gb18030')),
  },
  xlsx: {
    extension: 'xlsx',
    contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    write: writeXlsx,
  },
  parquet: { extension: 'parquet', contentType: 'application/vnd.apache.parquet', write: writeParquet },
}

async function writeCsv(path: string, { columns }: Head, mark: string, bytes: (text: string) => Buffer) {
  const file = await open(path, 'w', 0o600)
  let isOpen = true
  const close = async () => {
    if (isOpen) await file.close()
    isOpen = false
  }
  await file.appendFile(bytes(mark + csvLine(columns)))
  return {
    add: (rows: readonly (readonly Cell[])[]) => file.appendFile(bytes(rows.map(csvLine).join(''))),
    async end() {
      await file.sync()
      const { size } = await file.stat()
      await close()
      return size
    },
    abort: close,
  }
}

async function writeXlsx(path: string, head: Head): Promise<FileWriter> {
  const book = writeBook(path, head)
  let ended = false
  return {
    add: (rows) => book.add(rows),
    async end() {
      await book.end()
      ended = true
      return (await stat(path)).size
    },
    async abort() {
      if (!ended) book.abort()
    },
  }
}
