import { Refusal } from '../http/refusal.ts'
import type { Call } from '../http/route.ts'
import type { World } from '../world/world.ts'
import { filled, limitReached, sendSms, sign } from './sending.ts'
import { acs3Signature, aliyunRpcSignature } from './signatures.ts'

type Params = Readonly<Record<string, string>>

const most = { single: 1000, batch: 100 }
const windowMs = 15 * 60_000

/** Aliyun's SMS service (Dysmsapi 2017-05-25), by RPC 1.0 or ACS3 signature. */
export function aliyun(call: Call): unknown {
  const { world, reply } = call
  const params = Object.fromEntries(Object.entries(call.input).map(([name, value]) => [name, String(value)]))
  const RequestId = world.dice.id('aliyun request', '', 32)
  const wrong = signatureProblem(call, params)
  if (wrong !== undefined) {
    const [Code, Message] = wrong
    return reply.code(400).send({ RequestId, HostId: 'dysmsapi.aliyuncs.com', Code, Message })
  }
  const action = params['Action'] ?? String(call.request.headers['x-acs-action'])
  try {
    const BizId =
      action === 'SendSms' ? sendOne(world, params) : action === 'SendBatchSms' ? sendBatch(world, params) : undefined
    if (BizId === undefined) return reply.code(404).send({ RequestId, Code: 'InvalidAction.NotFound', Message: action })
    return { RequestId, Code: 'OK', Message: 'OK', BizId }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { RequestId, Code: error.code, Message: error.message }
  }
}

function signatureProblem(call: Call, params: Params): readonly [string, string] | undefined {
  const { accessKeyId, accessKeySecret } = call.world.credentials.sms.aliyun
  const authorization = call.request.headers.authorization ?? ''
  const acs3 = /^ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([^,]+),Signature=(\w+)$/.exec(
    authorization.replace(/,\s+/g, ','),
  )
  const at = params['Timestamp'] ?? String(call.request.headers['x-acs-date'] ?? '')
  const id = acs3?.[1] ?? params['AccessKeyId']
  if (id !== accessKeyId) return ['InvalidAccessKeyId.NotFound', 'Specified access key is not found.']
  if (!(Math.abs(call.world.wall() - Date.parse(at)) <= windowMs))
    return ['InvalidTimeStamp.Expired', 'Specified time stamp or date value is expired.']
  const want =
    acs3 === null
      ? aliyunRpcSignature(call.request.method, params, accessKeySecret)
      : acs3Signature(call, (acs3[2] ?? '').split(';'), accessKeySecret)
  const given = acs3?.[3] ?? params['Signature']
  return want === given
    ? undefined
    : ['SignatureDoesNotMatch', 'Specified signature is not matched with our calculation.']
}

function sendOne(world: World, params: Params): string {
  const phones = (params['PhoneNumbers'] ?? '').split(',').filter((one) => one !== '')
  if (phones.length === 0 || phones.length > most.single)
    throw new Refusal('isv.MOBILE_COUNT_OVER_LIMIT', '手机号码数量超过限制')
  return sendAll(
    world,
    params,
    phones.map((phone) => ({ phone, sign: params['SignName'] ?? '', values: params['TemplateParam'] ?? '{}' })),
  )
}

function sendBatch(world: World, params: Params): string {
  const list = (name: string): unknown[] => JSON.parse(params[name] ?? '[]') as unknown[]
  const [phones, signs, values] = [list('PhoneNumberJson'), list('SignNameJson'), list('TemplateParamJson')]
  if (phones.length > most.batch) throw new Refusal('isv.MOBILE_COUNT_OVER_LIMIT', '手机号码数量超过限制')
  return sendAll(
    world,
    params,
    phones.map((phone, i) => ({
      phone: String(phone),
      sign: String(signs[i]),
      values: JSON.stringify(values[i] ?? {}),
    })),
  )
}

interface One {
  phone: string
  sign: string
  values: string
}

// All are checked before the first is sent: the vendor refuses a call as a whole.
function sendAll(world: World, params: Params, all: readonly One[]): string {
  const template = world.rows.smsTemplates.get(params['TemplateCode'] ?? '')
  if (template === undefined) throw new Refusal('isv.SMS_TEMPLATE_ILLEGAL', '模版不合法（不存在或被拉黑）')
  const ready = all.map((one) => {
    if (one.sign !== sign) throw new Refusal('isv.SMS_SIGNATURE_ILLEGAL', '签名不合法（不存在或被拉黑）')
    const phone = one.phone.replace(/^\+?86/, '')
    if (!/^1[3-9]\d{9}$/.test(phone)) throw new Refusal('isv.MOBILE_NUMBER_ILLEGAL', '手机号码格式错误')
    const values = valuesOf(one.values)
    const text = filled(template.content, (name) => values[name])
    if (text === undefined) throw new Refusal('isv.TEMPLATE_MISSING_PARAMETERS', '模版缺少变量')
    const span = limitReached(world, phone, template.kind)
    if (span !== undefined)
      throw new Refusal('isv.BUSINESS_LIMIT_CONTROL', `触发${{ minute: '分钟', hour: '小时', day: '天' }[span]}级流控`)
    return { phone, text }
  })
  const sent = ready.map(({ phone, text }) =>
    sendSms(world, { vendor: 'aliyun', phone, template, text, outId: params['OutId'] ?? '' }),
  )
  return sent[0]?.id ?? ''
}

function valuesOf(text: string): Record<string, string> {
  try {
    return Object.fromEntries(Object.entries(JSON.parse(text) as object).map(([name, value]) => [name, String(value)]))
  } catch {
    throw new Refusal('isv.INVALID_JSON_PARAM', '参数格式错误，不是合法的JSON格式')
  }
}
