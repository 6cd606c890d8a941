import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { FastifyInstance } from 'fastify'
import type { Bilingual } from '#kit/api'
import { may } from '#platform/http/context'
import { problem } from '#platform/http/problem'
import { type Authenticate, contextOf } from '#platform/http/server'
import { partFile } from './printing.ts'

const words = {
  login: { zh: '请先登录', en: 'Log in first' },
  right: { zh: '没有权限', en: 'You have no right to it' },
  none: { zh: '没有这份印刷文件', en: 'No such print file' },
}

/** `GET /api/v1/card-batches/{id}/prints/{part}`: a print file. */
export function printRoute(app: FastifyInstance, folder: string, authenticate: Authenticate) {
  app.get<{ Params: { id: string; part: string } }>('/api/v1/card-batches/:id/prints/:part', async (request, reply) => {
    const actor = await authenticate(request)
    const { requestId, language } = contextOf(request, reply, actor)
    const refuse = (status: number, code: string, title: Bilingual) =>
      reply.code(status).send(problem(status, code, title, requestId, language))
    if (actor.kind === 'nobody') return refuse(401, 'UNAUTHORIZED', words.login)
    // Whoever sees a part of the customers gets no file of all cards.
    if (!may(actor, 'people:read') || (actor.kind === 'staff' && actor.limited))
      return refuse(403, 'FORBIDDEN', words.right)
    const { id, part } = request.params
    const path = /^[1-9]\d{0,18}$/.test(id) && /^[1-9]\d{0,6}$/.test(part) ? partFile(folder, id, Number(part)) : null
    const found = path === null ? null : await stat(path).catch(() => null)
    if (path === null || !found) return refuse(404, 'NOT_FOUND', words.none)
    return reply
      .type('application/pdf')
      .header('content-length', found.size)
      .header('content-disposition', `attachment; filename="cards-${id}-${part}.pdf"`)
      .header('cache-control', 'no-store')
      .send(createReadStream(path))
  })
}
