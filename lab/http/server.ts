import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { z } from 'zod'
import { type Failure, failureFor, untilReleased } from '../world/failures.ts'
import type { World } from '../world/world.ts'
import { answerOf } from './answers.ts'
import { limitCall } from './limits.ts'
import { Refusal } from './refusal.ts'
import type { Call, Route } from './route.ts'
import { checkToken } from './tokens.ts'

/** An HTTP server of these routes. Routes with the same path are told apart by the app of the access token. */
export function serverOf(world: World, routes: readonly Route[]): FastifyInstance {
  const app = Fastify({
    bodyLimit: 20 * 1024 * 1024,
    routerOptions: { maxParamLength: 4096, ignoreTrailingSlash: true },
  })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  const byAddress = Map.groupBy(routes, ({ method, path }) => `${method} ${path}`)
  for (const same of byAddress.values()) {
    const [first] = same
    if (first === undefined) continue
    app.route({
      method: first.method,
      url: first.path,
      exposeHeadRoute: false,
      handler: (request, reply) => handle(world, same, request, reply),
    })
  }
  app.setNotFoundHandler((request, reply) => missing(world, routes, request, reply))
  // What was acknowledged is on disk: a kill after the answer loses nothing.
  app.addHook('onSend', async () => world.store.flush())
  return app
}

/** Nothing is played there: the platforms say so in their own way, and the ledger remembers what was missed. */
function missing(world: World, routes: readonly Route[], request: FastifyRequest, reply: FastifyReply): unknown {
  const path = request.url.split('?')[0] ?? ''
  const other = routes.find((one) => one.path === path)
  world.ledger.add('unplayed', { method: request.method, path, known: other?.method })
  if (/^\/(?:cgi-bin|sns|wxa|wxaapi)\//.test(path)) {
    const errcode = other === undefined ? 40066 : other.method === 'POST' ? 43002 : 43001
    return reply
      .code(200)
      .send({ errcode, errmsg: other === undefined ? 'invalid url' : `require ${other.method} method` })
  }
  return reply.code(404).send({ code: 'NOT_FOUND', message: path })
}

async function handle(world: World, routes: readonly Route[], request: FastifyRequest, reply: FastifyReply) {
  const raw = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  const [first] = routes as [Route]
  const path = request.url.split('?')[0] ?? ''
  const failure =
    first.family === 'lab' || first.family === 'page' ? undefined : failureFor(world, path, request.method)
  if (failure !== undefined && failure.effect !== true && failure.held !== true)
    return fail(world, first, failure, reply)
  let answer: unknown
  try {
    const call: Call = { world, request, reply, raw, input: inputOf(request, raw, first) }
    const found = pick(world, routes, call)
    limitCall(world, found, path)
    answer = await found.run(call)
  } catch (error) {
    answer = refused(error)
  }
  if (first.family !== 'lab' && first.family !== 'page') mention(world, first, path, answer)
  if (failure?.held === true) await untilReleased(world)
  else if (failure !== undefined) return fail(world, first, failure, reply)
  if (reply.sent) return reply
  return answerOf(world, first, { request, reply }, answer)
}

/** Calls of the platforms' endpoints pass by on the tape; they are not kept. */
function mention(world: World, { family, method }: Route, path: string, answer: unknown): void {
  const refusal = answer instanceof Refusal ? { refused: answer.code } : {}
  world.ledger.mention('api', { family, method, path, ...refusal })
}

/** Of routes with one address the one whose app the token is for. */
function pick(world: World, routes: readonly Route[], call: Call): Route {
  const [first] = routes as [Route]
  if (first.token === undefined) return first
  const app = checkToken(world, call.input['access_token'], first.family)
  const found = routes.find(({ token }) => token?.includes(app))
  if (found === undefined) throw new Refusal(first.family === 'wecom' ? 40014 : 40001)
  return found
}

function refused(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  if (error instanceof z.ZodError) {
    const issue = error.issues[0]
    return new Refusal('PARAMETER', `${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`)
  }
  throw error
}

function inputOf(request: FastifyRequest, raw: Buffer, { family }: Route): Record<string, unknown> {
  const query = request.query as Record<string, unknown>
  const params = request.params as Record<string, unknown>
  const type = request.headers['content-type'] ?? ''
  if (raw.length === 0 || type.startsWith('multipart/') || type.startsWith('image/')) return { ...query, ...params }
  if (type.startsWith('application/x-www-form-urlencoded'))
    return { ...query, ...Object.fromEntries(new URLSearchParams(raw.toString('utf8'))), ...params }
  try {
    const body: unknown = JSON.parse(raw.toString('utf8'))
    return { ...query, ...(typeof body === 'object' ? body : {}), ...params }
  } catch {
    throw new Refusal(family === 'pay' ? 'PARAM_ERROR' : 47001, 'data format error', 400)
  }
}

async function fail(world: World, first: Route, failure: Failure, reply: FastifyReply): Promise<unknown> {
  if (failure.timeout !== undefined) {
    const wait = typeof failure.timeout === 'number' ? failure.timeout : world.settings.hangMs
    await new Promise((resolve) => {
      const timer = setTimeout(resolve, wait)
      reply.raw.on('close', () => {
        clearTimeout(timer)
        resolve(undefined)
      })
    })
    reply.hijack()
    reply.raw.destroy()
    return reply
  }
  if (failure.garbage === true) return reply.type('text/html').send('<html><body>502 Bad Gateway</body></html>')
  const refusal = new Refusal(failure.errcode ?? failure.code ?? 'SYSTEM_ERROR', 'set by /lab/failures', failure.status)
  if (failure.errcode === undefined && failure.code === undefined && first.family !== 'pay')
    return reply
      .code(failure.status ?? 500)
      .type('text/plain')
      .send('')
  return answerOf(world, first, { request: reply.request, reply }, refusal)
}
