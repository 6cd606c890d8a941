import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { byteOrderMark, csvLine } from '#kit/csv'
import type { RequestContext } from '#platform/http/context'
import { problem } from '#platform/http/problem'
import type { ImportDeps } from './deps.ts'
import { findImport, type ImportTables, readNotes } from './store.ts'

const pageSize = 1000

/** GET /api/v1/imports/{id}/rejected.csv: all rejected rows as a file that Excel opens. `admit` answers by itself when it refuses. */
export function rejectedCsvRoute(
  app: FastifyInstance,
  deps: ImportDeps,
  admit: (request: FastifyRequest, reply: FastifyReply) => Promise<RequestContext | null>,
) {
  app.get<{ Params: { id: string } }>('/api/v1/imports/:id/rejected.csv', async (request, reply) => {
    const context = await admit(request, reply)
    if (!context) return reply
    const { id } = request.params
    const row = /^[1-9]\d{0,17}$/.test(id) ? await findImport(deps.postgres.tables<ImportTables>(), id) : null
    if (!row) {
      const title = { zh: '没有这次导入', en: 'No such import' }
      return reply.code(404).send(problem(404, 'no-such-import', title, context.requestId, context.language))
    }
    reply.header('content-type', 'text/csv; charset=utf-8')
    reply.header('content-disposition', `attachment; filename="import-${id}-rejected.csv"`)
    return reply.send(Readable.from(lines(deps, id, context.language)))
  })
}

const heads = {
  zh: ['行号', '代码', '原因', '原始内容'],
  en: ['line', 'code', 'reason', 'row'],
}

async function* lines(deps: ImportDeps, id: string, language: 'zh' | 'en') {
  yield byteOrderMark + csvLine(heads[language])
  const db = deps.postgres.tables<ImportTables>()
  for (let after = { line: 0, id: '0' }; ; ) {
    const rows = await readNotes(db, deps.vault, { id, level: 'rejected', after, limit: pageSize })
    const last = rows.at(-1)
    if (!last) return
    yield rows.map((row) => csvLine([String(row.line), row.code, row.reason[language], row.raw])).join('')
    after = last
  }
}
