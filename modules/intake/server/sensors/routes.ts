import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { problem } from '#platform/http/problem'
import { languageOf } from '#platform/http/server'
import { type Json, object, text } from '../../core/json.ts'
import { readForm, type SensorsForm } from '../../core/sensors/form.ts'
import { bad, busy, pixel, unknownKey } from '../answers.ts'
import { takeBytes, textOf } from '../body.ts'
import type { Collector } from '../collector.ts'
import type { Quota } from '../quota.ts'
import type { RegionOf } from '../regions.ts'
import type { Source, Sources } from '../sources.ts'
import type { Spool } from '../spool.ts'
import { StoreBusy } from '../writer.ts'
import { parseArrived, sentBy } from './arrived.ts'
import { readRecords } from './read.ts'
import { type Spooled, spooledText } from './spooled.ts'

export interface SensorsDeps {
  sources: Sources
  collector: Collector
  quota: Quota
  spool: Spool
  regionOf: RegionOf
  now: () => number
  /** Port: who has logged in with this code; null when WeChat does not know it. Absent = nobody can ask WeChat. */
  openidOf?: (appId: string, code: string) => Promise<string | null>
}

const maxBatch = 2500

/** The addresses that the Sensors SDKs (神策) are given as `server_url` or make of it. */
export function sensorsRoutes(app: FastifyInstance, deps: SensorsDeps) {
  app.register(async (scope) => {
    takeBytes(scope)
    scope.addHook('onRequest', async (request, reply) => {
      reply.header('access-control-allow-origin', request.headers.origin ?? '*')
      reply.header('cache-control', 'no-store')
    })
    for (const [path, handle] of [
      ['/sa', take],
      ['/sa.gif', take],
      ['/debug', debug],
    ] as const) {
      scope.get(path, { exposeHeadRoute: false }, (request, reply) => handle(deps, request, reply))
      scope.post(path, (request, reply) => handle(deps, request, reply))
      scope.options(path, preflight)
    }
    scope.get('/mp_login', (request, reply) => login(deps, request, reply))
  })
}

async function preflight(_request: FastifyRequest, reply: FastifyReply) {
  reply.header('access-control-allow-headers', 'content-type, dry-run')
  reply.header('access-control-allow-methods', 'GET, POST, OPTIONS')
  reply.header('access-control-max-age', '86400')
  return reply.code(204).send()
}

async function take(deps: SensorsDeps, request: FastifyRequest, reply: FastifyReply) {
  const asked = await understand(deps, request, reply)
  if (!asked) return reply
  const failed = await store(deps, request, reply, asked)
  if (failed) return failed
  return request.method === 'GET' ? pixel(reply) : reply.send({})
}

/** Undefined when all is safe, else the refusal. */
async function store(deps: SensorsDeps, request: FastifyRequest, reply: FastifyReply, asked: Spooled) {
  const { source, items } = asked
  const wait = deps.quota.take(source, items.length)
  if (wait > 0) return busy(reply, wait, 'quota-used-up')
  // The bytes are large and not needed while the request waits for the store.
  request.body = undefined
  try {
    await storeOrSpool(deps, asked)
    return undefined
  } catch (error) {
    if (!(error instanceof StoreBusy)) throw error
    deps.quota.giveBack(source, items.length)
    return hangUp(reply)
  }
}

/** Most of these SDKs send once and forget: what cannot be stored now waits in the spool, and what comes later behind it. */
async function storeOrSpool({ collector, spool }: SensorsDeps, asked: Spooled) {
  if (spool.waiting > 0) return spool.add(spooledText(asked))
  try {
    await collector.collect(asked.source, parseArrived(asked), sentBy([asked]))
  } catch (error) {
    if (!(error instanceof StoreBusy)) throw error
    await spool.add(spooledText(asked))
  }
}

/** A key that nobody knows by heart, while nobody can be asked. */
function unlessBusy(error: unknown): 'unknowable' {
  if (error instanceof StoreBusy) return 'unknowable'
  throw error
}

/** The SDK of mini programs deletes its queue on any answer; without one it keeps it and tries again. */
function hangUp(reply: FastifyReply) {
  reply.hijack()
  reply.raw.destroy()
  return reply
}

/** For who builds a sender. The web SDK shows the errors of a 200, the server SDKs take any 200 for praise. */
async function debug(deps: SensorsDeps, request: FastifyRequest, reply: FastifyReply) {
  const asked = await understand(deps, request, reply)
  if (!asked) return reply
  const parsed = parseArrived(asked)
  const errors = parsed.flatMap((one, index) => (one.ok ? [] : [{ index, reason: one.reason }]))
  const failed = request.headers['dry-run'] === 'true' ? undefined : await store(deps, request, reply, asked)
  if (failed) return failed
  if (errors.length === 0) return reply.send({})
  return reply.code(request.method === 'GET' ? 200 : 400).send({ errors })
}

/** The openid behind a `wx.login` code, for `initWithOpenid` of the mini program SDK. */
async function login({ sources, openidOf }: SensorsDeps, request: FastifyRequest, reply: FastifyReply) {
  const { code, appid, token, project } = request.query as Record<string, unknown>
  const form = { token: text(token), project: text(project) }
  if (!(await findSource(sources, form, {}))) return unknownKey(request, reply)
  const [appId, jsCode] = [text(appid), text(code)]
  if (!appId || !jsCode) return bad(request, reply, 'no-code', '缺少 appid 或 code', 'appid or code is missing')
  const openid = await openidOf?.(appId, jsCode)
  if (openid) return reply.send({ openid })
  const title = { zh: '没有接入这个小程序', en: 'This mini program is not connected' }
  return reply.code(404).send(problem(404, 'no-such-mini-program', title, request.id, languageOf(request)))
}

/** Null when the request was refused. What cannot be read is not refused: a sender would keep it and send it for ever. */
async function understand(deps: SensorsDeps, request: FastifyRequest, reply: FastifyReply): Promise<Spooled | null> {
  const body = await textOf(request.body)
  const query = request.raw.url?.split('?').slice(1).join('?') ?? ''
  const form = readForm(query, body ?? '')
  if (form.data === null) {
    bad(request, reply, 'no-data', '缺少 data 或 data_list', 'data or data_list is missing')
    return null
  }
  const read = await readRecords(form)
  const items = read.ok ? read.items : [{ data: form.data.slice(0, 2000) }]
  const source = await findSource(deps.sources, form, object(items[0])).catch(unlessBusy)
  if (source === 'unknowable') hangUp(reply)
  else if (!source) unknownKey(request, reply)
  else if (items.length > maxBatch)
    bad(request, reply, 'too-many-events', '一批最多 2500 条', 'At most 2,500 events a batch')
  else {
    const userAgent = request.headers['user-agent'] ?? null
    const unreadable = read.ok ? null : read.reason
    const region = source.kind === 'client' ? deps.regionOf(request.ip) : null
    return {
      id: randomUUID(),
      source,
      items,
      unreadable,
      receivedAt: deps.now(),
      userAgent,
      region: region && { ...region },
    }
  }
  return null
}

/** The write key as token, of the request or of its first record; without one the project names a client source. */
async function findSource(
  sources: Sources,
  form: Pick<SensorsForm, 'token' | 'project'>,
  first: Json,
): Promise<Source | null> {
  const token = form.token ?? text(first['token'])
  if (token !== null) return sources.find(token)
  const project = form.project ?? text(first['project'])
  return project === null ? null : sources.findClient(project)
}
