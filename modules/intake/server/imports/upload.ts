import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { no, ok, type Result } from '#kit/result'
import { audit } from '#platform/audit'
import { may, nameOf, type RequestContext } from '#platform/http/context'
import { problem } from '#platform/http/problem'
import { type Authenticate, contextOf } from '#platform/http/server'
import type { Jobs } from '#platform/jobs'
import { encodings } from '../../core/imports/encoding.ts'
import type { ImportDeps } from './deps.ts'
import { dropLooked, keepLooked, lookedFile, lookedGone, takeLooked } from './looked.ts'
import { type Order, orderOf, type UploadRefusal } from './order.ts'
import { previewOf, rememberedMapping } from './preview.ts'
import { bad, dropFile, receive, type SavedFile } from './receive.ts'
import { rejectedCsvRoute } from './rejectedCsv.ts'
import type { ImportTables } from './store.ts'

export const importJob = 'intake.import'

/** POST /api/v1/imports and /imports/preview (multipart), the download of rejected rows: streams, which the contract cannot carry. */
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
    scope.post('/api/v1/imports/preview', async (request, reply) => {
      const context = contextOf(request, reply, await authenticate(request))
      const denied = refusedCaller(context, 'imports:write')
      const seen = denied ? no(denied) : await look(request, deps, context)
      return seen.ok ? reply.send(seen.value) : answer(reply, seen.refusal, context)
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

async function takeUpload(
  request: FastifyRequest,
  deps: ImportDeps,
  context: RequestContext,
): Promise<Result<string, UploadRefusal>> {
  const received = await receive(request, deps)
  if (!received.ok) return received
  const { upload, ...fields } = received.value.fields
  const file = received.value.file ?? (upload ? await takeLooked(deps, upload, nameOf(context.actor)) : null)
  if (!file) return no(upload ? lookedGone : bad('no-file', '没有收到文件（file）', 'There is no file (field "file")'))
  let kept = false
  try {
    const order = orderOf(deps.importers, fields, await rememberedMapping(deps, fields, file.key))
    if (!order.ok) return order
    const id = await record(deps, context, order.value, file)
    kept = true
    if (upload && !order.value.dryRun) await dropLooked(deps, upload)
    return ok(id)
  } finally {
    if (!kept) await dropFile(deps, file)
  }
}

async function look(request: FastifyRequest, deps: ImportDeps, context: RequestContext) {
  const received = await receive(request, deps)
  if (!received.ok) return received
  const { fields, file } = received.value
  const encoding = encodings.find((one) => one === fields['encoding']) ?? null
  const by = nameOf(context.actor)
  const seen = file ?? (await lookedFile(deps, fields['upload'] ?? '', by))
  if (!seen) return no(fields['upload'] ? lookedGone : bad('no-file', '没有收到文件（file）', 'There is no file'))
  const preview = await previewOf(deps, { key: seen.key, encoding })
  if (!preview.ok) {
    await dropFile(deps, file)
    return no<UploadRefusal>({ status: 422, code: preview.refusal.code, title: preview.refusal.reason })
  }
  if (file) await keepLooked(deps, file, by)
  return ok({ upload: seen.key, fileName: seen.name, fileSize: seen.size, ...preview.value })
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
