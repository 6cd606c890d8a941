import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import cookie from '@fastify/cookie'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify'
import type { Log } from '../log.ts'
import type { Actor, RequestContext } from './context.ts'
import { problem } from './problem.ts'

export type Authenticate = (request: FastifyRequest) => Promise<Actor>

/** Lets `fast` answer a request first; what it answers false for goes the usual way. For what must cost no more than its answer. */
export function answerFirst(
  { server }: FastifyInstance,
  fast: (request: IncomingMessage, response: ServerResponse) => boolean,
) {
  const usual = server.listeners('request') as ((request: IncomingMessage, response: ServerResponse) => void)[]
  server.removeAllListeners('request')
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (!fast(request, response)) for (const listener of usual) listener(request, response)
  })
}

/** Fastify with what every route shares: request ids, problem+json, security headers, cookies. */
export async function createHttp(log: Log): Promise<FastifyInstance> {
  const app: FastifyInstance = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    // The Node client of Segment lets ASCII batches above its 500 KB limit through; each event is checked by itself.
    bodyLimit: 4 * 1024 * 1024,
    requestIdHeader: 'x-request-id',
    genReqId: () => randomUUID(),
    trustProxy: 'loopback',
    forceCloseConnections: 'idle',
    routerOptions: { ignoreTrailingSlash: true },
  })
  await app.register(cookie)
  app.addHook('preClose', endIdle(app))
  app.addHook('onSend', async (request, reply, payload) => {
    reply.header('x-request-id', request.id)
    reply.header('x-content-type-options', 'nosniff')
    reply.header('referrer-policy', 'strict-origin-when-cross-origin')
    if (reply.statusCode >= 400 && String(reply.getHeader('content-type')).startsWith('application/json')) {
      reply.header('content-type', 'application/problem+json; charset=utf-8')
    }
    return payload
  })
  app.setNotFoundHandler((request, reply) => {
    const title = { zh: '没有这个地址', en: 'There is nothing at this address' }
    return reply.code(404).send(problem(404, 'not-found', title, request.id, languageOf(request)))
  })
  app.setErrorHandler((error, request, reply) => onError(error, request, reply))
  return app
}

function onError(error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const { statusCode, code, message } = error as { statusCode?: number; code?: string; message: string }
  const status = statusCode && statusCode >= 400 ? statusCode : 500
  if (status >= 500) {
    // The route, not the address: a query may hold a phone number.
    const { method, routeOptions } = request
    request.log.error(
      { error: error instanceof Error ? error.stack : message, method, route: routeOptions.url },
      'request failed',
    )
    const title = { zh: '系统出错，请把请求编号告诉管理员', en: 'Something broke; give the request id to your admin' }
    return reply.code(500).send(problem(500, 'internal-server-error', title, request.id, languageOf(request)))
  }
  const name = (code ?? 'bad-request')
    .toLowerCase()
    .replaceAll('_', '-')
    .replace(/^fst-err-/, '')
  return reply
    .code(status)
    .send(problem(status, name, { zh: `请求有误：${message}`, en: message }, request.id, languageOf(request)))
}

/** zh unless the caller asks for English first. */
export function languageOf(request: FastifyRequest): 'zh' | 'en' {
  return /^\s*en/i.test(request.headers['accept-language'] ?? '') ? 'en' : 'zh'
}

/** The context of one API call. */
export function contextOf(request: FastifyRequest, reply: FastifyReply, actor: Actor): RequestContext {
  return {
    actor,
    requestId: request.id,
    ip: request.ip,
    userAgent: request.headers['user-agent'] ?? '',
    language: languageOf(request),
    origin: `${request.protocol}://${request.host}`,
    cookie: (name) => request.cookies[name],
    setCookie: (name, value, { maxAgeSeconds, httpOnly }) => {
      const secure = request.protocol === 'https'
      reply.setCookie(name, value, { path: '/', sameSite: 'lax', httpOnly, secure, maxAge: maxAgeSeconds })
    },
  }
}

/**
 * Fastify ends the connections that are idle at the moment of closing. One whose last answer is still on its way then, and
 * one that a client has opened beforehand and never used, would hold up the stop until their keep-alive is over (72 s).
 */
function endIdle({ server }: FastifyInstance): () => Promise<void> {
  const open = new Set<Socket>()
  server.on('connection', (socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  const end = () => {
    server.closeIdleConnections()
    for (const socket of open) if (socket.bytesRead === 0) socket.destroy()
  }
  return async () => {
    const again = setInterval(end, 50)
    server.once('close', () => clearInterval(again))
  }
}
