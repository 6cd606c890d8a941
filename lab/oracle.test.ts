import { createDecipheriv } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decrypt, encrypt, getJsApiSignature, getSignature } from '@wecom/crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Aes, Formatter, Rsa, Wechatpay } from 'wechatpay-axios-plugin'
import WxPay from 'wechatpay-node-v3'
import { opened, pageSignature, sealed, signatureOf } from './engine/aes.ts'
import { type Bench, type Heard, type Json, startBench } from './fixture.ts'
import { aliyunRpcSignature, tc3Signature } from './sms/signatures.ts'

let bench: Bench

beforeAll(async () => {
  bench = await startBench()
})

afterAll(() => bench.stop())

test('@wecom/crypto opens what the lab seals, and the other way round', () => {
  const key = bench.lab.world.credentials.wecom.encodingAESKey
  const random = Buffer.from('0123456789abcdef')
  for (const message of ['', 'x', '私'.repeat(9), 'a'.repeat(31), 'b'.repeat(5000)]) {
    expect(decrypt(key, sealed(key, random, message, 'ww1'))).toMatchObject({ message, id: 'ww1' })
    expect(opened(key, encrypt(key, message, 'ww1', random))).toEqual({ message, receiver: 'ww1' })
    expect(sealed(key, random, message, 'ww1')).toBe(encrypt(key, message, 'ww1', random))
  }
  expect(signatureOf('t', '1', '2', 'e')).toBe(getSignature('t', '1', '2', 'e'))
  const page = { url: 'https://a.test/?b=1', ticket: 'T', nonceStr: 'n', timestamp: 5 }
  expect(pageSignature('T', 'n', 5, `${page.url}#x`)).toBe(getJsApiSignature(page).signature)
})

const folder = join(process.cwd(), '../shared/cases/wechat.json')
const cases = existsSync(folder)
  ? (
      JSON.parse(readFileSync(folder, 'utf8')) as {
        cases: { id: string; given: Record<string, string>; expect: Record<string, string> }[]
      }
    ).cases
  : []
const vector = (id: string) => cases.find((one) => one.id === id)

test.skipIf(cases.length === 0)('published vectors: callbacks, page signature, SHA-1, resource', () => {
  const [verify, seal, page, parts, resource] = ['WX-H01', 'WX-H02', 'WX-H03', 'WX-H06', 'WX-H07'].map(vector)
  const {
    token = '',
    EncodingAESKey = '',
    timestamp = '',
    nonce = '',
    echostr = '',
    msg_signature,
  } = verify?.given ?? {}
  expect(signatureOf(token, timestamp, nonce, echostr)).toBe(msg_signature)
  expect(opened(EncodingAESKey, echostr).message).toBe(verify?.expect['plaintext'])
  const { random = '', message = '', receiver = '' } = seal?.given ?? {}
  expect(sealed(seal?.given['EncodingAESKey'] ?? '', Buffer.from(random), message, receiver)).toBe(
    seal?.expect['ciphertext'],
  )
  const { jsapi_ticket = '', noncestr = '', url = '' } = page?.given ?? {}
  expect(pageSignature(jsapi_ticket, noncestr, page?.given['timestamp'] ?? '', url)).toBe(page?.expect['signature'])
  expect(signatureOf(...Object.values(parts?.given ?? {}).flat())).toBe(parts?.expect['concatenated'])
  const { key = '', nonce: iv = '', associated_data = '', ciphertext = '' } = resource?.given ?? {}
  const bytes = Buffer.from(ciphertext, 'base64')
  const decipher = createDecipheriv('aes-128-gcm', key, iv).setAAD(Buffer.from(associated_data))
  decipher.setAuthTag(bytes.subarray(-16))
  expect(decipher.update(bytes.subarray(0, -16), undefined, 'utf8') + decipher.final('utf8')).toBe(
    resource?.expect['plaintext'],
  )
})

test('signatures of the SMS vendors: their documents’ vectors', () => {
  const params = {
    AccessKeyId: 'testId',
    SignatureNonce: '45e25e9b-0a6f-4070-8c85-2956eda1b466',
    Timestamp: '2017-07-12T02:42:19Z',
    Format: 'XML',
    RegionId: 'cn-hangzhou',
    PhoneNumbers: '15300000001',
    SignName: '阿里云短信测试专用',
    TemplateParam: '{"customer":"test"}',
    TemplateCode: 'SMS_71390007',
    OutId: '123',
    Action: 'SendSms',
    SignatureMethod: 'HMAC-SHA1',
    SignatureVersion: '1.0',
    Version: '2017-05-25',
  }
  expect(aliyunRpcSignature('GET', params, 'testSecret')).toBe('zJDF+Lrzhj/ThnlvIToysFRq6t4=')
  const body =
    '{"PhoneNumberSet":["+8613800000000"],"SmsSdkAppId":"1400000000","SignName":"测试","TemplateId":"1001","TemplateParamSet":["1234"]}'
  const tc3 = {
    timestamp: 1_700_000_000,
    service: 'sms',
    host: 'sms.tencentcloudapi.com',
    contentType: 'application/json',
    body,
  }
  expect(tc3Signature(tc3, 'SECRETEXAMPLE')).toBe('89e3925023316201628b6b178b02d88a82853849f8929d034babd825513b72b9')
})

interface Wire {
  get(config?: unknown): Promise<{ data: Json; status: number }>
  post(data: unknown, config?: unknown): Promise<{ data: Json; status: number }>
}

function client(keys: Record<string, string>) {
  const { pay } = bench.lab.world.credentials
  const base = {
    mchid: pay.mchid,
    serial: pay.serial,
    privateKey: pay.merchantPrivateKey,
    certs: keys,
    baseURL: `${bench.lab.url}/`,
  }
  const wx = new Wechatpay(base)
  return (path: string): Wire => wx.chain(path)
}

const verifier = () => {
  const { pay, officialAccount } = bench.lab.world.credentials
  const wxpay = new WxPay({
    appid: officialAccount.appid,
    mchid: pay.mchid,
    serial_no: pay.serial,
    publicKey: Buffer.from(pay.merchantCertificate),
    privateKey: Buffer.from(pay.merchantPrivateKey),
    key: pay.apiV3Key,
  })
  Object.assign(WxPay, { certificates: { [pay.publicKeyId]: pay.publicKey } })
  return wxpay
}

async function understood({ headers, body }: Heard): Promise<{ event: string; resource: Json }> {
  const wxpay = verifier()
  const value = (name: string) => String(headers[`wechatpay-${name}`])
  const signed = {
    timestamp: value('timestamp'),
    nonce: value('nonce'),
    serial: value('serial'),
    signature: value('signature'),
  }
  expect(await wxpay.verifySign({ ...signed, body })).toBe(true)
  expect(await wxpay.verifySign({ ...signed, body: `${body} ` })).toBe(false)
  const { event_type, resource } = JSON.parse(body) as { event_type: string; resource: Record<string, string> }
  const { ciphertext = '', associated_data = '', nonce = '' } = resource
  const opened = wxpay.decipher_gcm<Json>(ciphertext, associated_data, nonce, bench.lab.world.credentials.pay.apiV3Key)
  return { event: event_type, resource: opened }
}

const next = async (): Promise<{ event: string; resource: Json }> => {
  await bench.lab.idle()
  const heard = bench.heard.at(-1)
  if (heard === undefined) throw new Error('nothing was heard')
  return understood(heard)
}

test('WeChat Pay: the plugin orders, reads, refunds and transfers; node-v3 verifies and opens every callback', async () => {
  const { pay, officialAccount } = bench.lab.world.credentials
  const wx = client({ [pay.publicKeyId]: pay.publicKey })
  const person = await bench.post<{ id: string; openid: string; name: string }>('/lab/people')
  const common = { appid: officialAccount.appid, mchid: pay.mchid, notify_url: `${bench.hook}/pay/notify` }
  const order = {
    ...common,
    description: '镜片',
    out_trade_no: 'order0001',
    amount: { total: 9900 },
    payer: { openid: person.openid },
  }
  const placed = await wx('v3/pay/transactions/jsapi').post({ ...order, settle_info: { profit_sharing: true } })
  const prepay = `prepay_id=${placed.data['prepay_id']}`
  const [timeStamp, nonceStr] = [String(Formatter.timestamp()), Formatter.nonce()]
  const paySign = Rsa.sign(`${officialAccount.appid}\n${timeStamp}\n${nonceStr}\n${prepay}\n`, pay.merchantPrivateKey)
  const handed = { appId: officialAccount.appid, timeStamp, nonceStr, package: prepay, signType: 'RSA', paySign }
  const forged = await bench.post(`/lab/people/${person.id}/pay`, { ...handed, nonceStr: 'other' })
  expect(forged).toMatchObject({ code: 'PAY_SIGN' })
  expect(await bench.post(`/lab/people/${person.id}/pay`, handed)).toMatchObject({ kind: 'paid' })
  expect(await next()).toMatchObject({
    event: 'TRANSACTION.SUCCESS',
    resource: {
      out_trade_no: 'order0001',
      trade_state: 'SUCCESS',
      amount: { total: 9900 },
      payer: { openid: person.openid },
    },
  })
  const read = await wx('v3/pay/transactions/out-trade-no/order0001').get({ params: { mchid: pay.mchid } })
  expect(read.data).toMatchObject({ trade_state: 'SUCCESS' })
  const refund = {
    out_trade_no: 'order0001',
    out_refund_no: 'r1',
    notify_url: `${bench.hook}/pay/refund`,
    amount: { refund: 900, total: 9900, currency: 'CNY' },
  }
  const [once, again] = [
    await wx('v3/refund/domestic/refunds').post(refund),
    await wx('v3/refund/domestic/refunds').post(refund),
  ]
  expect(again.data['refund_id']).toBe(once.data['refund_id'])
  await bench.post('/lab/clock', { advance: 5 })
  expect(await next()).toMatchObject({
    event: 'REFUND.SUCCESS',
    resource: { out_refund_no: 'r1', refund_status: 'SUCCESS' },
  })
  const bill = {
    appid: officialAccount.appid,
    out_bill_no: 'bill1',
    transfer_scene_id: '1000',
    openid: person.openid,
    user_name: Rsa.encrypt(person.name, pay.publicKey),
    transfer_amount: 300_000,
    transfer_remark: '分享奖励',
    notify_url: `${bench.hook}/pay/transfer`,
    transfer_scene_report_infos: [{ info_type: '活动名称', info_content: '老带新' }],
  }
  const transfer = await wx('v3/fund-app/mch-transfer/transfer-bills').post(bill, {
    headers: { 'Wechatpay-Serial': pay.publicKeyId },
  })
  expect(transfer.data).toMatchObject({ state: 'WAIT_USER_CONFIRM' })
  await bench.post(`/lab/people/${person.id}/receive`, { package: transfer.data['package_info'] })
  expect(await next()).toMatchObject({
    event: 'MCHTRANSFER.BILL.FINISHED',
    resource: { out_bill_no: 'bill1', state: 'SUCCESS' },
  })
})

test('WeChat Pay: profit sharing after a minute, 30 % at most; a receiver who was never added gets nothing', async () => {
  const { pay, officialAccount } = bench.lab.world.credentials
  const wx = client({ [pay.publicKeyId]: pay.publicKey })
  const transaction_id = bench.lab.world.rows.orders.get('order0001')?.transaction
  const receiver = { type: 'MERCHANT_ID', account: '1900000001', amount: 1000, description: '门店分成' }
  const share = (amount: number) => {
    const out_order_no = `s${amount}`
    const receivers = [
      { ...receiver, amount },
      { ...receiver, account: '1900000002', amount: 1 },
    ]
    return wx('v3/profitsharing/orders').post({
      appid: officialAccount.appid,
      transaction_id,
      out_order_no,
      receivers,
      unfreeze_unsplit: true,
    })
  }
  const { appid } = officialAccount
  const name = Rsa.encrypt('某店', pay.publicKey)
  const { type, account } = receiver
  await wx('v3/profitsharing/receivers/add').post({ appid, type, account, name, relation_type: 'STORE' })
  await bench.post('/lab/clock', { advance: 60 })
  await expect(share(2970)).rejects.toThrow('403')
  expect((await share(1000)).data['state']).toBe('PROCESSING')
  await bench.post('/lab/clock', { advance: 5 })
  const read = await wx('v3/profitsharing/orders/s1000').get({ params: { transaction_id } })
  const results = (read.data['receivers'] as Json[]).map(({ result }) => result)
  expect([read.data['state'], ...results]).toEqual(['FINISHED', 'SUCCESS', 'CLOSED'])
})

test('WeChat Pay: certificates of the other mode, wrong signatures, callbacks tried for a day', async () => {
  const { pay, officialAccount } = bench.lab.world.credentials
  const wx = client({ [pay.platformSerial]: pay.platformCertificate })
  const certs = await wx('v3/certificates').get({ headers: { 'Wechatpay-Serial': pay.platformSerial } })
  const [cert] = certs.data['data'] as { serial_no: string; encrypt_certificate: Record<string, string> }[]
  const { ciphertext = '', nonce = '', associated_data = '' } = cert?.encrypt_certificate ?? {}
  const aesGcm = Reflect.get(Aes, 'AesGcm') as { decrypt(text: string, key: string, iv: string, aad: string): string }
  expect(aesGcm.decrypt(ciphertext, pay.apiV3Key, nonce, associated_data)).toBe(pay.platformCertificate)
  const unsigned = await fetch(`${bench.lab.url}/v3/pay/transactions/jsapi`, { method: 'POST', body: '{}' })
  expect([unsigned.status, ((await unsigned.json()) as Json)['code']]).toEqual([401, 'SIGN_ERROR'])
  const native = {
    appid: officialAccount.appid,
    mchid: pay.mchid,
    description: 'x',
    out_trade_no: 'order0002',
    notify_url: `${bench.hook}/pay/n`,
    amount: { total: 1 },
  }
  const headers = { 'Wechatpay-Serial': pay.platformSerial }
  const { data } = await wx('v3/pay/transactions/native').post(native, { headers })
  const person = await bench.post('/lab/people')
  expect(await bench.post(`/lab/people/${person['id']}/scan`, { url: data['code_url'] })).toMatchObject({
    kind: 'pay',
    total: 1,
  })
  bench.answers.status = 500
  const before = bench.heard.length
  await bench.post(`/lab/people/${person['id']}/pay`, { code_url: data['code_url'] })
  await bench.post('/lab/clock', { advance: 31 })
  expect(bench.heard.length - before).toBe(3)
  await bench.post('/lab/clock', { advance: 90_000 })
  expect(bench.heard.length - before).toBe(16)
  bench.answers.status = 200
})
