import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { day, hour } from '#kit/time'
import { type Lab, startLab } from '../../lab/index.ts'
import { exported } from '../support/exported.ts'
import { type SiyuHere, siyuHere } from '../support/inProcess.ts'
import { planSees } from '../support/planSees.ts'
import { type Api, prepare } from '../support/siyu.ts'

const soon = <T>(read: () => T) => expect.poll(read, { timeout: 30_000, interval: 30 })
const folder = mkdtempSync(join(tmpdir(), 'siyu-live-'))
const wechat = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) MicroMessenger/8.0.49 NetType/WIFI'
const desk = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/125.0 Safari/537.36'
let lab: Lab
let siyu: SiyuHere
let api: Api
let account = ''

const labPost = async (path: string, body: unknown = {}): Promise<Record<string, string>> =>
  (await fetch(lab.url + path, { method: 'POST', body: JSON.stringify(body) })).json() as Promise<
    Record<string, string>
  >
const ways = () => lab.world.rows.ways.all()

/** A phone that opens a code; it keeps its cookie. */
function phone(agent = wechat) {
  let cookie = ''
  return async (url: string) => {
    const got = await fetch(url, {
      redirect: 'manual',
      headers: { 'user-agent': agent, cookie, 'accept-language': 'zh-CN' },
    })
    cookie = got.headers.get('set-cookie')?.split(';')[0] ?? cookie
    const text = await got.text()
    const qr = /<img src="([^"]+)"/.exec(text)?.[1] ?? null
    return { status: got.status, text, qr, location: got.headers.get('location') }
  }
}
async function adds(name: string, qr: string | null) {
  const customer = await labPost('/lab/people', { name })
  await labPost(`/lab/people/${customer['id']}/scan`, { url: qr })
  await lab.idle()
  return { id: customer['id'] ?? '', unionid: customer['unionid'] ?? '' }
}
const memberIn = (text: string) => /<h1>添加(.+?)<\/h1>/.exec(text)?.[1] ?? null
const nameOf = async (member: string) =>
  (await api.liveCodes.staff({ account })).members.find((one) => one.member === member)?.name ?? ''
type Setup = Parameters<Api['liveCodes']['create']>[0]['setup']
const staff = (
  members: readonly { member: string; cap?: number; weight?: number }[],
  backup: string[] = [],
): Setup => ({
  ...{ kind: 'staff', members: members.map((one) => ({ ...one })), backup },
})

beforeAll(async () => {
  lab = await startLab()
  await labPost('/lab/settings', { callbackPauseMs: 1 })
  siyu = await siyuHere(prepare(folder), { outgoingHosts: ['127.0.0.1'] })
  api = siyu.api
  // Ten in the morning in Shanghai.
  const toMorning = day - ((Date.now() - 2 * hour) % day)
  siyu.clock.advance(toMorning)
  await labPost('/lab/clock', { advance: toMorning / 1000 })
})
afterAll(async () => {
  await siyu?.stop()
  await lab?.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** An account whose members are known here. */
async function connect() {
  const { corpid, agentid, secret, token, encodingAESKey } = lab.world.credentials.wecom
  const settings = { corpid, agentid: String(agentid), secret, token, encodingAESKey, base: lab.url }
  const made = await api.carrierAccounts.create({ kind: 'wecom', name: '总部', settings })
  account = made.id
  await labPost('/lab/callbacks', { wecom: siyu.url + made.callback })
  await api.carrierAccounts.sync({ id: account })
  await soon(async () => (await api.carrierAccounts.get({ id: account })).syncedAt !== null).toBe(true)
}

test('[A1] [A8] [A9] [A13] [A116] a page shows each visitor one member in turns; a mistyped code is detected; whoever looks again sees the same; a full member is shown no more', async () => {
  await connect()
  const live = await api.liveCodes.create({
    ...{ name: '门店码', account, source: '门店海报', remark: '门店-{{客户昵称}}' },
    setup: staff([{ member: 's01a', cap: 1 }, { member: 's01b' }]),
  })
  const wrong = live.code.slice(0, -1) + (live.code.endsWith('2') ? '3' : '2')
  expect((await phone()(`${siyu.url}/q/${wrong}`)).status).toBe(404)
  const [a, b] = [phone(), phone()]
  const first = await a(live.url)
  const second = await b(live.url)
  expect([memberIn(first.text), memberIn(second.text)]).toEqual([await nameOf('s01a'), await nameOf('s01b')])
  expect((await a(live.url)).qr).toBe(first.qr)
  expect(first.text.match(/<img/g)).toHaveLength(1)
  // The platform's picture says what a poster of ours then says.
  const { address } = await api.posters.read({ picture: first.qr ?? '' })
  expect(`${address}.png`).toBe(first.qr)
  await expect(api.posters.read({ picture: `${lab.url}/lab/world` })).rejects.toMatchObject({ status: 422 })
  const words = { title: '加导购领券', ground: '#0b7a5b', size: 'group', template: 'frame' } as const
  expect(await api.posters.draw({ ...words, address })).toMatchObject({ width: 750, height: 1334 })
  // A poster is kept with what it is for, opened, changed, drawn again, deleted.
  const poster = await api.posters.save({ about: live.code, address, design: { ...words, text: '到店出示' } })
  expect((await api.posters.list({ about: live.code })).items).toMatchObject([
    { id: poster.id, title: '加导购领券', hasPicture: false },
  ])
  const changed = { ...poster.design, title: '到店领券', template: 'plain' as const }
  await api.posters.change({ id: poster.id, address, design: changed })
  expect((await api.posters.get({ id: poster.id })).design).toEqual(changed)
  expect(await api.posters.drawSaved({ id: poster.id })).toMatchObject({ width: 750, height: 1334 })
  expect((await api.posters.list({ about: 'hook-1' })).items).toEqual([])
  await api.posters.remove({ id: poster.id })
  await expect(api.posters.get({ id: poster.id })).rejects.toMatchObject({ status: 404 })
  const customer = await adds('小林', first.qr)
  await soon(async () => (await api.liveCodes.get({ id: live.id })).added).toBe(1)
  // Her cap is reached: a picture of her code that somebody kept leads to the colleague.
  const own = () => ways().find(({ id }) => first.qr?.includes(id))
  await soon(() => own()?.user).toEqual(['s01b'])
  for (let i = 0; i < 3; i += 1) expect(memberIn((await phone()(live.url)).text)).toBe(await nameOf('s01b'))
  const found = await api.people.lookup({ type: 'unionid', value: customer.unionid })
  expect(found.source).toBe('门店海报')
  expect((await api.liveCodes.ofPerson({ id: found.id })).items).toMatchObject([
    { live: live.id, member: 's01a', known: false, sure: true, because: [{ why: 'turns', member: 's01a', among: 2 }] },
  ])
  // She comes back with her phone: to her own member, though that one has had enough.
  expect(memberIn((await a(live.url)).text)).toBe(await nameOf('s01a'))
  const report = await api.liveCodes.report({ id: live.id })
  expect(report.members.find(({ member }) => member === 's01a')).toMatchObject({ added: 1, today: 1, against: 'cap' })
  await soon(async () => (await api.liveCodes.get({ id: live.id })).scans).toBe(7)
  const decisions = (await api.liveCodes.decisions({ id: live.id })).items
  expect(decisions[0]).toMatchObject({ member: 's01a', because: [{ why: 'own' }], app: 'wechat' })
  const file = (await exported(siyu, 'liveDecisions', { live: live.id })).slice(1)
  expect(file.map((row) => [row[1], row[7] === '✓'])).toEqual(decisions.map(({ member, added }) => [member, added]))
  expect(file[0]?.[6]).toBe('自己的员工')
  // The next day she takes people again.
  siyu.clock.advance(day)
  await soon(() => own()?.user).toEqual(['s01a'])
})

test('[A7] [A14] a direct code leads to whoever is on duty: by shift, by their own word, to the backup when nobody is', async () => {
  const shift = { days: [1, 2, 3, 4, 5, 6, 7], from: '09:00', to: '18:00' }
  const members = [
    { member: 's01a', shifts: [shift] },
    { member: 's01b', shifts: [shift] },
  ]
  await expect(
    api.liveCodes.create({ name: 'x', account, delivery: 'direct', setup: { kind: 'staff', members } }),
  ).rejects.toMatchObject({ status: 400 })
  const live = await api.liveCodes.create({
    ...{ name: '直接码', account, delivery: 'direct' },
    setup: { kind: 'staff', members, backup: ['s02a'] },
  })
  const way = () =>
    ways()
      .find(({ id }) => live.qr?.includes(id))
      ?.user.toSorted()
  expect(way()).toEqual(['s01a', 's01b'])
  expect(await api.liveCodes.setDuty({ account, member: 's01a', on: false })).toMatchObject({ on: false })
  await soon(way).toEqual(['s01b'])
  siyu.clock.advance(9 * hour)
  await soon(way).toEqual(['s02a'])
  await adds('小周', live.qr)
  await soon(async () => (await api.liveCodes.get({ id: live.id })).added).toBe(1)
  siyu.clock.advance(15 * hour)
  await api.liveCodes.setDuty({ account, member: 's01a', on: true })
  await soon(way).toEqual(['s01a', 's01b'])
})

test('[A10] [A15] [A110] an aggregate code leads by app to a page, a group or a member; the patrol names what is broken, a printed code among it', async () => {
  const group = await labPost('/lab/staff/s01a/groups', { name: '福利一群' })
  await lab.idle()
  await api.carrierAccounts.sync({ id: account })
  const chat = group['chat_id'] ?? ''
  await soon(async () => (await api.liveCodes.staff({ account })).chats.map((one) => one.chat)).toContain(chat)
  const groups = await api.liveCodes.create({
    name: '群码',
    account,
    setup: { kind: 'group', chats: [{ chat, most: 100 }] },
  })
  const people = await api.liveCodes.create({ name: '客服', account, setup: staff([{ member: 's02a' }]) })
  const to = (id: string) => [{ target: { kind: 'code' as const, id } }]
  const all = await api.liveCodes.create({
    name: '包装盒',
    setup: {
      kind: 'aggregate',
      rules: [
        { name: '微信', when: { apps: ['wechat'] }, to: to(groups.id) },
        { name: '电脑', when: { apps: ['desktop'] }, to: [{ target: { kind: 'url', url: `${lab.url}/not-there` } }] },
      ],
      fallback: { kind: 'code', id: people.id },
    },
  })
  const joined = await phone()(all.url)
  expect(joined.text).toContain('加入「群码」')
  expect((await phone(desk)(all.url)).location).toBe(`${lab.url}/not-there`)
  expect(memberIn((await phone('Mozilla/5.0 (Linux; Android 14) AlipayClient/10.5.90')(all.url)).text)).toBe(
    await nameOf('s02a'),
  )
  // Whoever an aggregate code has led on is one of its own, and of the code it led to.
  // The clock of Siyu alone went on for two days.
  await labPost('/lab/clock', { advance: (2 * day) / 1000 })
  const other = await phone('Mozilla/5.0 (Linux; Android 14) AlipayClient/10.5.90')(all.url)
  await adds('聚合来的', other.qr)
  await soon(async () => (await api.liveCodes.get({ id: people.id })).added).toBe(1)
  const { counts } = await planSees(
    siyu,
    [all.id, people.id].flatMap((id) => [['scan', 'live', id] as const, ['add', 'live', id] as const]),
  )
  expect(counts).toEqual([4, 1, 2, 1])
  await expect(
    api.liveCodes.change({
      id: people.id,
      set: { setup: { kind: 'aggregate', fallback: { kind: 'code', id: all.id } } },
    }),
  ).rejects.toMatchObject({ status: 409 })
  const printed = await api.liveCodes.addPrinted({ live: all.id, number: 'BOX-1', place: '一号仓', owner: '陈' })
  await expect(api.liveCodes.addPrinted({ live: all.id, number: 'BOX-1', place: '二号仓' })).rejects.toMatchObject({
    status: 409,
  })
  expect(printed).toMatchObject({ leads: true, on: true })
  await api.liveCodes.patrol()
  const { items } = await api.liveCodes.troubles()
  expect(items.filter(({ live }) => live === all.id)).toMatchObject([{ kind: 'broken', about: `${lab.url}/not-there` }])
  expect((await api.liveCodes.printed({ q: 'box' })).items).toMatchObject([{ id: printed.id, leads: false }])
  expect((await api.workbench.todos()).items.map(({ kind }) => kind)).toContain('codeTrouble')
  await api.liveCodes.change({ id: all.id, on: false })
  expect((await phone()(all.url)).status).toBe(410)
  await api.liveCodes.patrol()
  const after = (await api.liveCodes.troubles()).items.filter(({ live }) => live === all.id)
  expect(after.map(({ kind }) => kind)).toEqual(['closed'])
  expect((await api.liveCodes.quotas()).items).toMatchObject([{ account, most: 500_000 }])
})
