import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import multipart, { type MultipartFile } from '@fastify/multipart'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { no, ok, type Result } from '#kit/result'
import { audit } from '#platform/audit'
import { may, nameOf, type RequestContext } from '#platform/http/context'
import { problem } from '#platform/http/problem'
import { type Authenticate, contextOf } from '#platform/http/server'
import type { Jobs } from '#platform/jobs'
import type { ImportDeps } from './deps.ts'
import { type Order, orderOf, type UploadRefusal } from './order.ts'
import { rejectedCsvRoute } from './rejectedCsv.ts'
import type { ImportTables } from './store.ts'

export const importJob = 'intake.import'

interface SavedFile {
  readonly key: string
  readonly name: string
  readonly size: number
  readonly sha256: string
}

/** POST /api/v1/imports (multipart) and the download of rejected rows: streams, which the contract cannot carry. */
export function importRoutes(app: FastifyInstance, deps: ImportDeps, jobs: Jobs, authenticate: Authenticate) {
  app.register(async (scope) => {
    await scope.register(multipart)
    scope.post('/api/v1/imports', async (request, reply) => {
      const context = contextOf(request, reply, await authenticate(request))
      const denied = refusedCaller(context, 'imports:write')
      const made = denied ? no(denied) : await takeUpload(request, deps, context)
      if (!made.ok) return answer(reply, made.refusal, context)
      await jobs.enqueue(importJob, { id: made.value }, { key: made.value })
      return reply.code(201).send({ id: made.value })
    })
    rejectedCsvRoute(scope, deps, async (request, reply) => {
      const context = contextOf(request, reply, await authenticate(request))
      const denied = refusedCaller(context, 'imports:read')
      if (denied) answer(reply, denied, context)
      return denied ? null : context
    })
  })
}

function answer(reply: FastifyReply, { status, code, title, errors }: UploadRefusal, context: RequestContext) {
  const body = problem(status, code, title, context.requestId, context.language)
  return reply.code(status).send(errors ? { ...body, errors } : body)
}

function refusedCaller({ actor }: RequestContext, right: string): UploadRefusal | null {
  if (actor.kind === 'nobody') {
    return {
      status: 401,
      code: 'unauthorized',
      title: { zh: '请先登录，或提供 API Key', en: 'Log in, or send an API key' },
    }
  }
  return may(actor, right) ? null : { status: 403, code: 'forbidden', title: { zh: '没有权限', en: 'Not allowed' } }
}

const bad = (code: string, zh: string, en: string, status = 400): UploadRefusal => ({ status, code, title: { zh, en } })

async function takeUpload(
  request: FastifyRequest,
  deps: ImportDeps,
  context: RequestContext,
): Promise<Result<string, UploadRefusal>> {
  if (!request.isMultipart())
    return no(bad('not-multipart', '请用 multipart/form-data 上传', 'Send multipart/form-data', 415))
  const { maxBytes } = await deps.limits()
  await mkdir(deps.folder, { recursive: true })
  const fields: Record<string, string> = {}
  let file: SavedFile | null = null
  let kept = false
  try {
    const limits = { fileSize: maxBytes, fieldSize: 1_000_000, files: 1, fields: 50 }
    for await (const part of request.parts({ limits })) {
      if (part.type === 'field') fields[part.fieldname] = String(part.value)
      else {
        const saved = await save(part, deps.folder)
        file = saved
        if (part.file.truncated) return no(tooLarge(maxBytes))
      }
    }
    if (!file) return no(bad('no-file', '没有收到文件（file）', 'There is no file (field "file")'))
    const order = orderOf(deps.importers, fields)
    if (!order.ok) return order
    const id = await record(deps, context, order.value, file)
    kept = true
    return ok(id)
  } finally {
    if (file && !kept) await rm(join(deps.folder, file.key), { force: true })
  }
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

async function record(deps: ImportDeps, context: RequestContext, order: Order, file: SavedFile): Promise<string> {
  const actor = nameOf(context.actor)
  return deps.postgres.transaction(async (tx) => {
    const row = await tx
      .tables<ImportTables>()
      .insertInto('intake_import')
      .values({
        kind: order.kind,
        dry_run: order.dryRun,
        preset: order.preset,
        mapping: order.mapping && JSON.stringify(order.mapping),
        options: JSON.stringify(order.options),
        file_name: file.name,
        file_key: file.key,
        file_size: String(file.size),
        sha256: file.sha256,
        created_by: actor,
        created_at: new Date(deps.now()),
      } as never)
      .returning('id')
      .executeTakeFirstOrThrow()
    const detail = { kind: order.kind, file: file.name, sha256: file.sha256, dryRun: order.dryRun }
    await audit(tx, actor, 'import.created', row.id, detail)
    return row.id
  })
}
