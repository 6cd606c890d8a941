import type { AnyContractRouter } from '@orpc/contract'
import { OpenAPIGenerator } from '@orpc/openapi'
import { OpenAPIHandler } from '@orpc/openapi/fastify'
import { ORPCError, type Router } from '@orpc/server'
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { Access } from '#kit/api'
import { type Actor, may, type RequestContext } from './context.ts'
import { toProblem } from './problem.ts'
import { type Authenticate, contextOf } from './server.ts'

const prefix = '/api/v1'

/** Whether a caller who sees a part of the customers sees this one, by their number. */
export type Sees = (actor: Actor, person: string) => Promise<boolean>

/** Mounts the contract's handlers below /api/v1: access by each endpoint's `needs`, errors as problem+json. */
export function mountApi(
  app: FastifyInstance,
  router: Router<AnyContractRouter, RequestContext>,
  authenticate: Authenticate,
  sees: Sees = async () => false,
) {
  const handler = new OpenAPIHandler<RequestContext>(router, {
    clientInterceptors: [
      async ({ next, procedure, context, input }) => {
        await allow(accessOf(procedure['~orpc'].meta), context, input, sees)
        return next()
      },
    ],
    interceptors: [({ next, context }) => next().catch((error: unknown) => fail(error, context, app.log))],
    customErrorResponseBodyEncoder: (error) => (error.data as { problem: object }).problem,
  })
  app.register(async (scope) => {
    // Read here, where bodyLimit holds: oRPC would read any length of it, before it asks who calls.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('application/json', { parseAs: 'string' }, async (_request: unknown, body: string) =>
      parseJson(body),
    )
    scope.all(`${prefix}/*`, async (request, reply) => {
      const actor = await authenticate(request)
      const context = contextOf(request, reply, actor)
      const result = await handler.handle(request, reply, {
        prefix,
        context,
      })
      if (!result.matched) return reply.callNotFound()
      return reply
    })
  })
}

/** An empty body is none: clients name the type of a DELETE's body too. */
function parseJson(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    throw Object.assign(new Error('The body is not JSON'), { statusCode: 400, code: 'invalid-json' })
  }
}

/** What PostgreSQL says of values it has no place for: an id beyond bigint, a text with NUL, JSON with NUL. */
const unstorable = new Set(['22003', '22021', '22P05'])

function known(error: unknown): ORPCError<string, unknown> {
  if (error instanceof ORPCError) return error
  if (error instanceof Error && 'code' in error && unstorable.has(String(error.code))) {
    return new ORPCError('BAD_REQUEST', { data: { detail: error.message }, cause: error })
  }
  return new ORPCError('INTERNAL_SERVER_ERROR', { cause: error })
}

/** Rethrows with the finished problem body: only here are the request's id and language known. */
function fail(thrown: unknown, context: RequestContext, log: FastifyBaseLogger): never {
  const error = known(thrown)
  if (error.status >= 500) {
    const cause = error.cause ?? error
    log.error({ requestId: context.requestId, error: cause instanceof Error ? cause.stack : cause }, 'handler failed')
  }
  const problem = toProblem(error, context.requestId, context.language)
  throw new ORPCError(error.code, { status: error.status, message: problem.title, data: { problem } })
}

/** Every contract starts from `api`, which gives it its access. */
function accessOf(meta: object): Access {
  return 'needs' in meta && typeof meta.needs === 'string' ? { ...meta, needs: meta.needs } : { needs: 'login' }
}

/** Refuses a caller who lacks what the endpoint needs, or who asks for a customer beyond their part. */
async function allow(access: Access, context: RequestContext, input: unknown, sees: Sees) {
  const { actor } = context
  if (access.needs === 'nothing') return
  if (actor.kind === 'nobody') throw new ORPCError('UNAUTHORIZED')
  if (access.needs === 'login') return
  if (!may(actor, access.needs)) throw new ORPCError('FORBIDDEN', { data: { detail: access.needs } })
  if (actor.kind === 'staff' && actor.limited && !(await isWithin(access, actor, input, sees)))
    throw new ORPCError('FORBIDDEN', { data: { title: beyond, detail: 'data scope' } })
}

const beyond = { zh: '超出你的数据范围', en: 'Beyond the customers you may see' }

/** The one place that keeps whoever sees a part of the customers to that part: an endpoint that says nothing is closed. */
async function isWithin({ scope }: Access, actor: Actor, input: unknown, sees: Sees): Promise<boolean> {
  if (scope === 'free' || scope === 'kept') return true
  const field = scope?.startsWith('person:') ? scope.slice('person:'.length) : null
  if (field === null || typeof input !== 'object' || input === null) return false
  const person = (input as Record<string, unknown>)[field]
  return typeof person === 'string' && /^[1-9]\d{0,18}$/.test(person) && sees(actor, person)
}

/** OpenAPI 3.1 of the contract, the same text for the file in docs/ and for /api/openapi.json. */
export async function describeApi(contract: AnyContractRouter, version: string): Promise<object> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] })
  return generator.generate(contract, {
    info: { title: 'Siyu 私域 API', version },
    servers: [{ url: prefix }],
    components: { securitySchemes: { apiKey: { type: 'http', scheme: 'bearer' } } },
    security: [{ apiKey: [] }],
  })
}
