import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { no, ok, type Result } from '#kit/result'
import { type Encoding, scanEncoding } from '../../core/imports/encoding.ts'
import { type FileProblem, fileProblem } from '../../core/imports/reasons.ts'
import { openSheets } from './sheets.ts'
import type { OpenFile, UploadedFile } from './source.ts'

const pieceSize = 256 * 1024

class TooLarge extends Error {}

// OLE (xls, and xlsx with a password), PDF, RAR.
const otherFormats = ['d0cf11e0', '25504446', '52617221']
const zip = '504b0304'

/** Looks at the whole file once: how it can be read, or why it cannot. */
export async function openFile(file: UploadedFile): Promise<Result<OpenFile, FileProblem>> {
  try {
    const start = await firstBytes(file.path)
    if (start.startsWith(zip)) return await openSheets(file)
    return await openText(file)
  } catch (error) {
    return no(problemOf(error))
  }
}

async function openText(file: UploadedFile): Promise<Result<OpenFile, FileProblem>> {
  const scan = scanEncoding()
  let first = true
  for await (const piece of bytesOf(file, () => undefined)) {
    if (first && otherFormats.includes(piece.subarray(0, 4).toString('hex'))) return no(fileProblem('not-text'))
    first = false
    scan.push(piece)
  }
  if (first) return no(fileProblem('empty-file'))
  const verdict = scan.end()
  const encodings = file.encoding ? [file.encoding] : verdict.encodings
  return ok({
    sources: encodings.map((encoding) => ({ encoding, sheet: null, text: (onRaw) => textOf(file, encoding, onRaw) })),
    damaged: file.encoding !== null || verdict.damaged,
    close: () => undefined,
  })
}

function problemOf(error: unknown): FileProblem {
  if (error instanceof TooLarge) return fileProblem('too-large')
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code.startsWith('Z_')) return fileProblem('broken-archive')
  if (code === 'ENOENT') return fileProblem('file-lost')
  throw error
}

async function firstBytes(path: string): Promise<string> {
  const handle = await open(path)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0)
    return buffer.subarray(0, bytesRead).toString('hex')
  } finally {
    await handle.close()
  }
}

/** The bytes of a file, unpacked when it is gzip by its first bytes. */
async function* bytesOf(file: UploadedFile, onRaw: (bytes: number) => void): AsyncGenerator<Buffer> {
  const packed = (await firstBytes(file.path)).startsWith('1f8b')
  const raw = createReadStream(file.path, { highWaterMark: pieceSize })
  const stream: Readable = packed ? raw.pipe(createGunzip({ chunkSize: pieceSize })) : raw
  if (packed) raw.on('error', (error) => stream.destroy(error))
  let size = 0
  try {
    for await (const piece of stream as AsyncIterable<Buffer>) {
      size += piece.length
      if (size > file.maxUnpackedBytes) throw new TooLarge()
      onRaw(raw.bytesRead)
      yield piece
    }
  } finally {
    raw.destroy()
    stream.destroy()
  }
}

async function* textOf(file: UploadedFile, encoding: Encoding, onRaw: (bytes: number) => void): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding)
  for await (const piece of bytesOf(file, onRaw)) yield decoder.decode(piece, { stream: true })
  yield decoder.decode()
}
