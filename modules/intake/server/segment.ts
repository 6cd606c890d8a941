import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isObject, object } from '../core/json.ts'
import { type Envelope, parseSegment, typeOfPath } from '../core/segment.ts'
import { storable } from '../core/storable.ts'
import { bad, busy, pixel, unknownKey } from './answers.ts'
import { takeBytes, textOf } from './body.ts'
import type { Collector } from './collector.ts'
import type { Quota } from './quota.ts'
import type { Region, RegionOf } from './regions.ts'
import { settings } from './segmentSettings.ts'
import type { Source, Sources } from './sources.ts'
import { StoreBusy } from './writer.ts'

export interface SegmentDeps {
  sources: Sources
  collector: Collector
  quota: Quota
  regionOf: RegionOf
  now: () => number
}

type Json = Record<string, unknown>

const maxBatch = 2500

/** The Segment HTTP API: /v1/batch, /v1/track …, the browser's one-letter paths and settings, the pixel. */
export function segmentRoutes(app: FastifyInstance, deps: SegmentDeps) {
  app.register(async (scope) => {
    takeBytes(scope)
    scope.addHook('onRequest', async (request, reply) => {
      reply.header('access-control-allow-origin', request.headers.origin ?? '*')
      // A page of another origin reads no other header, and without this one the SDK does not wait as asked.
      reply.header('access-control-expose-headers', 'retry-after')
    })
    for (const path of ['batch', 'import', 'b'])
      scope.post(`/v1/${path}`, (request, reply) => take(deps, request, reply, null))
    for (const [path, type] of Object.entries(typeOfPath)) {
      scope.post(`/v1/${path}`, (request, reply) => take(deps, request, reply, type))
      if (path.length > 1) scope.get(`/v1/pixel/${path}`, (request, reply) => takePixel(deps, request, reply, type))
    }
    // What the SDK measures of itself: asked not to (settings), and not kept.
    scope.post('/v1/m', async () => ({ success: true }))
    scope.get('/v1/projects/:writeKey/settings', (request, reply) => settings(deps.sources, request, reply))
    scope.options('/v1/*', async (_request, reply) => {
      reply.header('access-control-allow-headers', 'authorization, content-type, x-retry-count')
      reply.header('access-control-allow-methods', 'GET, POST, OPTIONS')
      reply.header('access-control-max-age', '86400')
      return reply.code(204).send()
    })
  })
}

async function take(deps: SegmentDeps, request: FastifyRequest, reply: FastifyReply, type: string | null) {
  const refusal = await store(deps, request, reply, { text: await textOf(request.body), type })
  return refusal ?? reply.send({ success: true })
}

/** One call as base64 in the address of an image, for mails and pages without scripts. */
async function takePixel(deps: SegmentDeps, request: FastifyRequest, reply: FastifyReply, type: string) {
  const { data } = request.query as Record<string, unknown>
  const text = Buffer.from(typeof data === 'string' ? data : '', 'base64').toString('utf8')
  return (await store(deps, request, reply, { text, type })) ?? pixel(reply)
}

interface Call {
  text: string | null
  /** Null = a batch, whose items name theirs. */
  type: string | null
}

/** Undefined when all is stored, else the refusal. */
async function store(deps: SegmentDeps, request: FastifyRequest, reply: FastifyReply, { text, type }: Call) {
  const body = parseBody(text)
  if (!body) return bad(request, reply, 'invalid-json', '请求体不是 JSON 对象', 'The body is not a JSON object')
  const items = type === null ? body['batch'] : [{ ...body, type }]
  try {
    const source = await findSource(deps.sources, request, body)
    if (!source) return unknownKey(request, reply)
    if (!Array.isArray(items)) return bad(request, reply, 'no-batch', '缺少 batch 数组', 'batch must be an array')
    if (items.length > maxBatch)
      return bad(request, reply, 'too-many-events', '一批最多 2500 条', 'At most 2,500 events a batch')
    const wait = deps.quota.take(source, items.length)
    if (wait > 0) return busy(reply, wait, 'quota-used-up')
    // The bytes are large and not needed while the request waits for the store.
    request.body = undefined
    const region = source.kind === 'client' ? deps.regionOf(request.ip) : null
    await collect(deps, source, body, located(items, region, deps.regionOf))
    return undefined
  } catch (error) {
    if (!(error instanceof StoreBusy)) throw error
    return busy(reply, deps.collector.retryAfter(), 'store-busy')
  }
}

async function collect(deps: SegmentDeps, source: Source, body: Json, items: readonly unknown[]) {
  try {
    const envelope = envelopeOf(deps, body)
    const parsed = items.map((item) => parseSegment(item, envelope, randomUUID))
    await deps.collector.collect(source, parsed, { raw: items, originOf: () => ({ path: 'segment', ...envelope }) })
  } catch (error) {
    deps.quota.giveBack(source, items.length)
    throw error
  }
}

/**
 * The items with where they came from: by the address that a server names of its visitor, else by that of the browser
 * or app itself. The addresses are not kept.
 */
function located(items: readonly unknown[], own: Region | null, regionOf: RegionOf): unknown[] {
  return items.map((item) => {
    if (!isObject(item)) return item
    const context = object(item['context'])
    const ip = context['ip']
    const region = typeof ip === 'string' ? regionOf(ip) : own
    return region === null ? item : { ...item, context: { ...context, region } }
  })
}

function envelopeOf(deps: SegmentDeps, body: Json): Envelope {
  const context = body['context']
  return {
    receivedAt: deps.now(),
    sentAt: body['sentAt'],
    context: typeof context === 'object' && context !== null ? (context as Json) : {},
  }
}

function parseBody(body: string | null): Json | null {
  try {
    const json: unknown = JSON.parse(storable(body ?? ''))
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
