import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { day } from '#kit/time'
import { type Lab, startLab } from '../../lab/index.ts'
import { replyKey } from '../../modules/carriers/core/menu.ts'
import { type SiyuHere, siyuHere } from '../support/inProcess.ts'
import { planSees } from '../support/planSees.ts'
import { type Api, prepare } from '../support/siyu.ts'

const soon = <T>(read: () => T) => expect.poll(read, { timeout: 20_000, interval: 30 })

const folder = mkdtempSync(join(tmpdir(), 'siyu-official-'))
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
const appid = () => lab.world.credentials.officialAccount.appid

/** Who they are by their openid; null = nobody. */
const whois = (openid: string) => api.people.lookup({ type: `openid:${appid()}`, value: openid }).catch(() => null)
const ties = async (openid: string) => (await whois(openid))?.carriers.map(({ endedAt }) => endedAt === null) ?? []

async function comes(name: string) {
  const made = await labPost('/lab/people', { name })
  const { id = '', openid = '', unionid = '' } = made
  return { id, openid, unionid }
}

async function follows(name: string, scene?: string) {
  const one = await comes(name)
  await labPost(`/lab/people/${one.id}/follow`, scene ? { scene } : {})
  await lab.idle()
  await soon(() => ties(one.openid)).toEqual([true])
  return { ...one, person: (await whois(one.openid))?.id ?? '' }
}

/** Both clocks show the same: that of the platforms also runs by itself, so ours falls behind where the machine is busy. */
async function level() {
  const { now = '' } = (await (await fetch(`${lab.url}/lab/clock`)).json()) as Json
  const ahead = Date.parse(now) - siyu.clock()
  if (ahead > 0) siyu.clock.advance(ahead)
  else await labPost('/lab/clock', { advance: -ahead / 1000 })
}

/** Both clocks go on. */
async function pass(ms: number) {
  siyu.clock.advance(ms)
  await labPost('/lab/clock', { advance: ms / 1000 })
  await level()
}

const settle = () => soon(async () => (await api.carrierAccounts.get({ id: account })).waiting).toBe(0)

beforeAll(async () => {
  lab = await startLab()
  await labPost('/lab/settings', { callbackPauseMs: 1 })
  siyu = await siyuHere(prepare(folder), { outgoingHosts: ['127.0.0.1'] })
  api = siyu.api
  const { appid, secret, token, encodingAESKey } = lab.world.credentials.officialAccount
  const settings = { appid, secret, token, encodingAESKey, base: lab.url }
  const made = await api.carrierAccounts.create({ kind: 'officialAccount', name: '明眸眼镜', settings })
  account = made.id
  callback = siyu.url + made.callback
})
afterAll(async () => {
  await siyu?.stop()
  await lab?.stop()
  rmSync(folder, { recursive: true, force: true })
})

test('[C20] the address is proven; the credentials are tried, and each mistake is told with what to do', async () => {
  expect(await labPost('/lab/callbacks', { officialAccount: callback, mode: 'secure' })).toMatchObject({
    officialAccount: { ok: true },
  })
  expect((await api.carrierAccounts.check({ id: account })).checked[0]).toMatchObject({ ok: true })
  await api.carrierAccounts.change({ id: account, settings: { secret: 'not-the-secret' } })
  expect((await api.carrierAccounts.check({ id: account })).checked).toMatchObject([
    { ok: false, found: expect.stringContaining('40125'), advice: { zh: expect.stringContaining('AppSecret') } },
  ])
  await api.carrierAccounts.change({
    ...{ id: account, settings: { secret: lab.world.credentials.officialAccount.secret } },
  })
  await expect(
    api.carrierAccounts.change({ id: account, settings: { appid: 'wx0123456789abcdef' } }),
  ).rejects.toMatchObject({ status: 409 })
})

test('[C21] who follows by a code is one person by unionid; a token that was ended is renewed; who leaves is no contact', async () => {
  await labPost('/lab/failures', { path: 'callback:officialAccount', duplicate: true, times: 3 })
  await labPost('/lab/failures', { path: '/cgi-bin/user/info', errcode: 40001, times: 1 })
  const one = await follows('小林', 'A17')
  const found = await whois(one.openid)
  expect(found?.identities.map(({ type }) => type).sort()).toEqual([`openid:${appid()}`, 'unionid'])
  expect(found?.carriers).toMatchObject([{ carrier: 'officialAccount', account: appid(), endedAt: null }])
  expect((await api.people.lookup({ type: 'unionid', value: one.unionid })).id).toBe(found?.id)
  await pass(60_000)
  await labPost(`/lab/people/${one.id}/unfollow`)
  await lab.idle()
  await soon(() => ties(one.openid)).toEqual([false])
  await pass(60_000)
  await labPost(`/lab/people/${one.id}/follow`)
  await lab.idle()
  await soon(async () => (await ties(one.openid)).sort()).toEqual([false, true])
})

test('[C21] told in the wrong order, busy and forged it comes to the same', async () => {
  await labPost('/lab/failures', { path: '/cgi-bin/user/info', errcode: -1, times: 1 })
  await labPost('/lab/failures', { path: 'callback:officialAccount', swapped: true, times: 1 })
  await labPost('/lab/failures', { path: 'callback:officialAccount', forged: true, times: 1 })
  const one = await comes('小周')
  await labPost(`/lab/people/${one.id}/follow`)
  await pass(1000)
  await labPost(`/lab/people/${one.id}/unfollow`)
  await lab.idle()
  await soon(async () => {
    siyu.clock.advance(2000)
    return ties(one.openid)
  }).toEqual([false])
})

test.each(['plain', 'compatible'] as const)('[C20] %s messages: taken as the account is set', async (mode) => {
  await api.carrierAccounts.change({ id: account, settings: { mode: mode === 'plain' ? 'plain' : 'secure' } })
  await labPost('/lab/callbacks', { officialAccount: callback, mode })
  await follows(`模式 ${mode}`)
  if (mode === 'plain') await api.carrierAccounts.change({ id: account, settings: { mode: 'secure' } })
  const one = await comes('拒绝')
  if (mode === 'compatible') return
  // Set to secure, what is not sealed is refused and leaves nothing.
  await labPost(`/lab/people/${one.id}/follow`)
  await lab.idle()
  expect(await whois(one.openid)).toBeNull()
  await labPost('/lab/callbacks', { officialAccount: callback, mode: 'secure' })
})

test('[C23] an answer goes only after the customer did something, so often and so long as the platform lets it', async () => {
  await level()
  const one = await follows('小何')
  const of = { id: account, person: one.person }
  await settle()
  expect(await api.weixin.window(of)).toMatchObject({ left: 3 })
  await pass(61_000)
  expect(await api.weixin.window(of)).toEqual({ left: 0, until: null })
  await expect(api.weixin.answer({ ...of, text: '在吗' })).rejects.toMatchObject({ status: 409 })
  await labPost(`/lab/people/${one.id}/write`, { app: 'account', text: '几点关门' })
  await lab.idle()
  await soon(async () => (await api.weixin.window(of)).left).toBe(5)
  // A refusal gives the place back, silence does not: it may have been sent.
  await labPost('/lab/failures', { path: '/cgi-bin/message/custom/send', errcode: 48001, times: 1 })
  await expect(api.weixin.answer({ ...of, text: '九点' })).rejects.toMatchObject({ status: 502 })
  expect(await api.weixin.answer({ ...of, text: '九点关门' })).toMatchObject({ left: 4 })
  expect((await inboxOf(one.id)).map(({ text }) => text)).toContain('九点关门')
  const answers = await Promise.allSettled(
    ['1', '2', '3', '4', '5', '6'].map((text) => api.weixin.answer({ ...of, text })),
  )
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(4)
  // The platform's own count wins: others may have answered by hand.
  await pass(1000)
  await labPost(`/lab/people/${one.id}/write`, { app: 'account', text: '谢谢' })
  await lab.idle()
  await soon(async () => (await api.weixin.window(of)).left).toBe(5)
  await labPost('/lab/failures', { path: '/cgi-bin/message/custom/send', errcode: 45047, times: 1 })
  await expect(api.weixin.answer({ ...of, text: '不客气' })).rejects.toMatchObject({ status: 409 })
  expect(await api.weixin.window(of)).toEqual({ left: 0, until: null })
})

test('[C22] read anew, whoever is there is there, and whoever left without our being told is gone', async () => {
  await labPost('/lab/failures', { path: 'callback:officialAccount', lost: true, times: 10 })
  const [stays, goes] = [await comes('留下'), await comes('走了')]
  for (const { id } of [stays, goes]) await labPost(`/lab/people/${id}/follow`)
  await lab.idle()
  expect(await whois(stays.openid)).toBeNull()
  const synced = async () => {
    siyu.clock.advance(1000)
    const { task } = await api.carrierAccounts.sync({ id: account })
    await soon(async () => (await api.tasks.get({ id: task })).state).toBe('done')
  }
  await synced()
  expect([await ties(stays.openid), await ties(goes.openid)]).toEqual([[true], [true]])
  await labPost(`/lab/people/${goes.id}/unfollow`)
  await lab.idle()
  await synced()
  expect([await ties(stays.openid), await ties(goes.openid)]).toEqual([[true], [false]])
  const truth = (await (await fetch(`${lab.url}/lab/truth`)).json()) as { followers: string[] }
  expect((await api.carrierAccounts.get({ id: account })).contacts).toBe(truth.followers.length)
})

test('[C71] a code with a parameter: who follows by it came from its source, has its tag and its reply; a scan counts once', async () => {
  await fetch(`${lab.url}/lab/failures`, { method: 'DELETE' })
  await labPost('/lab/failures', { path: 'callback:officialAccount', duplicate: true, times: 4 })
  const scene = await api.official.makeScene({
    ...{ id: account, name: '橱窗', source: '橱窗海报', tag: '看过橱窗', welcome: '{{姓名|您}}好，欢迎' },
  })
  const one = await comes('小吴')
  const scan = async () => {
    await labPost(`/lab/people/${one.id}/scan`, { url: scene.url })
    await lab.idle()
    await settle()
  }
  await scan()
  await soon(async () => (await whois(one.openid))?.source).toBe('橱窗海报')
  const person = (await whois(one.openid))?.id ?? ''
  await soon(async () => (await api.tags.ofPerson({ id: person })).items.map(({ name }) => name)).toEqual(['看过橱窗'])
  expect((await inboxOf(one.id)).map(({ text }) => text)).toEqual(['您好，欢迎'])
  await pass(2000)
  await scan()
  const mine = async () => (await api.official.scenes({ id: account })).items.find(({ id }) => id === scene.id)
  await soon(mine).toMatchObject({ scans: 2, followed: 1, on: true })
  expect(await inboxOf(one.id)).toHaveLength(2)
  await api.official.endScene({ id: account, scene: scene.id })
  await pass(2000)
  await scan()
  await soon(mine).toMatchObject({ scans: 3, on: false })
  expect(await inboxOf(one.id)).toHaveLength(2)
  expect((await api.official.scenes({ id: account })).permanent).toBe(0)
})

test('[C70] [C68] a menu is published as it was kept, a tap on it is answered, and what was said stands in the conversation', async () => {
  const text = '早十晚九'
  const kept = await api.official.putMenu({ id: account, draft: [{ does: 'reply', name: '营业时间', text }] })
  expect(kept).toMatchObject({ isOpen: false, published: null })
  expect(await api.official.publishMenu({ id: account })).toMatchObject({ isOpen: true, left: 0 })
  await level()
  const one = await follows('小郑')
  await pass(61_000)
  await labPost(`/lab/people/${one.id}/menu`, { key: replyKey(text) })
  await lab.idle()
  await soon(async () => (await inboxOf(one.id)).map((each) => each.text)).toContain(text)
  await labPost(`/lab/people/${one.id}/write`, { app: 'account', text: '周日呢' })
  await lab.idle()
  const talk = () => api.official.talk({ id: account, person: one.person })
  await soon(async () => (await talk()).items.map((each) => each.kind)).toEqual(['heard', 'answer', 'heard'])
  // What is left of the tap, and the five of the message.
  expect((await talk()).left).toBe(7)
  expect((await api.official.talks({ id: account })).items[0]).toMatchObject({
    unanswered: true,
    last: { text: '周日呢' },
  })
  await api.weixin.answer({ id: account, person: one.person, text: '也开' })
  expect((await talk()).items.at(-1)).toMatchObject({ kind: 'answer', text: '也开', state: 'sent' })
  const { items } = await api.people.timeline({ id: one.person, facts: 'touch' })
  // What they wrote is told by the second, what we answered is known by the millisecond.
  const names = items.map(({ name }) => name).sort()
  expect(names).toEqual(['answer sent', 'answer sent', 'message heard', 'message heard'])
})

test('[C73] a visitor of a page is who WeChat says; a snapshot is nobody, and a code is used once', async () => {
  const one = await follows('小钱')
  const codeOf = async (more: string) => {
    const asked = { account, redirect: 'https://h5.example.com/a?b=1', state: 'abc' }
    const { url } = await api.official.authorize({ ...asked, scope: 'userinfo' })
    const visit = new URL(url)
    expect(visit.hash).toBe('#wechat_redirect')
    const there = await fetch(`${lab.url}${visit.pathname}${visit.search}&lab_person=${one.id}${more}`, {
      redirect: 'manual',
    })
    const back = new URL(there.headers.get('location') ?? '')
    expect(back.searchParams.get('state')).toBe('abc')
    return back.searchParams.get('code') ?? ''
  }
  const code = await codeOf('')
  const login = await api.official.webLogin({ account, code })
  expect(login).toMatchObject({ isSnapshot: false, token: expect.any(String) })
  await expect(api.official.webLogin({ account, code })).rejects.toMatchObject({ status: 400 })
  const count = async () => (await api.people.count({})).all
  const before = await count()
  expect(await api.official.webLogin({ account, code: await codeOf('&lab_snapshot=1') })).toEqual({
    ...{ token: null, until: null, isSnapshot: true },
  })
  expect(await count()).toBe(before)
})

test('[C72] whoever takes back what they allowed is advertised to no more, and what was said with them goes', async () => {
  const one = await follows('小冯')
  await labPost(`/lab/people/${one.id}/write`, { app: 'account', text: '删掉我的' })
  await lab.idle()
  const talk = async () => (await api.official.talk({ id: account, person: one.person })).items
  await soon(async () => (await talk()).length).toBe(1)
  await pass(1000)
  await labPost(`/lab/people/${one.id}/revoke`, { app: 'account', info: '6,8' })
  await lab.idle()
  const states = async () => {
    const { items } = await api.consents.of({ id: one.person })
    return ['marketing.wechat', 'marketing.sms'].map((name) => items.find(({ purpose }) => purpose === name)?.state)
  }
  await soon(states).toEqual(['withdrawn', 'withdrawn'])
  expect(await talk()).toEqual([])
  expect(await ties(one.openid)).toEqual([true])
})

test('[A110] a plan counts whoever came by a code once, however often they scan it', async () => {
  const scene = (await api.official.scenes({ id: account })).items.find(({ name }) => name === '橱窗')?.id ?? ''
  const { counts } = await planSees(siyu, [['scan', 'scene', scene], ['follow', 'scene', scene], ['order']])
  expect(counts).toEqual([1, 1, 0])
})

test('[C25] [C11] erased, nothing of a person stays with the account', async () => {
  await fetch(`${lab.url}/lab/failures`, { method: 'DELETE' })
  const one = await follows('小孙')
  const before = await api.carrierAccounts.get({ id: account })
  siyu.clock.advance(day)
  const asked = await api.privacy.erase({ id: one.person, reason: '本人要求' })
  await soon(async () => (await api.privacy.get({ id: asked.id })).state).toBe('done')
  expect((await api.carrierAccounts.get({ id: account })).contacts).toBe(before.contacts - 1)
  expect(await whois(one.openid)).toBeNull()
})
