import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { Bilingual } from '#kit/api'
import { no, ok, type Result } from '#kit/result'
import { audit } from '../audit.ts'
import { may, nameOf, type RequestContext } from '../http/context.ts'
import { problem } from '../http/problem.ts'
import { type Authenticate, contextOf } from '../http/server.ts'
import { findReadable, isAvailable } from './handlers.ts'
import type { ExportDeps } from './run.ts'
import type { ExportRow } from './store.ts'
import { formats } from './writers.ts'

interface Refusal {
  readonly status: number
  readonly code: string
  readonly title: Bilingual
}

const refusal = (status: number, code: string, zh: string, en: string): Refusal => ({ status, code, title: { zh, en } })
const unknown = refusal(401, 'unauthorized', '请先登录，或提供 API Key', 'Log in, or send an API key')
const forbidden = refusal(403, 'forbidden', '没有权限', 'Not allowed')
const missing = refusal(404, 'no-such-export', '没有这次导出', 'No such export')
const unfinished = refusal(409, 'export-not-done', '这次导出没有完成', 'The export is not done')
const expired = refusal(410, 'export-expired', '文件已过期，请重新导出', 'The file has expired; export again')

/** GET /api/v1/exports/{id}/file: a stream, which the contract cannot carry. */
export function fileRoute(app: FastifyInstance, deps: ExportDeps, authenticate: Authenticate) {
  app.get<{ Params: { id: string } }>('/api/v1/exports/:id/file', async (request, reply) => {
    const context = contextOf(request, reply, await authenticate(request))
    const found = await findFile(deps, request.params.id, context)
    if (!found.ok) {
      const { status, code, title } = found.refusal
      return reply.code(status).send(problem(status, code, title, context.requestId, context.language))
    }
    const { row, file } = found.value
    await deps.postgres.transaction((tx) =>
      audit(tx, nameOf(context.actor), 'export.downloaded', row.id, { kind: row.kind, masked: row.masked }),
    )
    const { contentType, extension } = formats[row.format]
    reply.header('content-type', contentType)
    reply.header('content-disposition', `attachment; filename="${row.kind}-${row.id}.${extension}"`)
    reply.header('content-length', row.bytes)
    reply.header('cache-control', 'no-store')
    return reply.send(file.createReadStream())
  })
}

async function findFile(
  deps: ExportDeps,
  id: string,
  { actor }: RequestContext,
): Promise<Result<{ row: ExportRow; file: FileHandle }, Refusal>> {
  if (actor.kind === 'nobody') return no(unknown)
  if (!may(actor, 'exports:read')) return no(forbidden)
  const row = /^[1-9]\d{0,17}$/.test(id) ? await findReadable(deps, id, actor) : null
  const kind = row && deps.kinds.find((one) => one.kind === row.kind)
  if (!row || !kind) return no(missing)
  if (!row.masked && !may(actor, kind.rights.reveal)) return no(forbidden)
  if (row.state !== 'done') return no(unfinished)
  if (!isAvailable(row, deps.now())) return no(expired)
  // Opened here: a sweep in the next moment takes the name away, not what is being read.
  const file = await open(join(deps.folder, row.file ?? '')).catch(() => null)
  return file ? ok({ row, file }) : no(expired)
}
