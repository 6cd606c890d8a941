import type { FastifyInstance } from 'fastify'
import yazl from 'yazl'
import type { Bilingual } from '#kit/api'
import { may } from '#platform/http/context'
import { problem } from '#platform/http/problem'
import { type Authenticate, contextOf } from '#platform/http/server'
import { qrPng } from '#platform/qrPng'
import type { AcquisitionTables } from '../tables.ts'
import type { ChannelDeps } from './deps.ts'

const most = 200
const words = {
  login: { zh: '请先登录', en: 'Log in first' },
  right: { zh: '没有权限', en: 'You have no right to it' },
  none: { zh: '没有这些短链', en: 'No such links' },
}

/** `GET /api/v1/channel-links/codes?ids=1,2`: pictures of the codes of short links, each named as its link, in one file. */
export function linkCodesRoute(app: FastifyInstance, deps: ChannelDeps, authenticate: Authenticate) {
  app.get<{ Querystring: { ids?: string } }>('/api/v1/channel-links/codes', async (request, reply) => {
    const actor = await authenticate(request)
    const { requestId, language, origin } = contextOf(request, reply, actor)
    const refuse = (status: number, code: string, title: Bilingual) =>
      reply.code(status).send(problem(status, code, title, requestId, language))
    if (actor.kind === 'nobody') return refuse(401, 'UNAUTHORIZED', words.login)
    if (!may(actor, 'people:read')) return refuse(403, 'FORBIDDEN', words.right)
    const ids = (request.query.ids ?? '').split(',').filter((id) => /^[1-9]\d{0,17}$/.test(id))
    const links = ids.length === 0 || ids.length > most ? [] : await linksOf(deps, ids)
    if (links.length === 0) return refuse(404, 'NOT_FOUND', words.none)
    const zip = new yazl.ZipFile()
    for (const { id, name, code } of links)
      zip.addBuffer(qrPng(`${origin ?? ''}/s/${code}`), `${fileName(name)}-${id}.png`)
    zip.end()
    return reply
      .type('application/zip')
      .header('content-disposition', 'attachment; filename="codes.zip"')
      .header('cache-control', 'no-store')
      .send(zip.outputStream)
  })
}

const linksOf = ({ postgres }: ChannelDeps, ids: readonly string[]) =>
  postgres
    .tables<AcquisitionTables>()
    .selectFrom('acquisition_link')
    .select(['id', 'name', 'code'])
    .where('id', 'in', [...ids])
    .orderBy('id')
    .execute()

/** What every system takes as the name of a file. */
const fileName = (name: string): string =>
  name
    .replaceAll(/[\\/:*?"<>|\p{Cc}]/gu, ' ')
    .trim()
    .slice(0, 40) || 'code'
