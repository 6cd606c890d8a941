import { open, writeFile } from 'node:fs/promises'
import { fileWriter, ParquetWriter } from 'hyparquet-writer'
import type { Cell } from '#kit/csv'

/** Rows of one row group: enough for a reader to skip by, few enough to hold in memory. */
const groupSize = 20_000

interface Columns {
  readonly columns: readonly string[]
  /** Whether each of them holds numbers; the others hold texts. */
  readonly numbers: readonly boolean[]
}

const optional = { repetition_type: 'OPTIONAL' } as const

const schemaOf = (columns: readonly string[], numbers: readonly boolean[]) => [
  { name: 'root', num_children: columns.length },
  ...columns.map((name, i) =>
    numbers[i]
      ? { name, type: 'DOUBLE' as const, ...optional }
      : { name, type: 'BYTE_ARRAY' as const, converted_type: 'UTF8' as const, ...optional },
  ),
]

const cellOf = (value: Cell | undefined, isNumber: boolean | undefined) =>
  value === null || value === undefined ? null : isNumber ? Number(value) : String(value)

/** A Parquet file (https://parquet.apache.org/docs/file-format/): every column may be empty, texts are UTF-8, numbers doubles. */
export async function writeParquet(path: string, { columns, numbers }: Columns) {
  await writeFile(path, '', { mode: 0o600 })
  const writer = new ParquetWriter({ writer: fileWriter(path), createdBy: 'Siyu', schema: schemaOf(columns, numbers) })
  let waiting: (readonly Cell[])[] = []
  const flush = async () => {
    if (waiting.length === 0) return
    const rows = waiting
    waiting = []
    const columnData = columns.map((name, i) => ({ name, data: rows.map((row) => cellOf(row[i], numbers[i])) }))
    await writer.write({ columnData, rowGroupSize: rows.length })
  }
  return {
    async add(rows: readonly (readonly Cell[])[]) {
      waiting.push(...rows)
      if (waiting.length >= groupSize) await flush()
    },
    async end() {
      await flush()
      await writer.finish()
      return syncedSize(path)
    },
    // Nothing is held open between two groups.
    abort: async () => undefined,
  }
}

async function syncedSize(path: string): Promise<number> {
  const file = await open(path, 'r+')
  try {
    await file.sync()
    return (await file.stat()).size
  } finally {
    await file.close()
  }
}
