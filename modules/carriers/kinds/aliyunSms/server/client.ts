import { createHmac, randomUUID } from 'node:crypto'
import { z } from 'zod'
import { no, ok, type Result } from '#kit/result'
import type { Trouble } from '../../../core/trouble.ts'
import type { Account } from '../../../server/accounts.ts'
import { callOut } from '../../../server/calling.ts'
import { readJson, unreadable } from '../../../server/errcodeCalls.ts'
import type { SmsSender } from '../../../server/sms/sending.ts'
import { smsTrouble } from '../../sms/answers.ts'
import { aliyunRows } from '../answers.ts'
import { type AliyunSmsSettings, aliyunSmsSettings } from '../kind.ts'

type Params = Readonly<Record<string, string>>

/** RFC 3986, which is more than `encodeURIComponent` does. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)

/** Aliyun's RPC signature 1.0: base64 of HMAC-SHA1 over the method and the sorted parameters. */
export function aliyunSignature(method: 'GET' | 'POST', params: Params, secret: string): string {
  const sorted = Object.keys(params)
    .sort()
    .map((name) => `${encoded(name)}=${encoded(params[name] ?? '')}`)
    .join('&')
  return createHmac('sha1', `${secret}&`)
    .update(`${method}&%2F&${encoded(sorted)}`)
    .digest('base64')
}

const Answer = z.looseObject({ Code: z.string(), Message: z.string().default(''), BizId: z.string().optional() })

/** Calls the SMS service once: what was not heard may have been done. The time in it is that of the wall. */
export async function callAliyun(
  { base, accessKeyId, accessKeySecret }: AliyunSmsSettings,
  action: string,
  more: Params,
): Promise<Result<z.output<typeof Answer>, Trouble>> {
  const params: Record<string, string> = {
    ...{ AccessKeyId: accessKeyId, Action: action, Format: 'JSON', RegionId: 'cn-hangzhou', Version: '2017-05-25' },
    ...{ SignatureMethod: 'HMAC-SHA1', SignatureVersion: '1.0', SignatureNonce: randomUUID() },
    ...{ Timestamp: new Date().toISOString().replace(/\.\d+/, ''), ...more },
  }
  const body = new URLSearchParams({
    ...params,
    Signature: aliyunSignature('POST', params, accessKeySecret),
  }).toString()
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const got = await callOut({ url: `${base}/`, method: 'POST', headers, body, timeoutMs: 10_000 })
  if (!got.ok) return got
  const read = Answer.safeParse(readJson(got.value.text))
  if (!read.success) return no(unreadable(`HTTP ${got.value.status}`))
  return read.data.Code === 'OK' ? ok(read.data) : no(smsTrouble(aliyunRows, read.data.Code, read.data.Message))
}

const settingsOf = ({ settings }: Account) => aliyunSmsSettings.parse(settings)

export const aliyunSender: SmsSender = {
  sign: (account) => settingsOf(account).sign,
  async send(account, { phone, template, values, ref }) {
    const settings = settingsOf(account)
    const got = await callAliyun(settings, 'SendSms', {
      ...{ PhoneNumbers: phone, SignName: settings.sign, TemplateCode: template, OutId: ref },
      TemplateParam: JSON.stringify(Object.fromEntries(values)),
    })
    return got.ok ? ok(got.value.BizId ?? '') : got
  },
}
