import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Bilingual } from '#kit/api'
import { problem } from '#platform/http/problem'
import { languageOf } from '#platform/http/server'
import { typeOf } from '../../core/hooks/mapping.ts'
import { readMessage } from '../../core/hooks/message.ts'
import { busy } from '../answers.ts'
import { takeBytes } from '../body.ts'
import type { HookDeps } from './deps.ts'
import { type SignatureRefusal, verify } from './signatures.ts'
import { bodyContext, type HookRow, type HookTables, hookByKey, keyHash, secretContext } from './store.ts'

/** More than any order has; a longer body is no message about one. */
const bodyLimit = 1024 * 1024

type Refusal = SignatureRefusal | 'no-such-hook' | 'hook-off' | 'post-only' | 'empty-body' | 'not-a-message'

const refusals: Record<Refusal, { status: number; title: Bilingual }> = {
  'no-such-hook': { status: 404, title: { zh: '没有这个推送地址', en: 'No such hook' } },
  'hook-off': { status: 403, title: { zh: '这个推送接入已停用', en: 'This hook is switched off' } },
  'post-only': { status: 405, title: { zh: '请用 POST 推送到这个地址', en: 'Send messages to this address by POST' } },
  'signature-missing': { status: 401, title: { zh: '没有签名', en: 'The signature is missing' } },
  'signature-wrong': { status: 401, title: { zh: '签名不对', en: 'The signature is wrong' } },
  'empty-body': { status: 400, title: { zh: '请求体是空的', en: 'The body is empty' } },
  'not-a-message': {
    status: 400,
    title: {
      zh: '请求体不是 JSON 对象或表单；原文已保留，可以在控制台查看',
      en: 'The body is neither a JSON object nor a form; it was kept and can be seen in the console',
    },
  },
}

/** `POST /hooks/{key}`: verified, stored, answered as the sender wants; applied afterwards from the store. */
export function hookRoutes(app: FastifyInstance, deps: HookDeps) {
  app.register(async (scope) => {
    takeBytes(scope)
    scope.post<{ Params: { key: string } }>('/hooks/:key', { bodyLimit }, (request, reply) =>
      receive(deps, request.params.key, request, reply),
    )
    scope.get('/hooks/:key', (request, reply) => refuse(request, reply.header('allow', 'POST'), 'post-only'))
  })
}

function refuse(request: FastifyRequest, reply: FastifyReply, code: Refusal) {
  const { status, title } = refusals[code]
  return reply.code(status).send(problem(status, code, title, request.id, languageOf(request)))
}

async function receive(deps: HookDeps, key: string, request: FastifyRequest, reply: FastifyReply) {
  const body = bytesOf(request.body)
  try {
    const db = deps.postgres.tables<HookTables>()
    const hook = await hookByKey(db, keyHash(deps.vault, key), deps.now())
    if (!hook) return refuse(request, reply, 'no-such-hook')
    if (hook.off_at !== null) return refuse(request, reply, 'hook-off')
    const query = request.query as Record<string, unknown>
    const wrong = verify(hook.signature, secretsOf(deps, hook), { headers: request.headers, query, body })
    if (wrong) {
      await noteRefusal(deps, hook, wrong)
      return refuse(request, reply, wrong)
    }
    const text = textOf(body)
    if (text.trim() === '') return refuse(request, reply, 'empty-body')
    const readable = await keep(deps, hook, text)
    return readable ? thank(reply, hook.answer) : refuse(request, reply, 'not-a-message')
  } catch (error) {
    // Nothing was acknowledged: the sender comes again.
    deps.log.error({ error: error instanceof Error ? error.stack : String(error) }, 'a hook could not store a message')
    return busy(reply, 30, 'store-busy')
  }
}

function bytesOf(body: unknown): Buffer {
  return body instanceof Uint8Array ? Buffer.from(body.buffer, body.byteOffset, body.byteLength) : Buffer.alloc(0)
}

const strict = new TextDecoder('utf-8', { fatal: true })

/** UTF-8 where every byte fits, else as Chinese back offices write. */
function textOf(body: Buffer): string {
  try {
    return strict.decode(body)
  } catch {
    // A decoder that refuses the bytes has told what they are not.
    return new TextDecoder('gb18030').decode(body)
  }
}

function secretsOf({ vault, now }: HookDeps, { secret, old_secret, old_secret_until }: HookRow): string[] {
  const old = old_secret && old_secret_until && old_secret_until.getTime() > now() ? [old_secret] : []
  return [...(secret ? [secret] : []), ...old].map((sealed) => vault.open(sealed, secretContext))
}

async function noteRefusal({ postgres, now }: HookDeps, { id }: HookRow, why: SignatureRefusal) {
  await postgres
    .tables<HookTables>()
    .updateTable('intake_hook')
    .set((e) => ({ refused: e('refused', '+', 1), refused_at: new Date(now()), refused_why: why }))
    .where('id', '=', id)
    .execute()
}

const unreadable = {
  ...{ line: 0, level: 'rejected', code: 'not-a-message' },
  ...{ zh: '请求体不是 JSON 对象或表单', en: 'The body is neither a JSON object nor a form' },
}

/** On the disk before the answer. What cannot be read is kept too; false then. */
async function keep({ postgres, vault, now, wake, log }: HookDeps, hook: HookRow, text: string): Promise<boolean> {
  const message = readMessage(text)
  const readable = message !== undefined
  await postgres
    .tables<HookTables>()
    .insertInto('intake_hook_message')
    .values({
      ...{ hook: hook.id, received_at: new Date(now()), body: vault.seal(text, bodyContext), handled_at: null },
      type: storableType(typeOf(message, hook.type_path)),
      state: readable ? 'received' : 'failed',
      words: JSON.stringify(readable ? [] : [unreadable]),
    })
    .execute()
  if (readable)
    await wake(hook.id).catch((error) => log.warn({ error: String(error), hook: hook.id }, 'applied a minute later'))
  return readable
}

/** PostgreSQL stores neither NUL nor half a surrogate pair. */
const storableType = (type: string): string => type.replaceAll('\u0000', '').toWellFormed()

function thank(reply: FastifyReply, answer: string) {
  return reply
    .code(200)
    .type(isJson(answer) ? 'application/json; charset=utf-8' : 'text/plain; charset=utf-8')
    .send(answer)
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
