import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { day } from '#kit/time'
import { type Lab, startLab } from '../../lab/index.ts'
import { type SiyuHere, siyuHere } from '../support/inProcess.ts'
import { type Api, prepare } from '../support/siyu.ts'

const soon = <T>(read: () => T) => expect.poll(read, { timeout: 20_000, interval: 30 })

const folder = mkdtempSync(join(tmpdir(), 'siyu-mini-'))
let lab: Lab
let siyu: SiyuHere
let api: Api
let account = ''
let callback = ''

type Json = Record<string, string>
const labPost = async (path: string, body: unknown = {}): Promise<Json> =>
  (await fetch(lab.url + path, { method: 'POST', body: JSON.stringify(body) })).json() as Promise<Json>
const inboxOf = async (id: string) =>
  ((await (await fetch(`${lab.url}/lab/people/${id}/inbox`)).json()) as { items: { text?: string }[] }).items
const appid = () => lab.world.credentials.miniprogram.appid

const codeOf = async (id: string) => (await labPost(`/lab/people/${id}/login`))['code'] ?? ''

async function logsIn(name: string) {
  const made = await labPost('/lab/people', { name })
  const { id = '', miniOpenid: openid = '', unionid = '', phone = '' } = made
  const session = await api.weixin.login({ account, code: await codeOf(id) })
  const { id: person } = await api.people.lookup({ type: `openid:${appid()}`, value: openid })
  return { id, openid, unionid, phone, person, session }
}

beforeAll(async () => {
  lab = await startLab()
  await labPost('/lab/settings', { callbackPauseMs: 1 })
  siyu = await siyuHere(prepare(folder), { outgoingHosts: ['127.0.0.1'] })
  api = siyu.api
  // Noon in Shanghai, by both clocks.
  const toNoon = day - ((Date.now() - 4 * 3_600_000) % day)
  siyu.clock.advance(toNoon)
  await labPost('/lab/clock', { advance: toNoon / 1000 })
  const { appid, secret, token, encodingAESKey } = lab.world.credentials.miniprogram
  const settings = { appid, secret, token, encodingAESKey, base: lab.url }
  const made = await api.carrierAccounts.create({ kind: 'miniProgram', name: '明眸商城', settings })
  account = made.id
  callback = siyu.url + made.callback
})
afterAll(async () => {
  await siyu?.stop()
  await lab?.stop()
  rmSync(folder, { recursive: true, force: true })
})

test('[C20] the address is proven, the credentials are tried', async () => {
  expect(await labPost('/lab/callbacks', { miniprogram: callback, mode: 'secure', format: 'json' })).toMatchObject({
    miniprogram: { ok: true },
  })
  const { checked } = await api.carrierAccounts.check({ id: account })
  expect(checked.map(({ ok }) => ok)).toEqual([true, true])
})

test('[C24] whoever logs in is one person by unionid; a code is used once, a token stands for one account and a week', async () => {
  const one = await logsIn('小林')
  expect(one.session.hasUnionid).toBe(true)
  expect((await api.people.lookup({ type: 'unionid', value: one.unionid })).id).toBe(one.person)
  const code = await codeOf(one.id)
  await api.weixin.login({ account, code })
  await expect(api.weixin.login({ account, code })).rejects.toMatchObject({ status: 400 })
  await expect(api.weixin.login({ account, code: 'no-such-code' })).rejects.toMatchObject({ status: 400 })
  await labPost('/lab/failures', { path: '/sns/jscode2session', errcode: 40226, times: 1 })
  await expect(api.weixin.login({ account, code: await codeOf(one.id) })).rejects.toMatchObject({ status: 502 })
  // Nobody needs to be known to Siyu for it; nothing of the platform's is handed on.
  const anybody = await fetch(`${siyu.url}/api/v1/mini-programs/${account}/login`, {
    ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
    body: JSON.stringify({ code: await codeOf(one.id) }),
  })
  expect(anybody.status).toBe(200)
  const text = await anybody.text()
  expect(text).not.toContain('session_key')
  expect(text).not.toContain(one.openid)
})

test('[C24] the phone number that WeChat has proven joins the person who has it already', async () => {
  const one = await logsIn('小周')
  const { token } = one.session
  const phoneCode = async () => (await labPost(`/lab/people/${one.id}/phone-code`))['code'] ?? ''
  const { phone } = await api.weixin.phone({ account, token, code: await phoneCode() })
  expect(phone).not.toContain(one.phone.slice(3, 7))
  expect((await api.people.lookup({ type: 'phone', value: one.phone })).id).toBe(one.person)
  for (const wrong of ['', 'AAAA', `${token.slice(0, -2)}AA`])
    await expect(api.weixin.phone({ account, token: wrong, code: await phoneCode() })).rejects.toMatchObject({
      status: 401,
    })
  siyu.clock.advance(8 * day)
  await expect(api.weixin.phone({ account, token, code: await phoneCode() })).rejects.toMatchObject({ status: 401 })
  siyu.clock.advance(-8 * day)
})

test.each(['json', 'xml'] as const)(
  '[C26] %s: what was accepted may be sent, once for a key; refused it is given back, silent it is not',
  async (format) => {
    await labPost('/lab/callbacks', { miniprogram: callback, mode: 'secure', format })
    await labPost('/lab/failures', { path: 'callback:miniprogram', duplicate: true, times: 4 })
    const one = await logsIn(`订阅 ${format}`)
    const all = lab.world.rows.templates.all().filter(({ app }) => app === 'mini')
    const [template = '', other = ''] = all.map(({ id }) => id)
    const data = { character_string1: 'SF100', thing2: '镜片' }
    const of = { id: account, person: one.person, template }
    const left = async (which = template) => (await api.weixin.credit({ ...of, template: which })).left
    const answers = (templates: string[], accept: boolean) =>
      labPost(`/lab/people/${one.id}/subscribe-messages`, { app: 'mini', templates, accept })
    await expect(api.weixin.notify({ ...of, data, key: '0' })).rejects.toMatchObject({ status: 409 })
    await answers([template, other], true)
    await answers([template], true)
    await answers([template], false)
    await lab.idle()
    await soon(() => left()).toBe(2)
    expect(await left(other)).toBe(1)
    await labPost('/lab/failures', { path: '/cgi-bin/message/subscribe/send', errcode: 47003, times: 1 })
    await expect(api.weixin.notify({ ...of, data, key: '1' })).rejects.toMatchObject({ status: 502 })
    expect(await left()).toBe(2)
    expect(await api.weixin.notify({ ...of, data, key: '1' })).toEqual({ left: 1 })
    expect(await api.weixin.notify({ ...of, data, key: '1' })).toEqual({ left: 1 })
    expect((await inboxOf(one.id)).map(({ text }) => text)).toEqual(['发货提醒'])
    // They switched it off where we do not see it.
    await labPost('/lab/failures', { path: '/cgi-bin/message/subscribe/send', errcode: 43101, times: 1 })
    await expect(api.weixin.notify({ ...of, data, key: '2' })).rejects.toMatchObject({ status: 409 })
    expect(await left()).toBe(0)
  },
)

test('[C26] excluded or contacted often enough, nobody is notified and no credit is lost', async () => {
  const one = await logsIn('排除')
  const template = lab.world.rows.templates.all().find(({ title }) => title === '发货提醒')?.id ?? ''
  const of = { id: account, person: one.person, template }
  await labPost(`/lab/people/${one.id}/subscribe-messages`, { app: 'mini', templates: [template], accept: true })
  await lab.idle()
  await soon(async () => (await api.weixin.credit(of)).left).toBe(1)
  await api.people.exclude({ id: one.person, reason: 'test' })
  const data = { character_string1: 'SF1', thing2: '镜片' }
  await expect(api.weixin.notify({ ...of, data, key: 'a' })).rejects.toMatchObject({ status: 409 })
  expect(await api.weixin.credit(of)).toEqual({ left: 1 })
  expect(await inboxOf(one.id)).toEqual([])
})

test('[C24] a link opens the mini program for one person, thirty days at most', async () => {
  const made = await api.weixin.link({ id: account, path: 'pages/join', query: 'from=sms', days: 7 })
  expect(made.url.startsWith(lab.url)).toBe(true)
  expect(Date.parse(made.until) - siyu.clock()).toBe(7 * day)
  await expect(api.weixin.link({ id: account, days: 31 })).rejects.toMatchObject({ status: 400 })
})
