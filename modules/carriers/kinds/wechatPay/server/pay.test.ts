import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshPlatform, type TestPlatform } from '#platform/testing'
import { type Lab, startLab } from '../../../../../lab/index.ts'
import type { Opened } from '../../../server/adapter.ts'
import { Limits } from '../../../server/limits.ts'
import { payTrouble } from '../answers.ts'
import { asPay, wechatPayAdapter } from './adapter.ts'
import { payCalls } from './calls.ts'
import { PayKeys } from './client.ts'

let lab: Lab
let platform: TestPlatform
let server: Server
let notify = ''
let id = ''
const heard: { body: string; headers: Record<string, string> }[] = []
const keys = new PayKeys()
const calls = payCalls(keys)

const labPost = async (path: string, body: unknown = {}): Promise<Record<string, string>> =>
  (await fetch(lab.url + path, { method: 'POST', body: JSON.stringify(body) })).json() as Promise<
    Record<string, string>
  >

/** The lab's merchant, by its public key or by certificates. */
function merchant(mode: 'publicKey' | 'certificates', more: Record<string, string> = {}) {
  const { mchid, serial, merchantPrivateKey, apiV3Key, publicKeyId, publicKey } = lab.world.credentials.pay
  const own = mode === 'publicKey' ? { publicKeyId, publicKey } : {}
  const settings = { mchid, serial, privateKey: merchantPrivateKey, apiV3Key, base: lab.url, ...own, ...more }
  return asPay({ id, kind: 'wechatPay', name: '商户', settings, on: true })
}

const adapter = () => wechatPayAdapter({ ...platform, keys, limits: new Limits(platform.clock) })

beforeAll(async () => {
  lab = await startLab()
  await labPost('/lab/settings', { callbackPauseMs: 1 })
  platform = await freshPlatform()
  const row = await platform.postgres.pool.query(`insert into carriers_account
    (kind, name, settings, secrets, key_hash, key_sealed, created_by, created_at)
    values ('wechatPay', 'a', '{}', '', 'k', '', 'x', now()) returning id`)
  id = row.rows[0].id
  server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    heard.push({ body, headers: request.headers as Record<string, string> })
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  notify = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callbacks/x`
})
afterAll(async () => {
  server?.close()
  await lab?.stop()
  await platform?.close()
})

let numbers = 0
function next() {
  numbers += 1
  return `SY20261128${String(numbers).padStart(6, '0')}`
}

async function customer() {
  const { id: person = '', miniOpenid: openid = '' } = await labPost('/lab/people', { name: '小林' })
  return { person, openid, appid: lab.world.credentials.miniprogram.appid }
}

const told = async () =>
  (await platform.postgres.pool.query('select kind, number, state, amount::int from carriers_money order by at, state'))
    .rows

/** What was heard, proven, opened and applied, twice. The lab signs callbacks with the public key, for whomever. */
async function applyAll() {
  const opened: Opened[] = []
  for (const { body, headers } of heard.splice(0)) {
    const one = adapter().open(merchant('publicKey'), {}, body, headers)
    if (!one.ok) throw new Error(one.refusal)
    opened.push(one.value)
  }
  for (const { text } of [...opened, ...opened])
    expect(
      await adapter().apply({
        id: '1',
        account: merchant('publicKey'),
        text,
        receivedAt: platform.clock(),
        attempts: 0,
      }),
    ).toEqual({ kind: 'done' })
  return opened
}

describe.each(['publicKey', 'certificates'] as const)('by %s', (mode) => {
  test('[C29] ordered, paid, told once, read, refunded', async () => {
    const { person, ...who } = await customer()
    const number = next()
    const order = { ...who, number, description: '镜片', amount: 12_800, notify }
    const handed = await calls.order(merchant(mode), order)
    if (!handed.ok) throw new Error(handed.refusal.text)
    // Asked again by the same number it is one order.
    const again = await calls.order(merchant(mode), order)
    expect(again.ok && again.value.package).toBe(handed.value.package)
    // The phone checks the merchant's signature.
    await labPost('/lab/failures', { path: 'callback:pay', duplicate: true, times: 1 })
    expect(await labPost(`/lab/people/${person}/pay`, handed.value)).toMatchObject({ kind: 'paid' })
    await lab.idle()
    await applyAll()
    expect(await told()).toContainEqual({ kind: 'payment', number, state: 'SUCCESS', amount: 12_800 })
    expect(await calls.read(merchant(mode), number)).toMatchObject({ value: { trade_state: 'SUCCESS' } })
    expect(await calls.close(merchant(mode), number)).toMatchObject({ refusal: { code: 'ORDERPAID' } })
    const refund = { order: number, number: `R${number}`, total: 12_800, amount: 800, notify }
    expect(await calls.refund(merchant(mode), refund)).toMatchObject({ value: { status: 'PROCESSING' } })
    expect(await calls.refund(merchant(mode), refund)).toMatchObject({ ok: true })
    await labPost('/lab/clock', { advance: 10 })
    await lab.idle()
    await applyAll()
    expect(await told()).toContainEqual({ kind: 'refund', number: `R${number}`, state: 'SUCCESS', amount: 800 })
    expect(await calls.readRefund(merchant(mode), `R${number}`)).toMatchObject({ value: { status: 'SUCCESS' } })
  })

  test('[C29] the credentials are tried; each mistake is told', async () => {
    expect((await adapter().check(merchant(mode))).map(({ ok }) => ok)).toEqual([true])
    const wrong = merchant(mode, { privateKey: lab.world.credentials.pay.platformPrivateKey })
    const [item] = await wechatPayAdapter({
      ...platform,
      keys: new PayKeys(),
      limits: new Limits(platform.clock),
    }).check(wrong)
    expect(item).toMatchObject({ ok: false, found: expect.stringContaining('SIGN_ERROR') })
  })
})

test('[C29] a key whose breaks a field of one line took out is whole again; one that is none is told', async () => {
  const { merchantPrivateKey } = lab.world.credentials.pay
  const flat = merchant('publicKey', { privateKey: merchantPrivateKey.replaceAll('\n', '') })
  expect((await adapter().check(flat)).map(({ ok }) => ok)).toEqual([true])
  const none = merchant('publicKey', { privateKey: '-----BEGIN PRIVATE KEY-----AAAA-----END PRIVATE KEY-----' })
  expect(await adapter().check(none)).toMatchObject([{ ok: false, found: expect.stringContaining('BAD_KEY') }])
})

test('[C29] an order nobody paid is closed; one that is not there is told', async () => {
  const { person: _, ...who } = await customer()
  const number = next()
  await calls.order(merchant('publicKey'), { ...who, number, description: '镜片', amount: 100, notify })
  expect(await calls.close(merchant('publicKey'), number)).toMatchObject({ ok: true })
  expect(await calls.read(merchant('publicKey'), number)).toMatchObject({ value: { trade_state: 'CLOSED' } })
  expect(await calls.read(merchant('publicKey'), 'nowhere00')).toMatchObject({ refusal: { meaning: 'gone' } })
})

test('[C29] what the platform has not signed, or not now, or with another key, is not believed', async () => {
  const other = merchant('publicKey', { publicKey: lab.world.credentials.pay.merchantPublicKey })
  expect(await calls.read(other, 'nowhere00')).toMatchObject({ refusal: { code: 'BAD_ANSWER' } })
  const { person, ...who } = await customer()
  const handed = await calls.order(merchant('publicKey'), {
    ...who,
    number: next(),
    description: 'x',
    amount: 1,
    notify,
  })
  await labPost(`/lab/people/${person}/pay`, handed.ok ? handed.value : {})
  await lab.idle()
  const [{ body, headers } = { body: '', headers: {} }] = heard.splice(0)
  const open = (account: ReturnType<typeof merchant>, text: string, more: Record<string, string>) =>
    adapter().open(account, {}, text, { ...headers, ...more })
  expect(open(merchant('publicKey'), body, {})).toMatchObject({ ok: true })
  expect(open(merchant('publicKey'), `${body} `, {})).toMatchObject({ refusal: 'bad-signature' })
  expect(open(other, body, {})).toMatchObject({ refusal: 'bad-signature' })
  expect(open(merchant('publicKey'), body, { 'wechatpay-timestamp': '1700000000' })).toMatchObject({
    refusal: 'bad-signature',
  })
  expect(open(merchant('publicKey'), body, { 'wechatpay-signature': 'WECHATPAY/SIGNTEST/abc' })).toMatchObject({
    refusal: 'bad-signature',
  })
  expect(open(merchant('publicKey'), body, { 'wechatpay-serial': 'ABC' })).toMatchObject({ refusal: 'bad-signature' })
  expect(open(merchant('publicKey', { apiV3Key: 'x'.repeat(32) }), body, {})).toMatchObject({ refusal: 'bad-message' })
})

test('[C30] a transfer that was answered badly is found by its number and paid once', async () => {
  const { person, ...who } = await customer()
  const number = next()
  const report = [
    { info_type: '活动名称', info_content: '老带新' },
    { info_type: '奖励说明', info_content: '邀请奖励' },
  ]
  const bill = { ...who, number, amount: 500, scene: '1000', remark: '邀请奖励', report, notify }
  const path = '/v3/fund-app/mch-transfer/transfer-bills'
  // It happens, and then the answer is an error: what it is is read, and nothing goes twice.
  await labPost('/lab/failures', { path, times: 1, status: 500, code: 'SYSTEM_ERROR', effect: true })
  const made = await calls.transfer(merchant('publicKey'), bill, false)
  expect(made).toMatchObject({ value: { state: 'WAIT_USER_CONFIRM' } })
  expect(await calls.transfer(merchant('publicKey'), bill, true)).toMatchObject({
    value: { state: 'WAIT_USER_CONFIRM' },
  })
  const paid = lab.world.rows.bills.all().filter(({ openid }) => openid === who.openid)
  expect(paid.map(({ amount }) => amount)).toEqual([500])
  await labPost(`/lab/people/${person}/receive`, { out_bill_no: number })
  await lab.idle()
  await applyAll()
  expect(await told()).toContainEqual({ kind: 'transfer', number, state: 'SUCCESS', amount: 500 })
  expect(await calls.transfer(merchant('publicKey'), bill, true)).toMatchObject({ value: { state: 'SUCCESS' } })
  // A name is sealed for the platform's eyes; a wrong one is refused, and another bill is called off.
  const named = { ...bill, number: next(), amount: 300_000, realName: '别人' }
  expect(await calls.transfer(merchant('publicKey'), named, false)).toMatchObject({
    refusal: { code: 'INVALID_REQUEST' },
  })
  const right = { ...named, number: next(), realName: '小林' }
  expect(await calls.transfer(merchant('publicKey'), right, false)).toMatchObject({ ok: true })
  expect(await calls.cancelTransfer(merchant('publicKey'), right.number)).toMatchObject({
    value: { state: 'CANCELING' },
  })
  expect(await calls.readTransfer(merchant('publicKey'), 'nowhere')).toMatchObject({ refusal: { meaning: 'gone' } })
})

test.each([
  [500, 'SYSTEM_ERROR', 'busy'],
  [500, 'BANK_ERROR', 'busy'],
  [503, 'WHATEVER', 'busy'],
  [429, 'FREQUENCY_LIMITED', 'limited'],
  [401, 'SIGN_ERROR', 'setup'],
  [403, 'NO_AUTH', 'setup'],
  [403, 'NOT_ENOUGH', 'setup'],
  [404, 'ORDER_NOT_EXIST', 'gone'],
  [400, 'ORDERPAID', 'wrong'],
  [400, 'WHATEVER', 'wrong'],
] as const)('[C29] %i %s means %s', (status, code, meaning) => {
  expect(payTrouble(status, code, 'x')).toMatchObject({ meaning, code })
})
