import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { day } from '#kit/time'
import { type Lab, startLab } from '../../lab/index.ts'
import { sendWays } from '../../modules/carriers/core/ways.ts'
import { type SiyuHere, siyuHere } from '../support/inProcess.ts'
import { type Api, prepare } from '../support/siyu.ts'

const soon = <T>(read: () => T) => expect.poll(read, { timeout: 20_000, interval: 150 })

const folder = mkdtempSync(join(tmpdir(), 'siyu-reach-'))
let lab: Lab
let siyu: SiyuHere
let api: Api
let qrCode = ''
const accounts = { wecom: '', officialAccount: '', miniProgram: '', aliyunSms: '', outboundCall: '' }

type Json = Record<string, string>
const labPost = async (path: string, body: unknown = {}): Promise<Json> =>
  (await fetch(lab.url + path, { method: 'POST', body: JSON.stringify(body) })).json() as Promise<Json>
const labGet = async <T>(path: string) => (await (await fetch(lab.url + path)).json()) as T
const inboxOf = async (id: string) =>
  (await labGet<{ items: { text?: string; via: string }[] }>(`/lab/people/${id}/inbox`)).items

/** Both clocks go on. */
async function pass(ms: number) {
  siyu.clock.advance(ms)
  await labPost('/lab/clock', { advance: ms / 1000 })
}

type Place = keyof typeof accounts
interface Someone {
  id: string
  person: string
}
const everywhere: readonly Place[] = ['wecom', 'officialAccount', 'miniProgram', 'aliyunSms']

/** A customer who is known at these places, and lets each of them write. */
async function someone(name: string, places = everywhere): Promise<Someone> {
  const { id = '', unionid = '', phone = '' } = await labPost('/lab/people', { name })
  const at = (place: Place) => places.includes(place)
  if (at('wecom')) await labPost(`/lab/people/${id}/scan`, { url: qrCode })
  if (at('officialAccount')) {
    await labPost(`/lab/people/${id}/follow`)
    await labPost(`/lab/people/${id}/write`, { app: 'account', text: '在吗' })
    const templates = [templateOf('活动开始提醒')]
    await labPost(`/lab/people/${id}/subscribe-messages`, { app: 'account', templates, accept: true })
  }
  if (at('miniProgram') || at('aliyunSms')) {
    const code = (await labPost(`/lab/people/${id}/login`))['code'] ?? ''
    const { token } = await api.weixin.login({ account: accounts.miniProgram, code })
    const phoneCode = (await labPost(`/lab/people/${id}/phone-code`))['code'] ?? ''
    if (at('aliyunSms')) await api.weixin.phone({ account: accounts.miniProgram, token, code: phoneCode })
    const templates = [templateOf('发货提醒')]
    if (at('miniProgram'))
      await labPost(`/lab/people/${id}/subscribe-messages`, { app: 'mini', templates, accept: true })
  }
  await lab.idle()
  const found = () =>
    api.people.lookup({ type: 'unionid', value: unionid }).then(
      (one) => one,
      () => null,
    )
  await soon(async () => new Set((await found())?.carriers.map(({ carrier }) => carrier)).size).toBe(
    places.filter((place) => place === 'wecom' || place === 'officialAccount').length,
  )
  await settle()
  const person = (await found())?.id ?? ''
  if (at('aliyunSms'))
    for (const purpose of ['marketing.sms', 'marketing.call'])
      await api.consents.record({ id: person, purpose, given: true, textVersion: '1', reason: phone })
  return { id, person }
}

/** Whatever was told is applied: what came too early is tried again a little later. */
async function settle() {
  await lab.idle()
  await soon(async () => {
    siyu.clock.advance(1000)
    return (await api.carrierAccounts.list()).items.every(({ waiting }) => waiting === 0)
  }).toBe(true)
}

const templateOf = (title: string) => lab.world.rows.templates.all().find((one) => one.title === title)?.id ?? ''
const smsTemplate = (kind: string) =>
  lab.world.rows.smsTemplates.all().find((one) => one.kind === kind) ?? { id: '', content: '' }

beforeAll(async () => {
  lab = await startLab()
  await labPost('/lab/settings', {
    callbackPauseMs: 1,
    smsDeliveredPercent: 100,
    callAnsweredPercent: 100,
    callSeconds: 1,
  })
  siyu = await siyuHere(prepare(folder), { outgoingHosts: ['127.0.0.1'] })
  api = siyu.api
  // Noon in Shanghai.
  await pass(day - ((Date.now() - 4 * 3_600_000) % day))
})
afterAll(async () => {
  await siyu?.stop()
  await lab?.stop()
  rmSync(folder, { recursive: true, force: true })
})

interface Fixture {
  readonly account: () => string
  readonly content: () => Record<string, unknown>
  /** The platform takes none until it is let go again. */
  readonly hold: () => Promise<unknown>
  readonly letGo?: () => Promise<unknown>
  /** What sends one message to one person without a send, where the API has that. */
  readonly direct?: (person: string, key: string) => Promise<unknown>
}
const busy = (path: string) => () => labPost('/lab/failures', { path, errcode: 45009, times: 50 })
const vendorBusy = () => labPost('/lab/failures', { path: '/outbound/v1/tasks', status: 503, code: 'BUSY', times: 50 })
const notify = (account: () => string, title: string, data: Record<string, string>) => (person: string, key: string) =>
  api.weixin.notify({ id: account(), person, template: templateOf(title), data, key })
const sign = (name: string) => () => api.carrierAccounts.change({ id: accounts.aliyunSms, settings: { sign: name } })
const oa = () => accounts.officialAccount
const soonData = { thing1: '周末体验', time2: '周六 10:00' }
const sentData = { character_string1: 'SF100', thing2: '镜片' }

/** How each way is used here: a way without a line fails the test below. */
const fixtures: Readonly<Record<string, Fixture>> = {
  wecomMass: {
    account: () => accounts.wecom,
    content: () => ({ text: '周末新款到店' }),
    hold: busy('/cgi-bin/externalcontact/add_msg_template'),
  },
  officialService: {
    account: oa,
    content: () => ({ text: '{{昵称|顾客}}，周末新款到店' }),
    hold: busy('/cgi-bin/message/custom/send'),
  },
  officialMass: { account: oa, content: () => ({ text: '周末新款到店' }), hold: busy('/cgi-bin/message/mass/send') },
  officialTemplate: {
    account: oa,
    content: () => ({
      template: templateOf('预约到店提醒'),
      data: { thing1: '验光', time2: '2026-12-01 10:00', thing3: '西湖店' },
    }),
    hold: busy('/cgi-bin/message/template/send'),
  },
  officialSubscription: {
    account: oa,
    content: () => ({ template: templateOf('活动开始提醒'), data: soonData }),
    hold: busy('/cgi-bin/message/subscribe/bizsend'),
    direct: notify(oa, '活动开始提醒', soonData),
  },
  miniSubscription: {
    account: () => accounts.miniProgram,
    content: () => ({ template: templateOf('发货提醒'), data: sentData }),
    hold: busy('/cgi-bin/message/subscribe/send'),
    direct: notify(() => accounts.miniProgram, '发货提醒', sentData),
  },
  call: { account: () => accounts.outboundCall, content: () => ({ script: '周末回访' }), hold: vendorBusy },
  sms: {
    account: () => accounts.aliyunSms,
    content: () => ({ template: smsTemplate('marketing').id, values: { link: 'a.cn/{{会员号|x}}' } }),
    hold: sign('别的签名'),
    letGo: sign('明眸眼镜'),
    direct: (person, key) =>
      api.sms.send({
        id: accounts.aliyunSms,
        person,
        template: smsTemplate('marketing').id,
        values: { link: 'a' },
        key,
      }),
  },
}
const fixtureOf = (way: string): Fixture => {
  const fixture = fixtures[way]
  if (!fixture) throw new Error(`no fixture for the way ${way}`)
  return fixture
}
const said = (way: string) => {
  const { account, content } = fixtureOf(way)
  return { way, account: account(), content: content() }
}
const get = (id: string) => api.sends.get({ id })
/** Several sends, by one call. */
const all = async (ids: readonly string[]) => {
  const { items } = await api.sends.list({ limit: 20 })
  return ids.flatMap((id) => items.find((one) => one.id === id) ?? [])
}
const doneOf = async (ids: readonly string[]) => (await all(ids)).map(({ state }) => state)
/** Members confirm whatever waits on their phones. */
async function confirmAll() {
  const { mass } = await labGet<{ mass: { id: string; state: string }[] }>('/lab/staff/s01a/tasks')
  for (const { id } of mass) await labPost('/lab/staff/s01a/confirm', { msgid: id })
}

test('[C62] accounts of five kinds are connected, each with its ways', async () => {
  const { wecom, officialAccount, miniprogram, sms, calls } = lab.world.credentials
  const base = lab.url
  const made = async (kind: Place, settings: Record<string, unknown>) => {
    const one = await api.carrierAccounts.create({ kind, name: kind, settings: { ...settings, base } })
    accounts[kind] = one.id
    return siyu.url + one.callback
  }
  const weixin = ({ appid, secret, token, encodingAESKey }: typeof officialAccount) => ({
    ...{ appid, secret, token, encodingAESKey },
  })
  const { corpid, agentid, secret, token, encodingAESKey } = wecom
  const callbacks = {
    wecom: await made('wecom', { corpid, agentid: String(agentid), secret, token, encodingAESKey }),
    officialAccount: await made('officialAccount', weixin(officialAccount)),
    miniprogram: await made('miniProgram', weixin(miniprogram)),
    aliyun: await made('aliyunSms', { ...sms.aliyun, sign: '明眸眼镜' }),
    calls: await made('outboundCall', { ...calls }),
  }
  await labPost('/lab/callbacks', { ...callbacks, mode: 'secure' })
  await api.carrierAccounts.sync({ id: accounts.wecom })
  await soon(async () => (await api.carrierAccounts.get({ id: accounts.wecom })).syncedAt).not.toBeNull()
  qrCode = (await api.staffCodes.create({ account: accounts.wecom, name: '海报', staff: ['s01a'] })).qrCode ?? ''
  for (const kind of ['marketing', 'notice']) {
    const { id: code, content: text } = smsTemplate(kind)
    const purpose = kind === 'marketing' ? 'promotion' : 'service'
    await api.sms.putTemplate({ id: accounts.aliyunSms, code, text, purpose })
  }
  const { items } = await api.sends.ways()
  expect(items.map(({ way, accounts: own }) => [way, own.length])).toEqual(sendWays.map(({ way }) => [way, 1]))
})

/** Somebody who is known everywhere and has withdrawn everything. */
let refusing: Someone = { id: '', person: '' }

test('[C61] [C62] each is reached once, by the best way that is allowed, and every refusal has its reason', async () => {
  const [both, fan, number, none, closed] = await Promise.all([
    someone('都有'),
    someone('粉丝', ['officialAccount']),
    someone('手机', ['aliyunSms']),
    someone('不让发'),
    someone('没窗口', ['officialAccount']),
  ])
  await api.consents.record({ id: none.person, purpose: 'marketing.wechat', given: false, reason: '电话里说的' })
  await api.consents.record({ id: none.person, purpose: 'marketing.sms', given: false, reason: '电话里说的' })
  refusing = none
  const people = [both, fan, number, none, closed].map(({ person }) => person)
  await pass(2 * day + 3_600_000)
  await labPost(`/lab/people/${fan.id}/write`, { app: 'account', text: '几点开门' })
  await lab.idle()
  await soon(async () => (await api.weixin.window({ id: oa(), person: fan.person })).left).toBe(5)
  const ways = ['wecomMass', 'officialService', 'sms'].map(said)
  const looked = await api.sends.preview({ people, ways })
  expect(looked).toMatchObject({ people: 5, allowed: 3, nobody: 0 })
  expect(looked.ways.map((one) => [one.way, one.people])).toEqual([
    ['wecomMass', 1],
    ['officialService', 1],
    ['sms', 1],
  ])
  const of = (person: string) => looked.items.find((one) => one.person === person)
  expect(of(both.person)).toMatchObject({ way: 'wecomMass', tried: [] })
  expect(of(fan.person)).toMatchObject({
    way: 'officialService',
    tried: [{ way: 'wecomMass', reasons: ['not-there'] }],
  })
  expect(of(none.person)?.tried).toMatchObject([
    { way: 'wecomMass', reasons: ['withdrawn'] },
    { way: 'officialService', reasons: ['no-window'] },
    { way: 'sms', reasons: ['withdrawn'] },
  ])
  expect(of(closed.person)?.tried[1]).toEqual({ way: 'officialService', reasons: ['no-window'] })
  expect(await api.sends.write({ ...said('officialService'), person: fan.person })).toMatchObject({
    text: '顾客，周末新款到店',
  })
  const send = await api.sends.create({ name: '周末', people, ways })
  siyu.clock.advance(61_000)
  await soon(() => get(send.id)).toMatchObject({ state: 'waiting', people: { asked: 1, refused: 2 } })
  await confirmAll()
  await pass(61_000)
  await soon(() => get(send.id)).toMatchObject({ state: 'done', people: { delivered: 1, sent: 2, refused: 2 } })
  const vias = async ({ id }: Someone) => (await inboxOf(id)).flatMap(({ via }) => (via === 'chat' ? [] : [via]))
  expect([await vias(both), await vias(fan), await vias(number)].map((one) => one.length)).toEqual([1, 1, 1])
  expect([await vias(none), await vias(closed)]).toEqual([[], []])
  const { items } = await api.people.timeline({ id: number.person, facts: 'touch' })
  expect(items.map(({ name, detail }) => [name, detail['way'], detail['state']])).toEqual([
    ['message sent', 'sms', 'delivered'],
  ])
  const heard = await api.people.timeline({ id: fan.person, facts: 'touch' })
  expect(heard.items.map(({ name }) => name)).toEqual(['message sent', 'message heard', 'message heard'])
})

describe('[C63] what keeps people from being contacted keeps them from it by every way and through every door', () => {
  /** Nothing ever reaches them, so they stay as reachable as they were. */
  let pair: readonly Someone[] = []
  test('every way has its line here, and without a reason against it each arrives', async () => {
    expect(Object.keys(fixtures).sort()).toEqual(sendWays.map(({ way }) => way).sort())
    await api.guarding.change({ caps: [] })
    pair = await Promise.all([someone('甲'), someone('乙')])
    const people = pair.map(({ person }) => person)
    const ids: string[] = []
    for (const { way, purposes } of sendWays)
      ids.push((await api.sends.create({ name: way, people, purpose: purposes[0], ways: [said(way)] })).id)
    siyu.clock.advance(61_000)
    const byMembers = ids.filter((_, i) => sendWays[i]?.byMembers)
    await soon(() => doneOf(byMembers)).toEqual(byMembers.map(() => 'waiting'))
    await confirmAll()
    await pass(61_000)
    await soon(() => doneOf(ids)).toEqual(ids.map(() => 'done'))
    for (const { id } of pair) expect((await inboxOf(id)).filter(({ via }) => via !== 'chat')).toHaveLength(8)
    for (const { people: stands } of await all(ids)) expect(stands.sent + stands.delivered).toBe(2)
    for (const { id } of pair) {
      const prompt = (app: string, title: string) =>
        labPost(`/lab/people/${id}/subscribe-messages`, { app, templates: [templateOf(title)], accept: true })
      await prompt('account', '活动开始提醒')
      await prompt('mini', '发货提醒')
    }
    await settle()
  })

  const consent = async (people: readonly string[], given: boolean) => {
    siyu.clock.advance(1000)
    const how = given ? { given, textVersion: '1' } : { given }
    for (const id of people)
      for (const purpose of ['marketing.wechat', 'marketing.sms', 'marketing.call'])
        await api.consents.record({ id, purpose, ...how, reason: '本人说的' })
  }
  test('[C67] a message to many goes to a list of whom the gate let through, two at least', async () => {
    const mass = async (people: string[]) => {
      const ways = [said('officialMass')]
      const { id } = await api.sends.create({ name: '名单', people, ways })
      siyu.clock.advance(61_000)
      // The result comes a little later.
      await soon(async () => (await get(id)).state).not.toMatch(/held|choosing|asking/)
      await pass(5000)
      await soon(async () => (await get(id)).state).toBe('done')
      return (await api.sends.people({ id })).items
    }
    const all = [...pair.map(({ person }) => person), refusing.person]
    const states = new Map((await mass(all)).map(({ person, state }) => [person, state]))
    expect(all.map((person) => states.get(person))).toEqual(['sent', 'sent', 'refused'])
    expect((await inboxOf(refusing.id)).filter(({ via }) => via === 'mass')).toEqual([])
    expect(await mass([all[0] ?? ''])).toMatchObject([{ state: 'failed', error: expect.stringContaining('2 people') }])
  })

  const rules = {
    'quiet-hours': () => api.guarding.change({ quietFrom: '00:00', quietTo: '23:59' }),
    cap: () => api.guarding.change({ caps: [{ carrier: 'any', purpose: 'any', days: 1, most: 0 }] }),
    withdrawn: (people: readonly string[]) => consent(people, false),
    excluded: async (people: readonly string[]) => {
      for (const id of people) await api.people.exclude({ id, reason: 'test' })
    },
  } as const

  test.each(Object.keys(rules) as (keyof typeof rules)[])('%s', async (reason) => {
    await api.guarding.change({ caps: [], quietFrom: '03:00', quietTo: '03:00' })
    // Service asks for no consent (L10).
    const ways = sendWays.filter(({ purposes }) => reason !== 'withdrawn' || purposes[0] === 'promotion')
    const people = pair.map(({ person }) => person)
    await consent(people, true)
    const before = await Promise.all(pair.map(({ id }) => inboxOf(id)))
    const plan = async ({ way, purposes }: (typeof sendWays)[number]) =>
      (await api.sends.create({ name: way, people, purpose: purposes[0], ways: [said(way)] })).id
    // Let through before, held up by the platform, and then not allowed any more.
    for (const { way } of ways) await fixtureOf(way).hold()
    const late: string[] = []
    for (const way of ways) late.push(await plan(way))
    siyu.clock.advance(61_000)
    const held = async () => (await all(late)).map(({ error, people: { planned } }) => [error !== null, planned])
    await soon(held).toEqual(ways.map(() => [true, 2]))
    await rules[reason](people)
    await fetch(`${lab.url}/lab/failures`, { method: 'DELETE' })
    for (const { way } of ways) await fixtureOf(way).letGo?.()
    // Asked for anew: refused before anything is planned, by a send, and by the door to one person.
    const fresh: string[] = []
    for (const way of ways) fresh.push(await plan(way))
    for (const { way, purposes } of ways) {
      const looked = await api.sends.preview({ people, purpose: purposes[0], ways: [said(way)] })
      expect([way, looked.allowed, looked.reasons]).toEqual([way, 0, [{ reason, people: 2 }]])
      const direct = fixtureOf(way).direct?.(people[0] ?? '', `direct ${reason} ${way}`)
      if (direct) await expect(direct).rejects.toMatchObject({ status: 409 })
    }
    siyu.clock.advance(121_000)
    await soon(() => doneOf([...late, ...fresh])).toEqual([...late, ...fresh].map(() => 'done'))
    for (const one of await all([...late, ...fresh]))
      expect(one).toMatchObject({ people: { refused: 2 }, reasons: [{ reason, people: 2 }] })
    await confirmAll()
    expect(await Promise.all(pair.map(({ id }) => inboxOf(id)))).toEqual(before)
  })
})
