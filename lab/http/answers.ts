import type { FastifyReply, FastifyRequest } from 'fastify'
import type { World } from '../world/world.ts'
import { errorTexts } from './errors.ts'
import { Refusal } from './refusal.ts'
import type { Family, Route } from './route.ts'

interface Exchange {
  request: FastifyRequest
  reply: FastifyReply
}

type Shape = (world: World, exchange: Exchange, answer: unknown) => unknown

const shapes: Partial<Record<Family, Shape>> = {}

/** A family that answers in its own way names it here; the others answer plain JSON and problems. */
export function shapeAnswers(family: Family, shape: Shape): void {
  shapes[family] = shape
}

/** What a handler gave, or its refusal, in the shape of the platform. */
export const answerOf = (world: World, { family }: Route, exchange: Exchange, answer: unknown): unknown =>
  (shapes[family] ?? plain)(world, exchange, answer)

function plain(_world: World, { reply }: Exchange, answer: unknown): unknown {
  if (!(answer instanceof Refusal)) return answer ?? {}
  const status = answer.status ?? (answer.code === 'PARAMETER' ? 400 : 404)
  return reply.code(status).send({ code: answer.code, detail: answer.message })
}

/** WeCom and WeChat: always 200, `errcode` tells. */
function errcodes(world: World, { reply, request }: Exchange, answer: unknown): unknown {
  if (Buffer.isBuffer(answer) || typeof answer === 'string') return answer
  reply.type('application/json; charset=utf-8')
  if (!(answer instanceof Refusal)) return { errcode: 0, errmsg: 'ok', ...(answer as object | undefined) }
  const errcode = typeof answer.code === 'number' ? answer.code : answer.code === 'PARAMETER' ? 40058 : -1
  const about = answer.message === String(answer.code) ? '' : ` ${answer.message}`
  const text = `${errorTexts[errcode] ?? 'error'}${about}`
  return {
    errcode,
    errmsg: `${text}, hint: [${world.clock.seconds()}_${request.id}], from ip: ${request.ip}, more info at https://open.work.weixin.qq.com/devtool/query?e=${errcode}`,
    ...answer.detail,
  }
}

shapeAnswers('wecom', errcodes)
shapeAnswers('weixin', (world, exchange, answer) => {
  const shaped = errcodes(world, exchange, answer)
  if (!(answer instanceof Refusal)) return shaped
  const code = answer.code === 'PARAMETER' ? 47003 : Number(answer.code)
  return { errcode: code, errmsg: `${errorTexts[code] ?? answer.message} rid: ${exchange.request.id}` }
})
