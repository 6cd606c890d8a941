import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { day, hour } from '#kit/time'
import { type Lab, startLab } from '../../lab/index.ts'
import { type SiyuHere, siyuHere } from '../support/inProcess.ts'
import { type Api, apiKey, prepare, root } from '../support/siyu.ts'

const soon = <T>(read: () => T) => expect.poll(read, { timeout: 30_000, interval: 30 })

const folder = mkdtempSync(join(tmpdir(), 'siyu-wecom-'))
let lab: Lab
let siyu: SiyuHere
let api: Api
let account = ''
let code: Awaited<ReturnType<Api['staffCodes']['create']>>

const labPost = async (path: string, body: unknown = {}): Promise<Record<string, string>> =>
  (await fetch(lab.url + path, { method: 'POST', body: JSON.stringify(body) })).json() as Promise<
    Record<string, string>
  >
const labGet = async (path: string) =>
  (await fetch(lab.url + path)).json() as Promise<{
    items: { text?: string }[]
    mass: { id: string; text: string; cancelled: boolean }[]
    staff?: { userid: string; tags: string[] }[]
  }>
const person = (unionid: string) => api.people.lookup({ type: 'unionid', value: unionid })

/** A new customer who has scanned the code, known here. */
async function arrives(name: string) {
  const customer = await labPost('/lab/people', { name })
  await labPost(`/lab/people/${customer['id']}/scan`, { url: code.qrCode })
  await lab.idle()
  const unionid = customer['unionid'] ?? ''
  await soon(() =>
    person(unionid).then(
      ({ enteredAt }) => enteredAt !== null,
      () => false,
    ),
  ).toBe(true)
  return { id: customer['id'] ?? '', unionid, external: customer['external_userid'] ?? '' }
}

const inboxOf = async (id: string) => (await labGet(`/lab/people/${id}/inbox`)).items

beforeAll(async () => {
  lab = await startLab()
  await labPost('/lab/settings', { callbackPauseMs: 1 })
  siyu = await siyuHere(prepare(folder), { outgoingHosts: ['127.0.0.1'] })
  api = siyu.api
  // Ten in the morning in Shanghai: at night nobody is written to.
  const toMorning = day - ((Date.now() - 2 * hour) % day)
  siyu.clock.advance(toMorning)
  await labPost('/lab/clock', { advance: toMorning / 1000 })
})
afterAll(async () => {
  await siyu?.stop()
  await lab?.stop()
  rmSync(folder, { recursive: true, force: true })
})

test('[C1] [C10] an account is connected, its callback proven, its members read, and a code made', async () => {
  const { corpid, agentid, secret, token, encodingAESKey } = lab.world.credentials.wecom
  const settings = { corpid, agentid: String(agentid), secret, token, encodingAESKey, base: lab.url }
  const made = await api.carrierAccounts.create({ kind: 'wecom', name: '总部', settings })
  account = made.id
  expect(made.settings).not.toHaveProperty('secret')
  expect(await labPost('/lab/callbacks', { wecom: siyu.url + made.callback })).toEqual({
    wecom: { ok: true, status: 200 },
  })
  await api.carrierAccounts.sync({ id: account })
  await soon(async () => (await api.carrierAccounts.get({ id: account })).syncedAt !== null).toBe(true)
  code = await api.staffCodes.create({
    ...{ account, name: '门店海报', staff: ['s01a'], source: '线下海报' },
    welcome: {
      text: '你好 {{客户昵称}}，我是{{员工姓名}}',
      attachments: [{ type: 'link', title: '新人礼', url: 'https://example.com/gift' }],
    },
  })
})

test('[C4] the credentials are tried one by one; a wrong secret is told with what to do', async () => {
  const { checked } = await api.carrierAccounts.check({ id: account })
  expect(checked.map(({ ok }) => ok)).toEqual(checked.map(() => true))
  await api.carrierAccounts.change({ id: account, settings: { secret: 'not-the-secret' } })
  const wrong = await api.carrierAccounts.check({ id: account })
  expect(wrong.checked[0]).toMatchObject({
    ok: false,
    found: expect.stringContaining('40001'),
    advice: { zh: expect.stringContaining('Secret') },
  })
  const bad = await doctor()
  expect([bad.code, bad.output]).toEqual([1, expect.stringContaining('40001')])
  await api.carrierAccounts.change({ id: account, settings: { secret: lab.world.credentials.wecom.secret } })
  const good = await doctor()
  expect([good.code, good.output]).toEqual([0, expect.stringContaining('没有发现问题')])
})

/** `siyu doctor`, as whoever sets up the real platform asks it. */
async function doctor() {
  const env = { ...process.env, SIYU_DATA_DIR: folder, SIYU_API_KEY: apiKey }
  const child = spawn(process.execPath, ['apps/server/cli.ts', 'doctor'], { cwd: root, env })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text) => (output += text))
  const [code] = await once(child, 'close')
  return { code, output }
}

test('[C10] another host is called only where it was allowed, and the corp stays', async () => {
  const { corpid, agentid, secret, token, encodingAESKey } = lab.world.credentials.wecom
  const settings = { corpid, agentid: String(agentid), secret, token, encodingAESKey, base: 'https://evil.example' }
  await expect(api.carrierAccounts.create({ kind: 'wecom', name: 'x', settings })).rejects.toMatchObject({
    status: 400,
  })
  await expect(api.carrierAccounts.change({ id: account, settings: { corpid: 'ww123456' } })).rejects.toMatchObject({
    status: 409,
  })
})

test('[C6] [C8] [C9] who scans is welcomed, is one person by unionid, and came from the code', async () => {
  const { id, unionid, external } = await arrives('小林')
  await soon(async () => (await inboxOf(id)).map(({ text }) => text)).toContain(
    '你好 小林，我是陈店长'.replace('陈店长', (await staffName('s01a')) ?? ''),
  )
  const found = await person(unionid)
  const { corpid } = lab.world.credentials.wecom
  expect(found.identities.map(({ type }) => type)).toContain(`external_userid:${corpid}`)
  expect(found).toMatchObject({ entry: 'self', source: '线下海报', owner: await staffName('s01a') })
  expect(found.carriers).toMatchObject([{ carrier: 'wecom', account: `${corpid}/s01a`, endedAt: null }])
  await soon(async () => (await api.staffCodes.list({})).items[0]).toMatchObject({ added: 1, lost: 0, welcomed: 1 })
  expect((await api.carrierAccounts.get({ id: account })).welcomes).toMatchObject({ sent: 1, lost: 0 })
  expect(external).toMatch(/^wm/)
})

const staffName = async (userid: string) =>
  (await api.carrierAccounts.staff({ id: account })).items.find((one) => one.userid === userid)?.name

test('[C2] [C7] told twice, late and in the wrong order it comes to the same; who deletes the member is no contact any more', async () => {
  await labPost('/lab/failures', { path: 'callback:wecom', duplicate: true, times: 5 })
  const { id, unionid } = await arrives('小周')
  await labPost(`/lab/people/${id}/delete`, { staff: 's01a' })
  await lab.idle()
  await soon(async () => (await person(unionid)).carriers.map(({ endedAt }) => endedAt !== null)).toEqual([true])
  const staff = (await api.carrierAccounts.staff({ id: account })).items.find(({ userid }) => userid === 's01a')
  expect(staff).toMatchObject({ lost: 1 })
  // Back again: a new tie, and the old one stays history.
  await labPost('/lab/clock', { advance: 3600 })
  await labPost(`/lab/people/${id}/scan`, { url: code.qrCode })
  await lab.idle()
  await soon(async () => (await person(unionid)).carriers.map(({ endedAt }) => endedAt !== null).sort()).toEqual([
    false,
    true,
  ])
})

test('[C15] [C16] a mass message goes out when the member confirms it, to whom the gate lets it; stopped, reminded, counted', async () => {
  const customers = [await arrives('甲'), await arrives('乙'), await arrives('丙')]
  const people = await Promise.all(customers.map(async ({ unionid }) => (await person(unionid)).id))
  await api.consents.record({ id: people[2] ?? '', purpose: 'marketing.wechat', given: false, reason: '电话里说的' })
  const content = { text: '周末新款到店', attachments: [] }
  const preview = await api.sends.preview({ account, people })
  expect(preview).toMatchObject({ people: 3, allowed: 2, reasons: [{ reason: 'withdrawn', people: 1 }] })
  const send = await api.sends.create({ account, name: '周末', people, content })
  expect(send.state).toBe('held')
  siyu.clock.advance(61_000)
  await soon(() => api.sends.get({ id: send.id })).toMatchObject({
    state: 'waiting',
    members: { all: 1, waiting: 1 },
    people: { asked: 2, refused: 1 },
  })
  expect((await inboxOf(customers[0]?.id ?? '')).map(({ text }) => text)).not.toContain(content.text)
  expect(await api.sends.remind({ id: send.id })).toEqual({ reminded: 1, tooOften: 0 })
  const [task] = (await labGet('/lab/staff/s01a/tasks')).mass
  await labPost('/lab/staff/s01a/confirm', { msgid: task?.id })
  siyu.clock.advance(61_000)
  await soon(() => api.sends.get({ id: send.id })).toMatchObject({
    state: 'done',
    people: { sent: 2, refused: 1 },
    members: { sent: 1 },
  })
  expect((await inboxOf(customers[0]?.id ?? '')).map(({ text }) => text)).toContain(content.text)
  expect((await inboxOf(customers[2]?.id ?? '')).map(({ text }) => text)).not.toContain(content.text)
  expect((await api.sends.people({ id: send.id, state: 'refused' })).items).toMatchObject([
    { person: people[2], reasons: ['withdrawn'] },
  ])
  const told = await api.people.timeline({ id: people[0] ?? '', facts: 'touch' })
  expect(told.items.map(({ name }) => name)).toEqual(['message sent', 'welcome sent'])
  expect(told.items[0]?.detail).toMatchObject({ title: '周末', member: await staffName('s01a') })
  // One a day of promotion is the usual cap: the next one is refused to both, and a stopped one gives its places back.
  const again = await api.sends.preview({ account, people })
  expect(again).toMatchObject({ allowed: 0, reasons: expect.arrayContaining([{ reason: 'cap', people: 2 }]) })
})

test('[C17] a send that is stopped while it is held, or before members confirm, reaches nobody and takes no place at the gate', async () => {
  const one = await arrives('丁')
  const people = [(await person(one.unionid)).id]
  const content = { text: '不该收到', attachments: [] }
  const held = await api.sends.create({ account, name: '撤回一', people, content })
  expect(await api.sends.stop({ id: held.id })).toMatchObject({ state: 'stopped' })
  const open = await api.sends.create({ account, name: '撤回二', people, content })
  siyu.clock.advance(61_000)
  await soon(() => api.sends.get({ id: open.id })).toMatchObject({ state: 'waiting', people: { asked: 1 } })
  expect(await api.sends.stop({ id: open.id })).toMatchObject({ state: 'stopped', people: { stopped: 1 } })
  expect(await api.sends.preview({ account, people })).toMatchObject({ allowed: 1 })
  expect((await inboxOf(one.id)).map(({ text }) => text)).not.toContain(content.text)
})

test('[C4] [C16] a task whose answer is lost is found and not made twice; stopped before that, it is called back', async () => {
  const one = await arrives('庚')
  const people = [(await person(one.unionid)).id]
  const lose = () =>
    labPost('/lab/failures', {
      path: '/cgi-bin/externalcontact/add_msg_template',
      garbage: true,
      effect: true,
      times: 1,
    })
  const made = async (text: string) => (await labGet('/lab/staff/s01a/tasks')).mass.filter((task) => task.text === text)
  const plan = async (text: string) => {
    await lose()
    const { id } = await api.sends.create({ account, name: text, people, content: { text, attachments: [] } })
    siyu.clock.advance(61_000)
    await soon(async () => (await made(text)).length).toBe(1)
    await soon(async () => (await api.sends.get({ id })).error).not.toBeNull()
    return id
  }
  const stopped = await plan('丢了回答又停止')
  expect(await api.sends.stop({ id: stopped })).toMatchObject({ state: 'stopped', people: { stopped: 1 } })
  expect((await made('丢了回答又停止')).map(({ cancelled }) => cancelled)).toEqual([true])
  const kept = await plan('丢了回答')
  siyu.clock.advance(31_000)
  await soon(() => api.sends.get({ id: kept })).toMatchObject({ state: 'waiting', people: { asked: 1 } })
  expect((await made('丢了回答')).map(({ cancelled }) => cancelled)).toEqual([false])
  await api.sends.stop({ id: kept })
})

test('[C12] a tag goes both ways: from a member to us, from us to every member, and is taken on both sides', async () => {
  const one = await arrives('己')
  const { id } = await person(one.unionid)
  const made = await labPost('/lab/tags', { group: '意向', name: '渐进片' })
  const other = await labPost('/lab/tags', { group: '意向', name: '离焦镜' })
  await lab.idle()
  const groups = async () => (await api.carrierTags.list({ id: account })).items
  const ours = async (name: string) =>
    (await groups()).flatMap(({ tags }) => tags).find((tag) => tag.name === name)?.tag ?? null
  await soon(() => ours('离焦镜')).not.toBeNull()
  await labPost('/lab/staff/s01a/mark', { person: one.id, add_tag: [made['tag_id']] })
  await lab.idle()
  const names = async () => (await api.tags.ofPerson({ id })).items.map(({ name }) => name)
  await soon(names).toEqual(['渐进片'])
  // A second member has them too: what is given here stands at both.
  await labPost(`/lab/people/${one.id}/add`, { staff: 's01b' })
  await lab.idle()
  await soon(async () => (await person(one.unionid)).carriers.length).toBe(2)
  await api.tags.giveOne({ id, tag: (await ours('离焦镜')) ?? '' })
  const atLab = async () =>
    ((await labGet(`/lab/people/${one.id}`)).staff ?? []).map(
      ({ userid, tags }) => `${userid} ${tags.includes(other['tag_id'] ?? '')}`,
    )
  await soon(async () => (await atLab()).sort()).toEqual(['s01a true', 's01b true'])
  await api.tags.takeOne({ id, tag: (await ours('离焦镜')) ?? '' })
  await soon(async () => (await atLab()).sort()).toEqual(['s01a false', 's01b false'])
  await labPost('/lab/staff/s01a/mark', { person: one.id, remove_tag: [made['tag_id']] })
  await lab.idle()
  await soon(names).toEqual([])
  // Turned off, what members give is theirs alone.
  const [group] = await groups()
  await api.carrierTags.direct({ id: account, group: group?.id ?? '', direction: 'off' })
  await labPost('/lab/staff/s01a/mark', { person: one.id, add_tag: [made['tag_id']] })
  await lab.idle()
  await soon(async () => (await api.carrierAccounts.get({ id: account })).waiting).toBe(0)
  expect(await names()).toEqual([])
})

test('[A43] [C85] a message to many has one link: who was written to and taps it in WeChat is known, all others lead on as nobody', async () => {
  const { appid, secret, token, encodingAESKey } = lab.world.credentials.officialAccount
  const settings = { appid, secret, token, encodingAESKey, base: lab.url, readers: 'on' }
  await api.carrierAccounts.create({ kind: 'officialAccount', name: '服务号', settings })
  const [one, two, other] = [await arrives('辛'), await arrives('壬'), await arrives('癸')]
  const people = await Promise.all([one, two].map(async ({ unionid }) => (await person(unionid)).id))
  const link = await api.links.create({ name: '新款', url: `${lab.url}/lab/world` })
  const card = { type: 'link' as const, title: '新款到店', url: `{{link:${link.id}}}` }
  const content = { text: `新款 {{link:${link.id}}}`, attachments: [card] }
  const wrong = { ...content, text: '{{link:999}}' }
  await expect(api.sends.create({ account, name: '新款', people, content: wrong })).rejects.toMatchObject({
    status: 400,
  })
  for (const title of ['{{姓名}}', '{{客户昵称}}'])
    await expect(
      api.sends.create({ account, name: '新款', people, content: { text: '', attachments: [{ ...card, title }] } }),
    ).rejects.toMatchObject({ status: 400 })
  await expect(
    api.staffCodes.create({ account, name: 'x', staff: ['s01a'], welcome: { text: '', attachments: [card] } }),
  ).rejects.toMatchObject({ status: 400 })
  const { id } = await api.sends.create({ account, name: '新款', people, content })
  siyu.clock.advance(61_000)
  await soon(async () => (await api.sends.get({ id })).people).toMatchObject({ asked: 2 })
  const task = (await labGet('/lab/staff/s01a/tasks')).mass.find(({ text }) => text.startsWith('新款'))
  await labPost('/lab/staff/s01a/confirm', { msgid: task?.id })
  const read = async (who: string) =>
    (await inboxOf(who)).find(({ text }) => text?.startsWith('新款'))?.text?.slice(3) ?? ''
  const url = await read(one.id)
  expect([url, await read(two.id)]).toEqual([expect.stringMatching(/\/s\/[a-z0-9]{10}$/), url])
  const under = (await inboxOf(two.id)).find(({ text }) => text?.startsWith('新款'))
  expect(JSON.stringify(under)).toContain(`"url":"${url}"`)

  const open = (who: { id: string }) => labPost(`/lab/people/${who.id}/open`, { url: `${url}?from=wx` })
  for (const who of [one, one, other]) expect((await open(who))['url']).toBe(`${lab.url}/lab/world?from=wx`)
  await labPost('/lab/failures', { path: '/sns/oauth2/access_token', errcode: 45009, times: 1 })
  expect((await open(two))['url']).toBe(`${lab.url}/lab/world?from=wx`)
  const elsewhere = (userAgent: string) => fetch(url, { redirect: 'manual', headers: { 'user-agent': userAgent } })
  expect((await elsewhere('Mozilla/5.0 (iPhone) Safari/604.1')).headers.get('location')).toBe(`${lab.url}/lab/world`)
  await elsewhere('Googlebot/2.1')
  await soon(async () => (await api.sends.get({ id })).clicked).toEqual({ given: 2, people: 1, clicks: 2, unknown: 3 })
  const clicks = async (of: string) =>
    (await api.people.timeline({ id: of })).items.filter(({ name }) => name === 'link_clicked').length
  expect([await clicks(people[0] ?? ''), await clicks(people[1] ?? '')]).toEqual([2, 0])
  // A code of WeChat's that is made up names nobody, and leads on.
  const forged = await fetch(`${url}/who?code=made-up&state=1`, { redirect: 'manual' })
  expect([forged.status, forged.headers.get('location')]).toEqual([302, `${lab.url}/lab/world`])
})

test('[C11] erased, nothing of a person stays with the carriers; only who comes anew is somebody again, and somebody new', async () => {
  const one = await arrives('戊')
  const { id } = await person(one.unionid)
  const send = await api.sends.create({
    account,
    name: '删除前',
    people: [id],
    content: { text: '删除前', attachments: [] },
  })
  siyu.clock.advance(61_000)
  await soon(() => api.sends.get({ id: send.id })).toMatchObject({ state: 'waiting', people: { asked: 1 } })
  const before = await api.carrierAccounts.get({ id: account })
  // The simulated clock has run ahead: what is erased is of before, by both.
  siyu.clock.advance(2 * hour)
  const asked = await api.privacy.erase({ id, reason: '本人要求' })
  await soon(async () => (await api.privacy.get({ id: asked.id })).state).toBe('done')
  const contacts = async () => (await api.carrierAccounts.get({ id: account })).contacts
  expect(await contacts()).toBe(before.contacts - 1)
  expect((await api.sends.people({ id: send.id })).items).toEqual([])
  // The platform still names them: that is of before.
  const { task } = await api.carrierAccounts.sync({ id: account })
  await soon(async () => (await api.tasks.get({ id: task })).state).toBe('done')
  expect(await contacts()).toBe(before.contacts - 1)
  await expect(person(one.unionid)).rejects.toMatchObject({ status: 404 })
  await labPost(`/lab/people/${one.id}/delete`, { staff: 's01a' })
  await labPost('/lab/clock', { advance: 3 * 3600 })
  await labPost(`/lab/people/${one.id}/scan`, { url: code.qrCode })
  await lab.idle()
  await soon(() =>
    person(one.unionid).then(
      (found) => found.id,
      () => null,
    ),
  ).not.toBeNull()
  expect((await person(one.unionid)).id).not.toBe(id)
})

test('[C16] [L14] a task that waits for its member keeps its place at the gate, for a week; then it is called back', async () => {
  const one = await arrives('子')
  const people = [(await person(one.unionid)).id]
  const content = { text: '等了一周', attachments: [] }
  const { id } = await api.sends.create({ account, name: '等了一周', people, content })
  siyu.clock.advance(61_000)
  await soon(() => api.sends.get({ id })).toMatchObject({ state: 'waiting', people: { asked: 1 } })
  siyu.clock.advance(3 * day)
  expect(await api.sends.preview({ account, people })).toMatchObject({ allowed: 0, reasons: [{ reason: 'cap' }] })
  siyu.clock.advance(5 * day)
  await soon(() => api.sends.get({ id })).toMatchObject({ state: 'done', people: { failed: 1 } })
  expect(await api.sends.preview({ account, people })).toMatchObject({ allowed: 1 })
  const tasks = (await labGet('/lab/staff/s01a/tasks')).mass.filter(({ text }) => text === '等了一周')
  expect(tasks.map(({ cancelled }) => cancelled)).toEqual([true])
})
