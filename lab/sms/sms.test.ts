import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Bench, type Json, startBench } from '../fixture.ts'
import { aliyunRpcSignature, tc3Signature } from './signatures.ts'

let bench: Bench
let nonce = 0

beforeAll(async () => {
  bench = await startBench()
  await bench.post('/lab/settings', { smsDeliveredPercent: 100, callAnsweredPercent: 100, callYesPercent: 100 })
  const urls = { aliyun: `${bench.hook}/sms/a`, tencent: `${bench.hook}/sms/t`, calls: `${bench.hook}/calls` }
  await bench.post('/lab/callbacks', urls)
})

afterAll(() => bench.stop())

const heard = (path: string): Json[] =>
  bench.heard.filter((one) => one.path === path).map(({ body }) => [JSON.parse(body) as Json | Json[]].flat()[0] ?? {})

async function aliyun(params: Record<string, string>, change: Record<string, string> = {}): Promise<Json> {
  const { accessKeyId, accessKeySecret } = bench.lab.world.credentials.sms.aliyun
  nonce += 1
  const all: Record<string, string> = {
    AccessKeyId: accessKeyId,
    Action: 'SendSms',
    Format: 'JSON',
    SignatureMethod: 'HMAC-SHA1',
    SignatureNonce: String(nonce),
    SignatureVersion: '1.0',
    Timestamp: new Date().toISOString().replace(/\.\d+/, ''),
    Version: '2017-05-25',
    SignName: '明眸眼镜',
    ...params,
  }
  const body = new URLSearchParams({ ...all, Signature: aliyunRpcSignature('POST', all, accessKeySecret), ...change })
  return (await fetch(`${bench.lab.url}/`, { method: 'POST', body })).json() as Promise<Json>
}

async function tencent(content: Json): Promise<Json> {
  const { secretId, secretKey, sdkAppId } = bench.lab.world.credentials.sms.tencent
  const body = JSON.stringify({ SmsSdkAppId: sdkAppId, SignName: '明眸眼镜', ...content })
  const timestamp = Math.floor(Date.now() / 1000)
  const contentType = 'application/json'
  const signature = tc3Signature({ timestamp, service: 'sms', host: '127.0.0.1', contentType, body }, secretKey)
  const date = new Date(timestamp * 1000).toISOString().slice(0, 10)
  const response = await fetch(`${bench.lab.url}/`, {
    method: 'POST',
    body,
    headers: {
      'content-type': contentType,
      'x-tc-action': 'SendSms',
      'x-tc-version': '2021-01-11',
      'x-tc-timestamp': String(timestamp),
      authorization: `TC3-HMAC-SHA256 Credential=${secretId}/${date}/sms/tc3_request, SignedHeaders=content-type;host, Signature=${signature}`,
    },
  })
  return ((await response.json()) as { Response: Json }).Response
}

test('Aliyun: sent, shown, reported; the limit of a number; an R stops advertisements, not notices', async () => {
  const person = await bench.post<{ id: string; phone: string }>('/lab/people')
  const code = { PhoneNumbers: person.phone, TemplateCode: 'SMS_100001', TemplateParam: '{"code":"1234"}', OutId: 'o1' }
  const sent = await aliyun(code)
  expect(sent['Code']).toBe('OK')
  expect((await aliyun(code))['Code']).toBe('isv.BUSINESS_LIMIT_CONTROL')
  expect((await aliyun(code, { PhoneNumbers: '13800000000' }))['Code']).toBe('SignatureDoesNotMatch')
  expect((await aliyun({ ...code, TemplateParam: '{}' }))['Code']).toBe('isv.TEMPLATE_MISSING_PARAMETERS')
  await bench.post('/lab/clock', { advance: 5 })
  expect(heard('/sms/a').at(-1)).toMatchObject({ biz_id: sent['BizId'], out_id: 'o1', success: true })
  await bench.post(`/lab/people/${person.id}/sms`, { text: ' r ' })
  await bench.lab.idle()
  expect(heard('/sms/a').at(-1)).toMatchObject({ phone_number: person.phone, content: ' r ' })
  await aliyun({ PhoneNumbers: person.phone, TemplateCode: 'SMS_100003', TemplateParam: '{"link":"https://a.cn/x"}' })
  await bench.post('/lab/clock', { advance: 5 })
  expect(heard('/sms/a').at(-1)).toMatchObject({ success: false, err_code: 'MBBLACK' })
  const inbox = await bench.get<{ items: Json[] }>(`/lab/people/${person.id}/inbox`)
  expect(inbox.items).toMatchObject([{ channel: 'sms', text: '【明眸眼镜】您的验证码是1234，5分钟内有效。' }])
})

test('Tencent: one status a number, wrong signatures refused, reports pushed', async () => {
  const person = await bench.post<{ phone: string }>('/lab/people')
  const wanted = { PhoneNumberSet: [`+86${person.phone}`, '+8612'], TemplateId: '1001', TemplateParamSet: ['9'] }
  const answer = await tencent(wanted)
  const statuses = answer['SendStatusSet'] as Json[]
  expect(statuses.map(({ Code }) => Code)).toEqual(['Ok', 'InvalidParameterValue.IncorrectPhoneNumber'])
  await bench.post('/lab/clock', { advance: 5 })
  expect(heard('/sms/t').at(-1)).toMatchObject({ sid: statuses[0]?.['SerialNo'], report_status: 'SUCCESS' })
  expect(await tencent({ ...wanted, SmsSdkAppId: 'x' })).toMatchObject({
    Error: { Code: 'UnauthorizedOperation.SmsSdkAppIdVerifyFail' },
  })
})

test('calls: a task rings its numbers within its hours, results come signed', async () => {
  const { key, secret } = bench.lab.world.credentials.calls
  const call = async (path: string, body: unknown) => {
    const text = JSON.stringify(body)
    const time = String(Math.floor(Date.now() / 1000))
    const sign = createHmac('sha256', secret).update([time, 'POST', path, text].join('\n')).digest('hex')
    const headers = { 'content-type': 'application/json', 'x-key': key, 'x-timestamp': time, 'x-signature': sign }
    return (await fetch(bench.lab.url + path, { method: 'POST', body: text, headers })).json() as Promise<Json>
  }
  const [yes, busy] = [await bench.post<Json>('/lab/people'), await bench.post<Json>('/lab/people')]
  await bench.post(`/lab/people/${busy['id']}/calls`, { next: 'busy' })
  const numbers = [{ phone: yes['phone'], reference: 'a' }, { phone: busy['phone'] }, { phone: '13800000000' }]
  await bench.post('/lab/clock', { at: new Date(Date.now() + 86_400_000).toISOString().replace(/T.*/, 'T15:00:00Z') })
  const windows = [{ from: '09:00', to: '20:00' }]
  const { taskId } = await call('/outbound/v1/tasks', { name: '回访', script: '您好', numbers, windows })
  await bench.post('/lab/clock', { advance: 3600 })
  expect(heard('/calls')).toHaveLength(0)
  await bench.post('/lab/clock', { advance: 12 * 3600 })
  expect(heard('/calls').map(({ status, intent }) => [status, intent])).toEqual([
    ['answered', 'yes'],
    ['busy', ''],
    ['invalid_number', ''],
  ])
  expect(await call(`/outbound/v1/tasks/${taskId}/cancel`, {})).toMatchObject({ code: 'TASK_CLOSED' })
})
