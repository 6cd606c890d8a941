import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Bilingual } from '#kit/api'
import { problem } from '#platform/http/problem'
import { languageOf } from '#platform/http/server'
import { accountByKey } from './accounts.ts'
import type { CallbackRefusal, Query } from './adapter.ts'
import type { CarrierDeps } from './deps.ts'
import type { Inbox } from './inbox.ts'
import type { CarrierTables } from './tables.ts'

/** More than any callback has. */
const bodyLimit = 256 * 1024

const refusals: Record<CallbackRefusal | 'no-such-callback' | 'switched-off', { status: number; title: Bilingual }> = {
  'no-such-callback': { status: 404, title: { zh: '没有这个回调地址', en: 'No such callback address' } },
  'switched-off': { status: 403, title: { zh: '这个账号已停用', en: 'This account is switched off' } },
  'bad-signature': { status: 401, title: { zh: '签名不对', en: 'The signature is wrong' } },
  'bad-message': { status: 400, title: { zh: '消息解不开或读不懂', en: 'The message cannot be opened or read' } },
  'too-old': { status: 400, title: { zh: '消息太旧，不再接收', en: 'The message is too old to be taken' } },
}

type Request = FastifyRequest<{ Params: { key: string } }>

/** `/callbacks/{key}`: proven, opened, kept, answered; applied afterwards from the store. */
export function callbackRoutes(app: FastifyInstance, deps: CarrierDeps, inbox: Inbox) {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
    scope.get<{ Params: { key: string } }>('/callbacks/:key', (request, reply) => prove(deps, inbox, request, reply))
    scope.post<{ Params: { key: string } }>('/callbacks/:key', { bodyLimit }, (request, reply) =>
      take(deps, inbox, request, reply),
    )
  })
}

const accountOf = ({ postgres, vault }: CarrierDeps, { params }: Request) =>
  accountByKey(postgres.tables<CarrierTables>(), vault, params.key)

/** Repeated names make lists; nobody who is honest sends them. */
const queryOf = (request: Request): Query => textsOf(request.query as Record<string, unknown>)

function textsOf(named: Readonly<Record<string, unknown>>): Query {
  const all = Object.entries(named)
  return Object.fromEntries(all.filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}

async function prove(deps: CarrierDeps, inbox: Inbox, request: Request, reply: FastifyReply) {
  const account = await accountOf(deps, request)
  if (!account) return refuse(request, reply, 'no-such-callback')
  const proof = inbox.adapterOf(account).prove(account, queryOf(request))
  if (!proof.ok) return refuse(request, reply, proof.refusal)
  return reply.type('text/plain; charset=utf-8').send(proof.value)
}

async function take(deps: CarrierDeps, inbox: Inbox, request: Request, reply: FastifyReply) {
  const account = await accountOf(deps, request)
  if (!account) return refuse(request, reply, 'no-such-callback')
  if (!account.on) return refuse(request, reply, 'switched-off')
  const body = typeof request.body === 'string' ? request.body : ''
  const adapter = inbox.adapterOf(account)
  const opened = adapter.open(account, queryOf(request), body, {
    ...textsOf(request.headers),
    // Some sign what they asked for too; it stands where HTTP/2 puts it.
    ':path': request.url,
  })
  if (!opened.ok) return refuse(request, reply, opened.refusal)
  await inbox.keep(account, opened.value)
  const type = adapter.answer === undefined ? 'text/plain' : 'application/json'
  return reply.type(`${type}; charset=utf-8`).send(adapter.answer ?? '')
}

function refuse(request: Request, reply: FastifyReply, why: keyof typeof refusals) {
  const { status, title } = refusals[why]
  return reply
    .code(status)
    .type('application/problem+json')
    .send(problem(status, why, title, request.id, languageOf(request)))
}
