import { PassThrough, Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import yazl from 'yazl'
import { z } from 'zod'
import type { Bilingual } from '#kit/api'
import { byteOrderMark, type Cell, csvLine } from '#kit/csv'
import { no, ok, type Result } from '#kit/result'
import { audit } from '#platform/audit'
import { may, nameOf, type RequestContext } from '#platform/http/context'
import { problem } from '#platform/http/problem'
import { type Authenticate, contextOf } from '#platform/http/server'
import type { SubjectRecords, SubjectTable } from '#platform/subject'
import { type SubjectDeps, subjectOf } from './subjectOf.ts'

export interface CopyDeps extends SubjectDeps {
  now: () => number
  records: readonly SubjectRecords[]
}

interface Refusal {
  status: number
  code: string
  title: Bilingual
}

const refusals = {
  unknown: {
    status: 401,
    code: 'unauthorized',
    title: { zh: '请先登录，或提供 API Key', en: 'Log in, or send an API key' },
  },
  forbidden: { status: 403, code: 'forbidden', title: { zh: '没有权限', en: 'Not allowed' } },
  missing: { status: 404, code: 'no-such-person', title: { zh: '没有这个人', en: 'No such person' } },
  reasonless: {
    status: 400,
    code: 'reason-missing',
    title: { zh: '请写明原因（2–200 个字）', en: 'Give the reason (2–200 characters)' },
  },
} satisfies Record<string, Refusal>

const asked = z.object({ reason: z.string().trim().min(2).max(200) })

/**
 * GET /api/v1/people/{id}/copy.zip?reason=: all that every house holds of a person, each table as JSON and as CSV.
 * Written while it is read: a long history is never in memory.
 */
export function copyRoute(app: FastifyInstance, deps: CopyDeps, authenticate: Authenticate) {
  app.get<{ Params: { id: string } }>('/api/v1/people/:id/copy.zip', async (request, reply) => {
    const context = contextOf(request, reply, await authenticate(request))
    const found = await admit(deps, request.params.id, request.query, context)
    if (!found.ok) {
      const { status, code, title } = found.refusal
      return reply.code(status).send(problem(status, code, title, context.requestId, context.language))
    }
    const { person, reason } = found.value
    const subject = await subjectOf(deps, person)
    const tables = deps.records.flatMap((house) => house.tables(subject))
    await deps.postgres.transaction((tx) =>
      audit(tx, nameOf(context.actor), 'person.copied', person, { reason, tables: tables.map(({ name }) => name) }),
    )
    reply.header('content-type', 'application/zip')
    reply.header('content-disposition', `attachment; filename="person-${person}.zip"`)
    reply.header('cache-control', 'no-store')
    return reply.send(zipOf(tables, { person, strands: subject.strands, madeAt: new Date(deps.now()).toISOString() }))
  })
}

async function admit(
  deps: CopyDeps,
  id: string,
  query: unknown,
  { actor }: RequestContext,
): Promise<Result<{ person: string; reason: string }, Refusal>> {
  if (actor.kind === 'nobody') return no(refusals.unknown)
  if (!may(actor, 'people:reveal')) return no(refusals.forbidden)
  const said = asked.safeParse(query)
  if (!said.success) return no(refusals.reasonless)
  const person = /^[1-9]\d{0,17}$/.test(id) ? await deps.identities.standing(id) : null
  return person === null ? no(refusals.missing) : ok({ person, reason: said.data.reason })
}

/** A table whose reading fails ends the answer there: a file that breaks off is no copy. */
function zipOf(tables: readonly SubjectTable[], about: object): Readable {
  const zip = new yazl.ZipFile()
  const out = new PassThrough()
  zip.on('error', (error: Error) => out.destroy(error))
  zip.outputStream.pipe(out)
  const add = (name: string, lines: () => AsyncIterable<string>) =>
    zip.addReadStreamLazy(name, {}, (give) => give(null, Readable.from(lines())))
  zip.addBuffer(
    Buffer.from(JSON.stringify({ ...about, tables: tables.map(({ name }) => name) }, null, 2)),
    'about.json',
  )
  for (const table of tables) {
    add(`${table.name}.json`, () => jsonLines(table))
    add(`${table.name}.csv`, () => csvLines(table))
  }
  zip.end()
  return out
}

async function* jsonLines({ rows }: SubjectTable) {
  let head = '[\n'
  for await (const row of rows()) {
    yield head + JSON.stringify(row)
    head = ',\n'
  }
  yield head === '[\n' ? '[]\n' : '\n]\n'
}

async function* csvLines({ columns, rows }: SubjectTable) {
  yield byteOrderMark + csvLine(columns)
  for await (const row of rows()) yield csvLine(columns.map((name) => cellOf(row[name])))
}

function cellOf(value: unknown): Cell {
  if (typeof value === 'number' || typeof value === 'string') return value
  return value === null || value === undefined ? '' : JSON.stringify(value)
}
