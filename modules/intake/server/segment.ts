import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Parsed } from '../core/event.ts'
import { parseSegment, typeOfPath } from '../core/segment.ts'
import { storable } from '../core/storable.ts'
import { bad, busy, unknownKey } from './answers.ts'
import type { Collector } from './collector.ts'
import type { Quota } from './quota.ts'
import type { Source, Sources } from './sources.ts'
import { StoreBusy } from './writer.ts'

export interface SegmentDeps {
  sources: Sources
  collector: Collector
  quota: Quota
  now: () => number
}

type Json = Record<string, unknown>

const maxBatch = 2500

/** The Segment HTTP API: /v1/batch, /v1/track … and the browser's one-letter paths. */
export function segmentRoutes(app: FastifyInstance, deps: SegmentDeps) {
  app.register(async (scope) => {
    // Browsers send text/plain to avoid a preflight, others any type: the body is JSON whatever the header says.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
    scope.addHook('onRequest', async (request, reply) => {
      reply.header('access-control-allow-origin', request.headers.origin ?? '*')
    })
    for (const path of ['batch', 'import', 'b'])
      scope.post(`/v1/${path}`, (request, reply) => take(deps, request, reply, null))
    for (const [path, type] of Object.entries(typeOfPath)) {
      scope.post(`/v1/${path}`, (request, reply) => take(deps, request, reply, type))
    }
    scope.options('/v1/*', async (_request, reply) => {
      reply.header('access-control-allow-headers', 'authorization, content-type, x-retry-count')
      reply.header('access-control-allow-methods', 'POST, OPTIONS')
      reply.header('access-control-max-age', '86400')
      return reply.code(204).send()
    })
  })
}

async function take(deps: SegmentDeps, request: FastifyRequest, reply: FastifyReply, type: string | null) {
  const body = parseBody(request.body)
  if (!body) return bad(request, reply, 'invalid-json', '请求体不是 JSON 对象', 'The body is not a JSON object')
  const source = await findSource(deps.sources, request, body)
  if (!source) return unknownKey(request, reply)
  const items = type === null ? body['batch'] : [{ ...body, type }]
  if (!Array.isArray(items)) return bad(request, reply, 'no-batch', '缺少 batch 数组', 'batch must be an array')
  if (items.length > maxBatch)
    return bad(request, reply, 'too-many-events', '一批最多 2500 条', 'At most 2,500 events a batch')
  const wait = deps.quota.take(source, items.length)
  if (wait > 0) return busy(reply, wait, 'quota-used-up')
  // The text is large and not needed while the request waits for the store.
  request.body = undefined
  const collecting = deps.collector.collect(source, parseItems(deps, body, items), items)
  return answer(deps, reply, source, items.length, collecting)
}

async function answer(
  deps: SegmentDeps,
  reply: FastifyReply,
  source: Source,
  events: number,
  collecting: Promise<unknown>,
) {
  try {
    await collecting
    return reply.send({ success: true })
  } catch (error) {
    if (!(error instanceof StoreBusy)) throw error
    deps.quota.giveBack(source, events)
    return busy(reply, 2, 'store-busy')
  }
}

function parseItems(deps: SegmentDeps, body: Json, items: readonly unknown[]): Parsed[] {
  const context = body['context']
  const envelope = {
    receivedAt: deps.now(),
    sentAt: body['sentAt'],
    context: typeof context === 'object' && context !== null ? (context as Json) : {},
  }
  return items.map((item) => parseSegment(item, envelope, randomUUID))
}

function parseBody(body: unknown): Json | null {
  if (typeof body !== 'string') return null
  try {
    const json: unknown = JSON.parse(storable(body))
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as Json) : null
  } catch {
    return null
  }
}

/** Basic auth with the key as user (with or without the colon), or `writeKey` in the body. */
async function findSource(sources: Sources, request: FastifyRequest, body: Json): Promise<Source | null> {
  const [scheme, value] = (request.headers.authorization ?? '').split(' ')
  if (scheme?.toLowerCase() === 'basic' && value) {
    const key = Buffer.from(value, 'base64').toString('utf8').split(':')[0] ?? ''
    const found = await sources.find(key)
    if (found) return found
  }
  const inBody = body['writeKey']
  return typeof inBody === 'string' ? sources.find(inBody) : null
}
