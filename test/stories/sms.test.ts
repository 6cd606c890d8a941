import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { day } from '#kit/time'
import { type Lab, startLab } from '../../lab/index.ts'
import { type SiyuHere, siyuHere } from '../support/inProcess.ts'
import { type Api, prepare } from '../support/siyu.ts'

const soon = <T>(read: () => T) => expect.poll(read, { timeout: 20_000, interval: 30 })

const folder = mkdtempSync(join(tmpdir(), 'siyu-sms-'))
let lab: Lab
let siyu: SiyuHere
let api: Api
let mini = ''

type Json = Record<string, string>
const labPost = async (path: string, body: unknown = {}): Promise<Json> =>
  (await fetch(lab.url + path, { method: 'POST', body: JSON.stringify(body) })).json() as Promise<Json>
const inboxOf = async (id: string) =>
  ((await (await fetch(`${lab.url}/lab/people/${id}/inbox`)).json()) as { items: { text?: string }[] }).items

/** Somebody with a phone number and a consent to advertisements. */
async function someone(name: string) {
  const { id = '', phone = '' } = await labPost('/lab/people', { name })
  const code = (await labPost(`/lab/people/${id}/login`))['code'] ?? ''
  const { token } = await api.weixin.login({ account: mini, code })
  const phoneCode = (await labPost(`/lab/people/${id}/phone-code`))['code'] ?? ''
  await api.weixin.phone({ account: mini, token, code: phoneCode })
  const { id: person } = await api.people.lookup({ type: 'phone', value: phone })
  await api.consents.record({ id: person, purpose: 'marketing.sms', given: true, textVersion: '1', reason: '门店签的' })
  return { id, phone, person }
}

const consentOf = async (person: string) =>
  (await api.consents.of({ id: person })).items.find(({ purpose }) => purpose === 'marketing.sms')?.state

/** Both clocks go on. */
async function pass(ms: number) {
  siyu.clock.advance(ms)
  await labPost('/lab/clock', { advance: ms / 1000 })
}

beforeAll(async () => {
  lab = await startLab()
  await labPost('/lab/settings', { callbackPauseMs: 1, smsDeliveredPercent: 100 })
  siyu = await siyuHere(prepare(folder), { outgoingHosts: ['127.0.0.1'] })
  api = siyu.api
  await pass(day - ((Date.now() - 4 * 3_600_000) % day))
  const { appid, secret, token, encodingAESKey } = lab.world.credentials.miniprogram
  const settings = { appid, secret, token, encodingAESKey, base: lab.url }
  mini = (await api.carrierAccounts.create({ kind: 'miniProgram', name: '商城', settings })).id
})
afterAll(async () => {
  await siyu?.stop()
  await lab?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const credentials = () => lab.world.credentials.sms
const kinds = [
  { kind: 'aliyunSms', keys: () => credentials().aliyun, wrong: 'accessKeySecret', code: 'SignatureDoesNotMatch' },
  { kind: 'tencentSms', keys: () => credentials().tencent, wrong: 'secretKey', code: 'AuthFailure' },
] as const

describe.each(kinds)('$kind', ({ kind, keys, wrong, code: refused }) => {
  const isAliyun = kind === 'aliyunSms'
  let account = ''
  const codes: Record<string, string> = {}

  test('[C27] connected, tried, and its texts named', async () => {
    const settings = { ...keys(), sign: '明眸眼镜', base: lab.url }
    const made = await api.carrierAccounts.create({ kind, name: kind, settings })
    account = made.id
    const callback = siyu.url + made.callback
    await labPost(
      '/lab/callbacks',
      isAliyun ? { aliyun: callback, aliyunUp: callback } : { tencent: callback, tencentUp: callback },
    )
    expect((await api.carrierAccounts.check({ id: account })).checked.map(({ ok }) => ok)).toEqual([true])
    await api.carrierAccounts.change({ id: account, settings: { [wrong]: 'not-the-secret' } })
    expect((await api.carrierAccounts.check({ id: account })).checked).toMatchObject([
      { ok: false, found: expect.stringContaining(refused) },
    ])
    await api.carrierAccounts.change({ id: account, settings: keys() })
    for (const { id, tencent, content, kind: of } of lab.world.rows.smsTemplates.all()) {
      codes[of] = isAliyun ? id : tencent
      const purpose = of === 'marketing' ? 'promotion' : 'service'
      await api.sms.putTemplate({ id: account, code: codes[of] ?? '', text: content, purpose })
    }
    expect((await api.sms.templates({ id: account })).items).toHaveLength(3)
  })

  test('[C27] what is sent arrives once for a key, and its report is told, early, late or twice', async () => {
    await labPost('/lab/failures', { path: `callback:${isAliyun ? 'aliyun' : 'tencent'}`, duplicate: true, times: 2 })
    const one = await someone('小林')
    const of = { id: account, person: one.person, template: codes['marketing'] ?? '', values: { link: 'a.cn/x' } }
    const sent = await api.sms.send({ ...of, key: '1' })
    expect(sent).toMatchObject({ state: 'sent', segments: 1 })
    expect((await api.sms.send({ ...of, key: '1' })).id).toBe(sent.id)
    expect((await inboxOf(one.id)).map(({ text }) => text)).toEqual([
      '【明眸眼镜】您的镜片已到建议更换时间，点击a.cn/x添加专属验光师。拒收请回复R',
    ])
    await pass(5000)
    await lab.idle()
    await soon(() => api.sms.ofPerson({ id: one.person })).toMatchObject({ items: [{ state: 'delivered' }] })
    // The gate counts it: a second advertisement of the week is refused, and nothing goes.
    await expect(api.sms.send({ ...of, key: '2' })).rejects.toMatchObject({ status: 409 })
    await expect(api.sms.send({ ...of, values: {}, key: '3' })).rejects.toMatchObject({ status: 400 })
    expect(await inboxOf(one.id)).toHaveLength(1)
  })

  test('[C28] whoever answers R has withdrawn at once, for every account; who never consented gets none', async () => {
    const one = await someone('小周')
    expect(await consentOf(one.person)).toBe('given')
    await labPost(`/lab/people/${one.id}/sms`, { text: ' r ', vendor: isAliyun ? 'aliyun' : 'tencent' })
    await lab.idle()
    await soon(() => consentOf(one.person)).toBe('withdrawn')
    const of = { id: account, person: one.person, values: { link: 'a' } }
    await expect(api.sms.send({ ...of, template: codes['marketing'] ?? '', key: `r${kind}` })).rejects.toMatchObject({
      status: 409,
    })
    // What they wait for still comes.
    const notice = { name: '小周', time: '明天十点' }
    expect(
      await api.sms.send({ ...of, template: codes['notice'] ?? '', values: notice, key: `n${kind}` }),
    ).toMatchObject({
      state: 'sent',
    })
    // Given anew by mistake, the number is still stopped.
    siyu.clock.advance(1000)
    await api.consents.record({
      id: one.person,
      purpose: 'marketing.sms',
      given: true,
      textVersion: '1',
      reason: '误登记',
    })
    await expect(api.sms.send({ ...of, template: codes['marketing'] ?? '', key: `s${kind}` })).rejects.toMatchObject({
      status: 409,
    })
  })

  test('[C27] after silence it is not sent again; what is refused gives its place back', async () => {
    const one = await someone('小何')
    const of = { id: account, person: one.person, template: codes['marketing'] ?? '', values: { link: 'a' } }
    await api.carrierAccounts.change({ id: account, settings: { sign: '别的签名' } })
    await expect(api.sms.send({ ...of, key: 'x1' })).rejects.toMatchObject({ status: 502 })
    await api.carrierAccounts.change({ id: account, settings: { sign: '明眸眼镜' } })
    await api.carrierAccounts.change({ id: account, settings: { base: 'http://127.0.0.1:9' } })
    expect(await api.sms.send({ ...of, key: 'x2' })).toMatchObject({ state: 'unsure' })
    await api.carrierAccounts.change({ id: account, settings: { base: lab.url } })
    expect(await api.sms.send({ ...of, key: 'x2' })).toMatchObject({ state: 'unsure' })
    await expect(api.sms.send({ ...of, key: 'x3' })).rejects.toMatchObject({ status: 409 })
    expect(await inboxOf(one.id)).toEqual([])
  })

  test('[C27] a push that says nothing is refused', async () => {
    const { callback } = await api.carrierAccounts.get({ id: account })
    for (const body of ['', '[]', '{}', 'no', '[{"mobile":1}]'])
      expect((await fetch(siyu.url + callback, { method: 'POST', body })).status).toBe(400)
  })
})
