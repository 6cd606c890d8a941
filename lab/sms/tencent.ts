import { z } from 'zod'
import type { Call } from '../http/route.ts'
import type { World } from '../world/world.ts'
import { filled, limitReached, segmentsOf, sendSms, sign } from './sending.ts'
import { tc3Signature } from './signatures.ts'

const windowSeconds = 300
const asked = z.object({
  PhoneNumberSet: z.array(z.string()).min(1).max(200),
  SmsSdkAppId: z.string(),
  SignName: z.string().default(''),
  TemplateId: z.string(),
  TemplateParamSet: z.array(z.string()).default([]),
  SessionContext: z.string().default(''),
})

/** Tencent Cloud SMS 2021-01-11. */
export function tencent(call: Call): unknown {
  const RequestId = call.world.dice.id('tencent request', '', 32)
  const problem = signatureProblem(call)
  if (problem !== undefined) return { Response: { Error: { Code: problem, Message: problem }, RequestId } }
  const parsed = asked.safeParse(call.input)
  if (!parsed.success)
    return {
      Response: { Error: { Code: 'InvalidParameter', Message: parsed.error.issues[0]?.message ?? '' }, RequestId },
    }
  if (parsed.data.SmsSdkAppId !== call.world.credentials.sms.tencent.sdkAppId)
    return {
      Response: { Error: { Code: 'UnauthorizedOperation.SmsSdkAppIdVerifyFail', Message: 'SmsSdkAppId' }, RequestId },
    }
  const SendStatusSet = parsed.data.PhoneNumberSet.map((phone) => sendOne(call.world, phone, parsed.data))
  return { Response: { SendStatusSet, RequestId } }
}

function signatureProblem({ world, request, raw }: Call): string | undefined {
  const { secretId, secretKey } = world.credentials.sms.tencent
  const authorization = request.headers.authorization ?? ''
  const found =
    /^TC3-HMAC-SHA256 Credential=([^/]+)\/[\d-]+\/(\w+)\/tc3_request,\s*SignedHeaders=([\w;-]+),\s*Signature=(\w+)$/.exec(
      authorization,
    )
  const timestamp = Number(request.headers['x-tc-timestamp'])
  if (found === null) return 'AuthFailure.SignatureFailure'
  if (found[1] !== secretId) return 'AuthFailure.SecretIdNotFound'
  if (!(Math.abs(world.wall() / 1000 - timestamp) <= windowSeconds)) return 'AuthFailure.SignatureExpire'
  const host = (request.headers.host ?? '').replace(/:\d+$/, '')
  const contentType = request.headers['content-type'] ?? ''
  const parts = { timestamp, service: found[2] ?? 'sms', contentType, body: raw }
  // Clients sign the host they were made for, which need not be the lab's.
  const hosts = [host, 'sms.tencentcloudapi.com', request.headers.host ?? '']
  const fits = hosts.some((one) => tc3Signature({ ...parts, host: one }, secretKey) === found[4])
  return fits ? undefined : 'AuthFailure.SignatureFailure'
}

function sendOne(world: World, given: string, input: z.output<typeof asked>) {
  const phone = given.replace(/^\+86|^86|^0086/, '')
  const answer = (Code: string, Message: string, SerialNo = '', Fee = 0) => ({
    SerialNo,
    PhoneNumber: given,
    Fee,
    SessionContext: input.SessionContext,
    Code,
    Message,
    IsoCode: 'CN',
  })
  const template = world.rows.smsTemplates.by('tencent', input.TemplateId)[0]
  if (template === undefined) return answer('FailedOperation.TemplateIncorrectOrUnapproved', 'template')
  if (input.SignName !== sign) return answer('FailedOperation.SignatureIncorrectOrUnapproved', 'signature')
  if (!/^1[3-9]\d{9}$/.test(phone)) return answer('InvalidParameterValue.IncorrectPhoneNumber', 'phone')
  if (world.rows.settings.get(`sms stop ${phone}`) !== undefined && template.kind === 'marketing')
    return answer('FailedOperation.PhoneNumberInBlacklist', 'the number refuses marketing')
  const text = filled(template.content, (_name, index) => input.TemplateParamSet[index])
  if (text === undefined) return answer('InvalidParameterValue.TemplateParameterFormatError', 'parameters')
  const span = limitReached(world, phone, template.kind)
  const names = { minute: 'ThirtySecond', hour: 'OneHour', day: 'Daily' }
  if (span !== undefined) return answer(`LimitExceeded.PhoneNumber${names[span]}Limit`, 'frequency')
  const sms = sendSms(world, { vendor: 'tencent', phone, template, text, outId: input.SessionContext })
  return answer('Ok', 'send success', sms.id, segmentsOf(sms.text))
}
