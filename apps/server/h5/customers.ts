import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Bilingual } from '#kit/api'
import type { Result } from '#kit/result'
import { languageOf } from '#platform/http/server'
import type { CardData, HookData, PageData } from './contract.ts'

/** What customers open without being known: the page of a card, and that of a hook. */
export interface OpenPages {
  card(code: string, by: { isBot: boolean; ip: string; userAgent: string }): Promise<Result<CardData, Bilingual>>
  hook(id: string, as: { ticket?: string; card?: string }): Promise<Omit<HookData, 'ticket' | 'card'> | null>
  isBot(userAgent: string): boolean
}

interface At {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly pictures?: readonly string[]
}

interface Writes {
  open<P extends 'card' | 'hook' | 'notice'>(page: P, data: PageData[P], at: At): unknown
}

const noHook = { zh: '没有这个活动', en: 'No such page' }
const checkLink = { zh: '请检查链接是否完整', en: 'Look whether the address is complete' }

/** `/m/c/{code}` and `/m/hook/{id}`. */
export function customerRoutes(app: FastifyInstance, pages: OpenPages, writer: Writes) {
  app.get<{ Params: { code: string } }>('/m/c/:code', async (request, reply) => {
    const userAgent = request.headers['user-agent'] ?? ''
    const by = { isBot: pages.isBot(userAgent), ip: request.ip, userAgent }
    const found = await pages.card(request.params.code, by)
    if (!found.ok) return missing({ request, reply }, writer, found.refusal)
    const { qr } = found.value
    const origin = qr === null ? null : (URL.parse(qr)?.origin ?? null)
    return writer.open('card', found.value, { request, reply, pictures: origin === null ? [] : [origin] })
  })
  app.get<{ Params: { id: string }; Querystring: { t?: string; card?: string } }>(
    '/m/hook/:id',
    async (request, reply) => {
      const { t: ticket, card } = request.query
      const as = { ...(ticket ? { ticket } : {}), ...(card ? { card } : {}) }
      const found = await pages.hook(request.params.id, as)
      if (!found) return missing({ request, reply }, writer, noHook)
      return writer.open('hook', { ...found, ticket: ticket ?? null, card: card ?? null }, { request, reply })
    },
  )
}

function missing({ request, reply }: At, writer: Writes, why: Bilingual) {
  const language = languageOf(request)
  return writer.open('notice', { title: why[language], text: checkLink[language] }, { request, reply: reply.code(404) })
}
