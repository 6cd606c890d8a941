import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { day } from '#kit/time'
import { type Lab, startLab } from '../../lab/index.ts'
import { lookAtStory } from '../e2e/screens.ts'
import { chromiumPath } from '../e2e/walk.ts'
import { exported } from '../support/exported.ts'
import { type SiyuHere, siyuHere } from '../support/inProcess.ts'
import { planSees } from '../support/planSees.ts'
import { type Api, prepare } from '../support/siyu.ts'

const soon = <T>(read: () => T) => expect.poll(read, { timeout: 20_000, interval: 30 })

const folder = mkdtempSync(join(tmpdir(), 'siyu-sms-path-'))
let lab: Lab
let siyu: SiyuHere
let api: Api
let mini = ''
let sms = ''
let wecom = ''

type Json = Record<string, string>
const labPost = async (path: string, body: unknown = {}): Promise<Json> =>
  (await fetch(lab.url + path, { method: 'POST', body: JSON.stringify(body) })).json() as Promise<Json>

/** Both clocks go on. */
async function pass(ms: number) {
  siyu.clock.advance(ms)
  await labPost('/lab/clock', { advance: ms / 1000 })
}

interface Someone {
  readonly id: string
  readonly person: string
}

/** Somebody with a phone number who has allowed advertisements. */
async function someone(name: string): Promise<Someone> {
  const { id = '', phone = '' } = await labPost('/lab/people', { name })
  const code = (await labPost(`/lab/people/${id}/login`))['code'] ?? ''
  const { token } = await api.weixin.login({ account: mini, code })
  const phoneCode = (await labPost(`/lab/people/${id}/phone-code`))['code'] ?? ''
  await api.weixin.phone({ account: mini, token, code: phoneCode })
  const { id: person } = await api.people.lookup({ type: 'phone', value: phone })
  await api.consents.record({ id: person, purpose: 'marketing.sms', given: true, textVersion: '1', reason: '门店签的' })
  return { id, person }
}

/** The newest SMS of somebody; empty where it was lost on the way. */
const smsTo = async ({ id }: Someone) => {
  const { items } = (await (await fetch(`${lab.url}/lab/people/${id}/inbox`)).json()) as { items: { text?: string }[] }
  return items.findLast(({ text }) => text?.includes('明眸'))?.text ?? ''
}

beforeAll(async () => {
  lab = await startLab()
  await labPost('/lab/settings', { callbackPauseMs: 1, smsDeliveredPercent: 85 })
  siyu = await siyuHere(prepare(folder), { outgoingHosts: ['127.0.0.1'] })
  api = siyu.api
  // Noon in Shanghai: at night nobody is written to.
  await pass(day - ((Date.now() - 4 * 3_600_000) % day))
  const { miniprogram, sms: providers } = lab.world.credentials
  const { appid, secret, token, encodingAESKey } = miniprogram
  const settings = { appid, secret, token, encodingAESKey, base: lab.url }
  mini = (await api.carrierAccounts.create({ kind: 'miniProgram', name: '商城', settings })).id
  const ofSms = { ...providers.aliyun, sign: '明眸眼镜', base: lab.url }
  const made = await api.carrierAccounts.create({ kind: 'aliyunSms', name: '短信', settings: ofSms })
  sms = made.id
  await labPost('/lab/callbacks', { aliyun: siyu.url + made.callback, aliyunUp: siyu.url + made.callback })
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the vendors' own placeholders
  const text = '${opening}，点${link} 领镜布。拒收请回复R'
  await api.sms.putTemplate({ id: sms, code: 'M1', text, purpose: 'promotion' })
  lab.world.rows.smsTemplates.put({ id: 'M1', tencent: '', content: text, kind: 'marketing' } as never)
})
afterAll(async () => {
  await siyu?.stop()
  await lab?.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** WeCom with its members; polls, so only a test can call it. */
async function connectWecom() {
  const { wecom: corp } = lab.world.credentials
  const ofCorp = { corpid: corp.corpid, agentid: String(corp.agentid), secret: corp.secret, token: corp.token }
  const account = await api.carrierAccounts.create({
    ...{ kind: 'wecom', name: '总部' },
    settings: { ...ofCorp, encodingAESKey: corp.encodingAESKey, base: lab.url },
  })
  wecom = account.id
  await labPost('/lab/callbacks', { wecom: siyu.url + account.callback })
  await api.carrierAccounts.sync({ id: wecom })
  await soon(async () => (await api.carrierAccounts.get({ id: wecom })).syncedAt !== null).toBe(true)
}

const browser = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Safari/604.1'
const wechat = `${browser} MicroMessenger/8.0.49`

/** Opens an address as a phone does, and reads what its page knows. */
async function open(url: string, agent: string) {
  const html = await (await fetch(url, { headers: { 'user-agent': agent } })).text()
  const found = /<script type="application\/json" id="data">(.*?)<\/script>/.exec(html)?.[1] ?? '{}'
  return (JSON.parse(found) as { data: { token: string; picture: string; address: string } }).data
}

const openings = ['您的镜片该换了', '老顾客专属福利'] as const
const crowd: Someone[] = []
let send = ''
let page = ''
const did = { delivered: 0, clicked: 0, acted: 0, arrived: 0, added: 0 }
/** By opening line, what its readers did. */
const byText = openings.map(() => ({ people: 0, clicked: 0, added: 0 }))

/** One of the crowd lives on from the SMS: each fourth step fewer go on. */
async function live(one: Someone, i: number) {
  const text = await smsTo(one)
  if (text === '') return
  did.delivered += 1
  const arm = byText[openings.findIndex((line) => text.includes(line))]
  if (!arm) throw new Error(`nobody wrote this: ${text}`)
  arm.people += 1
  if (i % 2 === 1) return
  did.clicked += 1
  arm.clicked += 1
  const address = /https?:\/\/[\w.:/]+/.exec(text)?.[0] ?? ''
  const seen = await open(address, browser)
  if (i % 4 !== 0) return
  did.acted += 1
  const { code } = await api.handoverPages.get({ id: page })
  // A screenshot is seen by nobody; a copy is.
  if (i % 8 !== 0) await fetch(`${siyu.url}/m/go/${code}/${seen.token}/copy`, { method: 'POST' })
  if (i % 16 === 4) return
  did.arrived += 1
  const inside = await open(seen.address.replace('by=copy', i % 8 === 0 ? 'by=scan' : 'by=copy'), wechat)
  if (i % 16 === 12) return
  did.added += 1
  arm.added += 1
  await labPost(`/lab/people/${one.id}/scan`, { url: inside.picture })
}

test('[C77] [C79] an SMS with two openings leads from the browser into WeChat: what each step lost is what the crowd did', async () => {
  await connectWecom()
  for (let i = 0; i < 32; i += 1) crowd.push(await someone(`收信人${i}`))
  const asked = {
    name: '短信承接',
    title: '领镜布',
    account: wecom,
    staff: ['s01a', 's03a'],
    source: '短信',
    through: true,
  }
  const made = await api.handoverPages.create(asked)
  page = made.id
  const link = await api.links.create({ url: made.url, name: '承接' })
  const content = (opening: string) => ({ template: 'M1', values: { opening, link: `{{link:${link.id}}}` } })
  const [first, second] = openings
  const way = { way: 'sms', account: sms, content: content(first), variants: [content(second)] }
  const people = crowd.map(({ person }) => person)
  const wrong = { ...way, variants: [{ template: 'M1', values: { opening: second } }] }
  await expect(api.sends.create({ name: 'x', people, ways: [wrong] })).rejects.toMatchObject({ status: 400 })
  const mass = { way: 'wecomMass', account: wecom, content: { text: 'a' }, variants: [{ text: 'b' }] }
  await expect(api.sends.create({ name: 'x', people, ways: [mass] })).rejects.toMatchObject({ status: 400 })
  send = (await api.sends.create({ name: '换镜片', people, ways: [way] })).id
  await pass(61_000)
  await soon(async () => (await api.sends.get({ id: send })).state).toBe('done')
  await pass(60_000)
  await lab.idle()
  await soon(async () => {
    const { people: states } = await api.sends.get({ id: send })
    return states.delivered + states.failed
  }).toBe(32)
  for (const [i, one] of crowd.entries()) await live(one, i)
  await lab.idle()
  const wanted = [32, did.delivered, did.clicked, did.clicked, did.acted, did.arrived, did.added]
  await soon(async () => (await api.sends.path({ id: send })).steps.map(({ people: n }) => n)).toEqual(wanted)
  const path = await api.sends.path({ id: send })
  expect(path.steps.map(({ lost }) => lost)).toEqual(wanted.map((n, i) => (i === 0 ? null : (wanted[i - 1] ?? 0) - n)))
  expect(did.added).toBeGreaterThan(0)
  expect((await api.handoverPages.path({ id: page })).steps.map(({ people: n }) => n)).toEqual(wanted.slice(3))
})

test.skipIf(!chromiumPath)('[C77] [C79] the screens say the same (needs Chromium)', async () => {
  await lookAtStory(
    siyu,
    [
      ['story-sms-send-1440', `/sends/${send}`, String(did.delivered), String(did.added)],
      ['story-sms-handover-1440', `/handover-pages/${page}`, String(did.clicked), String(did.added)],
    ],
    [['story-sms-send-390', `/sends/${send}`]],
  )
})

test('[C77] the texts shared the readers, and each has what its own readers did', async () => {
  const { items, winner } = await api.sends.texts({ id: send })
  expect(items.map(({ people, clicked, added }) => ({ people, clicked: clicked.done, added: added.done }))).toEqual(
    byText,
  )
  expect(Math.min(...byText.map(({ people }) => people))).toBeGreaterThan(0)
  for (const { clicked, people } of items) {
    expect(clicked.from).toBeLessThanOrEqual(clicked.done / people)
    expect(clicked.to).toBeGreaterThanOrEqual(clicked.done / people)
  }
  // Half of each clicked: nobody can tell.
  expect(winner).toBe(null)
  const texts = (await exported(siyu, 'sendTexts', { send })).slice(1)
  expect(texts.map((row) => [row.at(-12), row.at(-9), row.at(-5)].map(Number))).toEqual(
    byText.map(({ people, clicked, added }) => [people, clicked, added]),
  )
  const visits = (await exported(siyu, 'handoverVisits', { id: page, step: 'added' })).slice(1)
  expect(visits.map((row) => [row[6], row[8] !== ''])).toEqual(Array.from({ length: did.added }, () => ['✓', true]))
})

const consentsOf = async (person: string) =>
  Object.fromEntries((await api.consents.of({ id: person })).items.map(({ purpose, state }) => [purpose, state]))

test('[C78] whoever answers 退订 gets no SMS any more, whoever complains nothing at all, and the send counts both', async () => {
  const reached: Someone[] = []
  for (const one of crowd) if ((await smsTo(one)) !== '') reached.push(one)
  const [quiet, angry] = reached
  if (!quiet || !angry) throw new Error('nobody was reached')
  await labPost(`/lab/people/${quiet.id}/sms`, { text: 'T退订' })
  await labPost(`/lab/people/${angry.id}/sms`, { text: '再发就投诉' })
  await lab.idle()
  await soon(async () => (await consentsOf(angry.person))['marketing.call']).toBe('withdrawn')
  await soon(async () => (await consentsOf(angry.person))['marketing.wechat']).toBe('withdrawn')
  await soon(async () => (await api.sends.get({ id: send })).answers).toEqual({ stops: 1, complaints: 1 })
  expect(await consentsOf(quiet.person)).toMatchObject({ 'marketing.sms': 'withdrawn' })
  expect((await consentsOf(quiet.person))['marketing.call']).not.toBe('withdrawn')
  const said = { template: 'M1', values: { opening: '又来了', link: 'a.cn' } }
  const people = [quiet.person, angry.person]
  const ways = [{ way: 'sms', account: sms, content: said }]
  await siyu.clock.advance(8 * day)
  const preview = await api.sends.preview({ people, ways })
  expect(preview).toMatchObject({ allowed: 0 })
})

const tagsOf = async ({ person }: Someone) => (await api.tags.ofPerson({ id: person })).items.map(({ name }) => name)

test('[C80] [C81] [C82] [A110] a call leads on by what people say: tagged, written to, given to a member; who wants none gets none', async () => {
  const { calls } = lab.world.credentials
  const settings = { ...calls, base: lab.url }
  const account = await api.carrierAccounts.create({ kind: 'outboundCall', name: '外呼', settings })
  await labPost('/lab/callbacks', { calls: siyu.url + account.callback })
  expect((await api.carrierAccounts.check({ id: account.id })).checked.every(({ ok }) => ok)).toBe(true)
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the vendors' own placeholders
  const text = '您要的验光预约：${link}'
  await api.sms.putTemplate({ id: sms, code: 'S1', text, purpose: 'service' })
  lab.world.rows.smsTemplates.put({ id: 'S1', tencent: '', content: text, kind: 'notice' } as never)
  const [yes, no, absent, never, unasked] = crowd.filter((_, i) => i % 2 === 1).slice(3)
  if (!yes || !no || !absent || !never || !unasked) throw new Error('nobody')
  const allow = { purpose: 'marketing.call', given: true, textVersion: '1', reason: '门店签的' }
  for (const { person } of [yes, no, absent, never]) await api.consents.record({ id: person, ...allow })
  const next = (one: Someone, status: string, intent = '') =>
    labPost(`/lab/people/${one.id}/calls`, { next: status, intent })
  await next(yes, 'answered', 'yes')
  await next(no, 'answered', 'no')
  await next(absent, 'no_answer')
  await next(never, 'opted_out')
  const staff = { account: wecom, members: ['s01a'], hello: '您好，我是验光师' }
  const said = { account: sms, template: 'S1', values: { link: `{{link:1}}` } }
  const content = { script: '换镜回访', consequences: [{ intent: 'yes', tag: '想配镜', sms: said, staff }] }
  const people = [yes, no, absent, never, unasked].map(({ person }) => person)
  const ways = [{ way: 'call', account: account.id, content }]
  const { id } = await api.sends.create({ name: '换镜回访', people, ways })
  await pass(61_000)
  const left = async () => (await api.sends.get({ id })).people
  await soon(async () => (await left()).sent + (await left()).delivered + (await left()).failed).toBe(4)
  expect(await api.sends.get({ id })).toMatchObject({ reasons: [{ reason: 'not-consented', people: 1 }] })
  await pass(60_000)
  await lab.idle()
  const told = async () =>
    Object.fromEntries(
      (await api.sends.calls({ id })).items.map((one) => [`${one.state} ${one.intent}`.trim(), one.calls]),
    )
  await soon(told).toEqual({ 'answered yes': 1, 'answered no': 1, no_answer: 1, opted_out: 1 })
  // What follows from a yes, and from nothing else.
  await soon(async () => (await api.phoneLists.list()).items.map(({ phones }) => phones.pending)).toEqual([1])
  expect(await tagsOf(yes)).toContain('想配镜')
  expect(await tagsOf(no)).not.toContain('想配镜')
  expect(await smsTo(yes)).toMatch(/您要的验光预约：http/)
  expect((await api.sms.ofPerson({ id: no.person })).items.filter(({ template }) => template === 'S1')).toEqual([])
  await soon(async () => (await consentsOf(never.person))['marketing.call']).toBe('withdrawn')
  expect((await api.sends.preview({ people: [never.person], ways })).allowed).toBe(0)
  // Of a plan: whoever picked up was reached, and only what leads on is wanted.
  expect(
    (
      await planSees(siyu, [
        ['readSms', 'send', id],
        ['intent', 'send', id],
      ])
    ).counts.at(1),
  ).toBe(1)
  // The same result again changes nothing, and a forged one is refused.
  const forged = await fetch(siyu.url + account.callback, {
    ...{ method: 'POST', body: '{"event":"call.finished"}' },
    headers: { 'x-timestamp': String(Math.floor(Date.now() / 1000)), 'x-signature': 'a'.repeat(64) },
  })
  expect(forged.status).toBe(401)
  // What waits at the vendor for its hours is taken back when the send is stopped.
  await api.consents.record({ id: unasked.person, ...allow })
  await labPost('/lab/settings', { callSeconds: 100_000 })
  const again = await api.sends.create({ name: '停掉', people: [unasked.person], ways })
  await pass(61_000)
  await soon(async () => (await api.sends.get({ id: again.id })).people.sent).toBe(1)
  await api.sends.stop({ id: again.id })
  expect((await api.sends.get({ id: again.id })).people).toMatchObject({ sent: 0, stopped: 1 })
  const { state } = lab.world.rows.callTasks.all().at(-1) ?? {}
  expect(state).toBe('cancelled')
})

/** A send to those who still allow it, of whom half test two openings; their clicks come from `clicks`. */
async function trial(name: string, opening: string, clicks: (text: string) => boolean) {
  await pass(8 * day)
  const link = await api.links.create({ url: 'https://shop.example/', name })
  const said = (line: string) => ({ template: 'M1', values: { opening: line, link: `{{link:${link.id}}}` } })
  const [a, b] = [`${opening}甲`, `${opening}乙`] as const
  const ways = [{ way: 'sms', account: sms, content: said(a), variants: [said(b)] }]
  const people = crowd.map(({ person }) => person)
  const { id } = await api.sends.create({ name, people, ways, trial: { share: 0.5, waitHours: 2 } })
  await pass(61_000)
  const now = async () => api.sends.get({ id })
  await soon(async () => (await now()).trial?.due ?? null).not.toBe(null)
  await pass(60_000)
  await lab.idle()
  const got = await Promise.all(crowd.map(smsTo))
  const first = got.filter((text) => text.includes(opening))
  await soon(async () => (await now()).people.delivered).toBe(first.length)
  for (const text of first.filter(clicks)) {
    const address = /https?:\/\/[\w.:/]+/.exec(text)?.[0] ?? ''
    await fetch(address, { redirect: 'manual', headers: { 'user-agent': browser } })
  }
  const wanted = first.filter(clicks).length
  await soon(async () => (await api.sends.texts({ id })).items.reduce((sum, one) => sum + one.clicked.done, 0)).toBe(
    wanted,
  )
  return { id, now, a, b, tested: first.length, waiting: (await now()).people.heldBack }
}

const readers = async (text: string) => (await Promise.all(crowd.map(smsTo))).filter((one) => one.includes(text)).length

test('[C83] the rest of a send waits for the test of its openings and gets the one that is better beyond chance', async () => {
  await labPost('/lab/settings', { smsDeliveredPercent: 100 })
  await expect(
    api.sends.create({
      ...{ name: 'x', people: [crowd[0]?.person ?? ''], trial: { share: 0.2, waitHours: 2 } },
      ways: [{ way: 'sms', account: sms, content: { template: 'M1', values: { opening: 'a', link: 'a.cn' } } }],
    }),
  ).rejects.toMatchObject({ status: 400 })
  const one = await trial('换季', '换季', (text) => text.includes('换季乙'))
  expect(one.tested).toBeGreaterThan(8)
  expect(one.waiting).toBeGreaterThan(8)
  expect(await one.now()).toMatchObject({ state: 'waiting', trial: { state: 'testing', waiting: one.waiting } })
  await pass(2 * 3_600_000)
  await soon(async () => (await one.now()).state).toBe('done')
  expect((await one.now()).trial).toMatchObject({ state: 'decided', text: 1, by: 'system', waiting: 0 })
  const ofTest = (await api.sends.texts({ id: one.id })).items
  // What the rest does is no part of the test.
  expect(ofTest.reduce((sum, { people }) => sum + people, 0)).toBe(one.tested)
  expect(await readers(one.a)).toBe(ofTest[0]?.people)
  expect(await readers(one.b)).toBe((ofTest[1]?.people ?? 0) + one.waiting)
  await expect(api.sends.sendRest({ id: one.id, text: 0 })).rejects.toMatchObject({ status: 409 })
})

test('[C84] [A115] where nobody can tell, somebody decides; the rest can also get nothing', async () => {
  const one = await trial('开学', '开学', () => false)
  await pass(2 * 3_600_000)
  await soon(async () => (await one.now()).trial?.state).toBe('unclear')
  expect(await one.now()).toMatchObject({ state: 'waiting', trial: { waiting: one.waiting, text: null } })
  // Somebody is told of it, until it is decided.
  const todo = async () => (await api.workbench.todos()).items.find(({ kind }) => kind === 'trialUndecided')
  expect(await todo()).toMatchObject({ count: 1, id: one.id, name: '开学' })
  await expect(api.sends.sendRest({ id: one.id, text: 3 })).rejects.toMatchObject({ status: 409 })
  await api.sends.sendRest({ id: one.id, text: 0 })
  await soon(async () => (await one.now()).state).toBe('done')
  expect(await todo()).toBe(undefined)
  expect((await one.now()).trial).toMatchObject({ state: 'decided', text: 0, waiting: 0 })
  const other = await trial('中秋', '中秋', () => false)
  await api.sends.cancelRest({ id: other.id })
  await soon(async () => (await other.now()).state).toBe('done')
  expect(await other.now()).toMatchObject({
    ...{ trial: { state: 'cancelled', waiting: 0 }, people: { heldBack: 0, stopped: other.waiting } },
  })
  const { items } = await api.trail.list({ limit: 50 })
  expect(items.map(({ action }) => action)).toEqual(
    expect.arrayContaining(['send.trialDecided', 'send.trialUnclear', 'send.trialCancelled']),
  )
})
