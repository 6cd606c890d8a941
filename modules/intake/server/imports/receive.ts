import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { MultipartFile } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import { no, ok, type Result } from '#kit/result'
import type { ImportDeps } from './deps.ts'
import type { UploadRefusal } from './order.ts'

export interface SavedFile {
  readonly key: string
  readonly name: string
  readonly size: number
  readonly sha256: string
}

/** What an upload brought; the caller drops the file when it does not keep it. */
export interface Received {
  readonly fields: Record<string, string>
  readonly file: SavedFile | null
}

export const bad = (code: string, zh: string, en: string, status = 400): UploadRefusal => ({
  ...{ status, code, title: { zh, en } },
})

/** Takes a multipart request: its text fields, and its file straight onto the disk. */
export async function receive(request: FastifyRequest, deps: ImportDeps): Promise<Result<Received, UploadRefusal>> {
  if (!request.isMultipart())
    return no(bad('not-multipart', '请用 multipart/form-data 上传', 'Send multipart/form-data', 415))
  const { maxBytes } = await deps.limits()
  await mkdir(deps.folder, { recursive: true })
  const fields: Record<string, string> = {}
  let file: SavedFile | null = null
  try {
    const limits = { fileSize: maxBytes, fieldSize: 1_000_000, files: 1, fields: 50 }
    for await (const part of request.parts({ limits })) {
      if (part.type === 'field') fields[part.fieldname] = String(part.value)
      else {
        file = await save(part, deps.folder)
        if (part.file.truncated) {
          await dropFile(deps, file)
          return no(tooLarge(maxBytes))
        }
      }
    }
  } catch (error) {
    await dropFile(deps, file)
    throw error
  }
  return ok({ fields, file })
}

/** Drops a file that nobody is going to read. */
export async function dropFile({ folder }: ImportDeps, file: SavedFile | null) {
  if (file) await rm(join(folder, file.key), { force: true })
}

function tooLarge(maxBytes: number): UploadRefusal {
  const megabytes = Math.floor(maxBytes / 1024 / 1024)
  return bad('file-too-large', `文件超过 ${megabytes} MB`, `The file is larger than ${megabytes} MB`, 413)
}

/** Stores the file under a name of our own, on the disk (not only in its cache) before the answer. */
async function save(part: MultipartFile, folder: string): Promise<SavedFile> {
  const key = randomUUID()
  const path = join(folder, key)
  const hash = createHash('sha256')
  let size = 0
  const measure = new Transform({
    transform(piece: Buffer, _encoding, done) {
      size += piece.length
      hash.update(piece)
      done(null, piece)
    },
  })
  try {
    await pipeline(part.file, measure, createWriteStream(path, { mode: 0o600, flush: true }))
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
  const name = part.filename.replaceAll('\u0000', '').toWellFormed().slice(-255)
  return { key, name, size, sha256: hash.digest('hex') }
}
