import type { FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { App } from '../world/rows.ts'
import type { World } from '../world/world.ts'

export type Family = 'wecom' | 'weixin' | 'pay' | 'sms' | 'calls' | 'ads' | 'model' | 'lab' | 'page'

export interface Call {
  world: World
  request: FastifyRequest
  reply: FastifyReply
  /** The body as it came. */
  raw: Buffer
  /** Query and body in one: the body wins. */
  input: Record<string, unknown>
}

/** One endpoint of a platform. `token` names the apps whose access token opens it. */
export interface Route {
  family: Family
  method: 'GET' | 'POST' | 'DELETE'
  path: string
  token?: readonly App[]
  run(call: Call): unknown
}

/** An endpoint that reads its input by a schema; input that does not fit is the platform's "parameter error". */
export function route<S extends z.ZodType>(
  family: Family,
  method: Route['method'],
  path: string,
  shape: S,
  run: (world: World, input: z.output<S>, call: Call) => unknown,
  token?: readonly App[],
): Route {
  return {
    family,
    method,
    path,
    ...(token === undefined ? {} : { token }),
    run: (call) => run(call.world, shape.parse(call.input), call),
  }
}
