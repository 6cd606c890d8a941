import type { z } from 'zod'
import { shapeAnswers } from '../http/answers.ts'
import { Refusal } from '../http/refusal.ts'
import { type Call, type Route, route } from '../http/route.ts'
import type { Delivery, Transport } from '../world/deliveries.ts'
import type { World } from '../world/world.ts'
import { checkRequest, sealedResource, signatureHeaders, timeOf } from './sign.ts'

/** An endpoint of WeChat Pay v3: signed request in, signed answer out. */
export function payRoute<S extends z.ZodType>(
  method: 'GET' | 'POST',
  path: string,
  shape: S,
  run: (world: World, input: z.output<S>, call: Call) => unknown,
): Route {
  const plain = route('pay', method, path, shape, run)
  return {
    ...plain,
    run: (call) => {
      checkRequest(call.world, call)
      return plain.run(call)
    },
  }
}

const statuses: Readonly<Record<string, number>> = {
  PARAMETER: 400,
  PARAM_ERROR: 400,
  INVALID_REQUEST: 400,
  APPID_MCHID_NOT_MATCH: 400,
  ORDER_CLOSED: 400,
  ORDERPAID: 400,
  SIGN_ERROR: 401,
  NO_AUTH: 403,
  RULE_LIMIT: 403,
  ACCOUNT_ERROR: 403,
  NOT_ENOUGH: 403,
  OUT_TRADE_NO_USED: 403,
  ORDER_NOT_EXIST: 404,
  RESOURCE_NOT_EXISTS: 404,
  NOT_FOUND: 404,
  FREQUENCY_LIMITED: 429,
  RATELIMIT_EXCEEDED: 429,
  SYSTEM_ERROR: 500,
  BANK_ERROR: 500,
}

shapeAnswers('pay', (world, { request, reply }, answer) => {
  const asked = request.headers['wechatpay-serial']
  const refused = answer instanceof Refusal
  const code = refused && answer.code === 'PARAMETER' ? 'PARAM_ERROR' : refused ? String(answer.code) : ''
  const content = refused ? { code, message: answer.message, ...answer.detail } : answer
  const body = content === undefined ? '' : JSON.stringify(content)
  const status = refused ? (answer.status ?? statuses[code] ?? 400) : content === undefined ? 204 : 200
  reply.code(status).headers(signatureHeaders(world, body, typeof asked === 'string' ? asked : undefined))
  reply.header('Request-ID', world.dice.id('request', '08', 30)).type('application/json; charset=utf-8')
  return reply.send(body)
})

const seconds = [15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10_800, 10_800, 10_800, 21_600, 21_600]

/** Callbacks to the address of each order; tried again for a day of the simulated clock. */
export const payTransport: Transport = {
  request: (world: World, { url, body, data, id, at }: Delivery) => {
    const original = data['original'] ?? 'transaction'
    const text = JSON.stringify({
      id: `EV-${id.slice(3)}`,
      create_time: timeOf(at),
      resource_type: 'encrypt-resource',
      event_type: data['event'],
      summary: data['summary'],
      resource: { original_type: original, ...sealedResource(world, body, original) },
    })
    return {
      url,
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        ...signatureHeaders(world, text, undefined),
      },
      body: text,
    }
  },
  taken: (status) => status === 200 || status === 204,
  pauses: seconds.map((one) => one * 1000),
}

/** Tells the merchant's server; `order` keeps what belongs together in order. */
export function tellMerchant(
  world: World,
  notify: string | undefined,
  told: { event: string; summary: string; original: string; order: string },
  resource: Readonly<Record<string, unknown>>,
): void {
  if (notify === undefined) return
  const { event, summary, original, order } = told
  world.deliver({
    target: 'pay',
    url: notify,
    event,
    body: JSON.stringify(resource),
    order,
    data: { event, summary, original },
  })
}

const key = 'merchant balance'

export const balanceOf = (world: World): number =>
  (world.rows.settings.get(key)?.value as number | undefined) ?? world.settings.merchantBalance

/** Money in (or out, negative) of the merchant's account; refuses what is not there. */
export function book(world: World, amount: number): void {
  const after = balanceOf(world) + amount
  if (after < 0) throw new Refusal('NOT_ENOUGH', '商户余额不足')
  world.rows.settings.put({ id: key, value: after })
}
