import { z } from 'zod'
import { personOf } from '../control/people.ts'
import { shapeAnswers } from '../http/answers.ts'
import { Refusal } from '../http/refusal.ts'
import { type Call, type Route, route } from '../http/route.ts'
import type { Transport } from '../world/deliveries.ts'
import type { World } from '../world/world.ts'
import { aliyun } from './aliyun.ts'
import { answerSms, reportSms } from './sending.ts'
import { tencent } from './tencent.ts'

const vendors = z.enum(['aliyun', 'tencent'])

/** Both vendors stand at the root of their host: a header or a parameter tells them apart. */
export const rootPost = (call: Call): unknown =>
  call.request.headers['x-tc-action'] === undefined ? aliyun(call) : tencent(call)

/** A "no" that no vendor has said yet, such as one that was switched on, in the vendor's own shape. */
shapeAnswers('sms', (world, { request }, answer) => {
  if (!(answer instanceof Refusal)) return answer
  const [Code, Message] = [String(answer.code), answer.message]
  const RequestId = world.dice.id('sms request', '', 32)
  const isTencent = request.headers['x-tc-action'] !== undefined
  return isTencent ? { Response: { Error: { Code, Message }, RequestId } } : { RequestId, Code, Message }
})

export const isAliyun = ({ request, input }: Call): boolean =>
  typeof input['Action'] === 'string' || request.headers['x-acs-action'] !== undefined

export const smsRoutes: Route[] = [
  { family: 'sms', method: 'POST', path: '/', run: rootPost },
  route(
    'lab',
    'POST',
    '/lab/people/:id/sms',
    z.object({ id: z.string(), text: z.string().min(1), vendor: vendors.optional() }),
    (world, input) => {
      const { phone } = personOf(world, input.id)
      const last = world.rows.sms.by('phone', phone).at(-1)
      answerSms(world, phone, input.text, input.vendor ?? last?.vendor ?? 'aliyun')
      return {}
    },
  ),
  route(
    'lab',
    'POST',
    '/lab/sms/templates',
    z.object({ content: z.string().min(1).max(500), kind: z.enum(['code', 'notice', 'marketing']).default('notice') }),
    (world, { content, kind }) => addSmsTemplate(world, content, kind),
  ),
  route('lab', 'GET', '/lab/sms/templates', z.object({}), (world) => ({ items: world.rows.smsTemplates.all() })),
]

function addSmsTemplate(world: World, content: string, kind: 'code' | 'notice' | 'marketing') {
  const n = world.dice.count('sms template')
  return world.rows.smsTemplates.put({ id: `SMS_${100_000 + n}`, tencent: String(1000 + n), content, kind })
}

export function seedSms(world: World): void {
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: the vendors' own placeholders
  addSmsTemplate(world, '您的验证码是${code}，5分钟内有效。', 'code')
  addSmsTemplate(world, '${name}，您预约的视力检查在${time}，到店请出示会员码。', 'notice')
  addSmsTemplate(world, '您的镜片已到建议更换时间，点击${link}添加专属验光师。拒收请回复R', 'marketing')
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: the vendors' own placeholders
}

export const smsTimers = (world: World): void => world.clock.on('sms', ({ id = '' }) => reportSms(world, id))

/** Pushes of reports and answers; taken when the answer says 0. */
export const smsTransport = (field: 'code' | 'result'): Transport => ({
  request: (_world, { url, body }) => ({ url, headers: { 'content-type': 'application/json' }, body }),
  taken: (status, body) => status === 200 && new RegExp(`"${field}"\\s*:\\s*0\\b`).test(body),
})
