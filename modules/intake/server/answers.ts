import type { FastifyReply, FastifyRequest } from 'fastify'
import { problem } from '#platform/http/problem'
import { languageOf } from '#platform/http/server'

/** The collectors' refusals. */
export function bad(request: FastifyRequest, reply: FastifyReply, code: string, zh: string, en: string) {
  return reply.code(400).send(problem(400, code, { zh, en }, request.id, languageOf(request)))
}

export function unknownKey(request: FastifyRequest, reply: FastifyReply) {
  const title = { zh: '写入密钥无效', en: 'Unknown write key' }
  return reply.code(401).send(problem(401, 'unknown-write-key', title, request.id, languageOf(request)))
}

/** The only answer that clients retry without losing: 429 with Retry-After in seconds. */
export function busy(reply: FastifyReply, seconds: number, code: string) {
  reply.header('retry-after', String(Math.ceil(seconds)))
  const title = { zh: '暂时无法接收，请稍后重试', en: 'Cannot take events now: try again later' }
  return reply.code(429).send(problem(429, code, title, reply.request.id))
}

const clear = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')

/** One transparent pixel, for what sends by an image. */
export function pixel(reply: FastifyReply) {
  return reply.type('image/gif').header('cache-control', 'no-store').send(clear)
}
