import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Parsed } from '../../core/event.ts'
import { isObject, text } from '../../core/json.ts'
import { readForm, type SensorsForm } from '../../core/sensors/form.ts'
import { parseSensors } from '../../core/sensors/record.ts'
import { bad, busy, unknownKey } from '../answers.ts'
import { takeBytes, textOf } from '../body.ts'
import type { Collector } from '../collector.ts'
import type { Quota } from '../quota.ts'
import type { Source, Sources } from '../sources.ts'
import { StoreBusy } from '../writer.ts'
import { type Read, readRecords } from './read.ts'

export interface SensorsDeps {
  sources: Sources
  collector: Collector
  quota: Quota
  now: () => number
}

const maxBatch = 2500
/** One transparent pixel, for the SDK that sends by an image. */
const pixel = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')

/** The addresses that the Sensors SDKs (神策) are given as `server_url`: /sa, which the web SDK turns into /sa.gif. */
export function sensorsRoutes(app: FastifyInstance, deps: SensorsDeps) {
  app.register(async (scope) => {
    takeBytes(scope)
    scope.addHook('onRequest', async (request, reply) => {
      reply.header('access-control-allow-origin', request.headers.origin ?? '*')
      reply.header('cache-control', 'no-store')
    })
    for (const path of ['/sa', '/sa.gif']) {
      scope.get(path, { exposeHeadRoute: false }, (request, reply) => take(deps, request, reply))
      scope.post(path, (request, reply) => take(deps, request, reply))
      scope.options(path, preflight)
    }
  })
}

async function preflight(_request: FastifyRequest, reply: FastifyReply) {
  reply.header('access-control-allow-headers', 'content-type, dry-run')
  reply.header('access-control-allow-methods', 'GET, POST, OPTIONS')
  reply.header('access-control-max-age', '86400')
  return reply.code(204).send()
}

/** A request with its records, and whose it is. */
interface Asked {
  form: SensorsForm
  read: Read
  source: Source
}

async function take(deps: SensorsDeps, request: FastifyRequest, reply: FastifyReply) {
  const asked = await understand(deps, request, reply)
  if (!asked) return reply
  const { read, source, form } = asked
  const items = read.ok ? read.items : [{ data: form.data?.slice(0, 2000) }]
  const wait = deps.quota.take(source, items.length)
  if (wait > 0) return busy(reply, wait, 'quota-used-up')
  // The text is large and not needed while the request waits for the store.
  request.body = undefined
  try {
    await deps.collector.collect(source, parseAll(deps, request, read), items)
  } catch (error) {
    if (!(error instanceof StoreBusy)) throw error
    deps.quota.giveBack(source, items.length)
    return busy(reply, 2, 'store-busy')
  }
  return request.method === 'GET' ? reply.type('image/gif').send(pixel) : reply.send({})
}

/** Null when the request was refused. What cannot be read is not refused: a sender would keep it and send it for ever. */
async function understand(deps: SensorsDeps, request: FastifyRequest, reply: FastifyReply): Promise<Asked | null> {
  const body = await textOf(request.body)
  const query = request.raw.url?.split('?').slice(1).join('?') ?? ''
  const form = readForm(query, body ?? '')
  if (form.data === null) {
    bad(request, reply, 'no-data', '缺少 data 或 data_list', 'data or data_list is missing')
    return null
  }
  const read = await readRecords(form)
  const source = await findSource(deps.sources, form, read)
  if (!source) unknownKey(request, reply)
  else if (read.ok && read.items.length > maxBatch)
    bad(request, reply, 'too-many-events', '一批最多 2500 条', 'At most 2,500 events a batch')
  else return { form, read, source }
  return null
}

function parseAll(deps: SensorsDeps, request: FastifyRequest, read: Read): Parsed[] {
  if (!read.ok) return [{ ok: false, reason: read.reason, messageId: null }]
  const envelope = { receivedAt: deps.now(), userAgent: request.headers['user-agent'] ?? null }
  return read.items.map((item) => parseSensors(item, envelope, randomUUID))
}

/** The write key as token, of the request or of its first record; without one the project names a client source. */
async function findSource(sources: Sources, form: SensorsForm, read: Read): Promise<Source | null> {
  const first = read.ok && isObject(read.items[0]) ? read.items[0] : {}
  const token = form.token ?? text(first['token'])
  if (token !== null) return sources.find(token)
  const project = form.project ?? text(first['project'])
  return project === null ? null : sources.findClient(project)
}
