import { createHash, createHmac } from 'node:crypto'
import { z } from 'zod'
import { no, ok, type Result } from '#kit/result'
import type { Trouble } from '../../../core/trouble.ts'
import type { Account } from '../../../server/accounts.ts'
import { callOut } from '../../../server/calling.ts'
import { readJson, unreadable } from '../../../server/errcodeCalls.ts'
import type { SmsSender } from '../../../server/sms/sending.ts'
import { smsTrouble } from '../../sms/answers.ts'
import { tencentRows } from '../answers.ts'
import { type TencentSmsSettings, tencentSmsSettings } from '../kind.ts'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()
const contentType = 'application/json'

interface Signing {
  readonly id: string
  readonly key: string
  /** Without its port. */
  readonly host: string
  /** Seconds. */
  readonly timestamp: number
  readonly body: string
}

/** Tencent Cloud's TC3-HMAC-SHA256 of a JSON POST: the header `Authorization`. */
export function tencentAuthorization({ id, key, host, timestamp, body }: Signing): string {
  const date = new Date(timestamp * 1000).toISOString().slice(0, 10)
  const canonical = `POST\n/\n\ncontent-type:${contentType}\nhost:${host}\n\ncontent-type;host\n${sha256(body)}`
  const scope = `${date}/sms/tc3_request`
  const signing = hmac(hmac(hmac(`TC3${key}`, date), 'sms'), 'tc3_request')
  const signature = hmac(signing, `TC3-HMAC-SHA256\n${timestamp}\n${scope}\n${sha256(canonical)}`).toString('hex')
  return `TC3-HMAC-SHA256 Credential=${id}/${scope}, SignedHeaders=content-type;host, Signature=${signature}`
}

const Answer = z.object({
  Response: z.looseObject({
    Error: z.object({ Code: z.string(), Message: z.string().default('') }).optional(),
    SendStatusSet: z
      .array(z.looseObject({ Code: z.string(), Message: z.string().default(''), SerialNo: z.string().default('') }))
      .default([]),
  }),
})

/** Calls the SMS service once: what was not heard may have been done. The time in it is that of the wall. */
export async function callTencent(
  { base, secretId, secretKey, region }: TencentSmsSettings,
  action: string,
  asked: object,
): Promise<Result<z.output<typeof Answer>['Response'], Trouble>> {
  const body = JSON.stringify(asked)
  const timestamp = Math.floor(Date.now() / 1000)
  const { hostname: host } = new URL(base)
  const authorization = tencentAuthorization({ id: secretId, key: secretKey, host, timestamp, body })
  const told = { 'X-TC-Action': action, 'X-TC-Version': '2021-01-11', 'X-TC-Region': region }
  const headers = { 'content-type': contentType, authorization, 'X-TC-Timestamp': String(timestamp), ...told }
  const got = await callOut({ url: `${base}/`, method: 'POST', headers, body, timeoutMs: 10_000 })
  if (!got.ok) return got
  const read = Answer.safeParse(readJson(got.value.text))
  if (!read.success) return no(unreadable(`HTTP ${got.value.status}`))
  const { Error: error } = read.data.Response
  return error ? no(smsTrouble(tencentRows, error.Code, error.Message)) : ok(read.data.Response)
}

const settingsOf = ({ settings }: Account) => tencentSmsSettings.parse(settings)

export const tencentSender: SmsSender = {
  sign: (account) => settingsOf(account).sign,
  async send(account, { phone, template, values, ref }) {
    const settings = settingsOf(account)
    const got = await callTencent(settings, 'SendSms', {
      ...{ PhoneNumberSet: [phone.startsWith('+') ? phone : `+86${phone}`], SmsSdkAppId: settings.sdkAppId },
      ...{ SignName: settings.sign, TemplateId: template, TemplateParamSet: values.map(([, value]) => value) },
      SessionContext: ref,
    })
    if (!got.ok) return got
    const [one] = got.value.SendStatusSet
    if (!one) return no(unreadable('no SendStatusSet'))
    return one.Code === 'Ok' ? ok(one.SerialNo) : no(smsTrouble(tencentRows, one.Code, one.Message))
  },
}
