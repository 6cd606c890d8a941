import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { no, ok, type Result } from '#kit/result'
import { type Encoding, type EncodingVerdict, scanEncoding } from '../../core/imports/encoding.ts'
import { type Match, matchColumns, type Plan } from '../../core/imports/mapping.ts'
import { type FileProblem, fileProblem, missingColumns } from '../../core/imports/reasons.ts'
import { findTable, headSize, type Table } from '../../core/imports/table.ts'

const pieceSize = 256 * 1024

export interface UploadedFile {
  readonly path: string
  readonly maxUnpackedBytes: number
}

class TooLarge extends Error {}

/** The bytes of a file, unpacked when it is gzip by its first bytes; `onRaw` hears how many bytes of the file were read. */
async function* bytesOf(file: UploadedFile, onRaw: (bytes: number) => void): AsyncGenerator<Buffer> {
  const packed = await isGzip(file.path)
  const raw = createReadStream(file.path, { highWaterMark: pieceSize })
  const stream: Readable = packed ? raw.pipe(createGunzip({ chunkSize: pieceSize })) : raw
  if (packed) raw.on('error', (error) => stream.destroy(error))
  let size = 0
  try {
    for await (const piece of stream as AsyncIterable<Buffer>) {
      size += piece.length
      if (!packed) onRaw(piece.length)
      if (size > file.maxUnpackedBytes) throw new TooLarge()
      onRaw(raw.bytesRead)
      yield piece
    }
  } finally {
    raw.destroy()
    stream.destroy()
  }
}

async function isGzip(path: string): Promise<boolean> {
  const handle = await open(path)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0)
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b
  } finally {
    await handle.close()
  }
}

// Zip (xlsx), OLE (xls), PDF, RAR.
const otherFormats = ['504b0304', 'd0cf11e0', '25504446', '52617221']

/** Reads the whole file once: its encoding, or why it cannot be read. */
export async function scanFile(file: UploadedFile): Promise<Result<EncodingVerdict, FileProblem>> {
  const scan = scanEncoding()
  let first = true
  try {
    for await (const piece of bytesOf(file, () => undefined)) {
      if (first && otherFormats.includes(piece.subarray(0, 4).toString('hex'))) return no(fileProblem('not-text'))
      first = false
      scan.push(piece)
    }
  } catch (error) {
    return no(problemOf(error))
  }
  return first ? no(fileProblem('empty-file')) : ok(scan.end())
}

function problemOf(error: unknown): FileProblem {
  if (error instanceof TooLarge) return fileProblem('too-large')
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code.startsWith('Z_')) return fileProblem('broken-archive')
  if (code === 'ENOENT') return fileProblem('file-lost')
  throw error
}

export interface OpenTable {
  readonly encoding: Encoding
  readonly table: Table
  /** Text from the first row of data on. */
  readonly pieces: AsyncGenerator<string>
}

/** Finds the table in the best encoding that shows the mapped columns. The caller reads `pieces` to the end or returns them. */
export async function openTable(
  file: UploadedFile,
  verdict: EncodingVerdict,
  plan: Plan,
  header: boolean,
  onRaw: (bytes: number) => void,
): Promise<Result<OpenTable, FileProblem>> {
  const match = (columns: readonly string[]): Match => matchColumns(plan, columns)
  let problem = fileProblem('empty-file')
  for (const [i, encoding] of verdict.encodings.entries()) {
    const text = textOf(file, encoding, onRaw)
    const head = await readHead(text)
    const table = findTable(head, match, header)
    if (table.ok) return ok({ encoding, table: table.value, pieces: follow(head.slice(table.value.from), text) })
    await text.return(undefined)
    // The first encoding is the likelier one: its columns are shown.
    if (i === 0 && table.refusal.code === 'missing-columns')
      problem = missingColumns(table.refusal.missing, table.refusal.columns)
  }
  return no(problem)
}

async function* textOf(file: UploadedFile, encoding: Encoding, onRaw: (bytes: number) => void): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding)
  for await (const piece of bytesOf(file, onRaw)) yield decoder.decode(piece, { stream: true })
  yield decoder.decode()
}

async function readHead(text: AsyncGenerator<string>): Promise<string> {
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
