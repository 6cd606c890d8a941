import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { day, hour, minute, second } from '#kit/time'
import { type Lab, startLab } from '../../lab/index.ts'
import { emptyMp4 } from '../../modules/carriers/core/videoFixture.ts'
import { type SiyuHere, siyuHere } from '../support/inProcess.ts'
import { type Api, prepare } from '../support/siyu.ts'

const soon = <T>(read: () => T) => expect.poll(read, { timeout: 30_000, interval: 30 })

const folder = mkdtempSync(join(tmpdir(), 'siyu-chats-'))
let lab: Lab
let siyu: SiyuHere
let api: Api
let account = ''
let token = ''

type Answer = Record<string, string>
const post = async (path: string, body: unknown = {}): Promise<Answer> =>
  (await fetch(lab.url + path, { method: 'POST', body: JSON.stringify(body) })).json() as Promise<Answer>
const wecom = (path: string, body: object) =>
  post(`/cgi-bin/externalcontact/${path}?access_token=${encodeURIComponent(token)}`, body)

const person = (unionid = '') => api.people.lookup({ type: 'unionid', value: unionid })
const chats = async () => (await api.chatGroups.list({})).items
const chatOf = async (id = '') => api.chatGroups.get({ id })
const idOf = async (name: string) => (await chats()).find((one) => one.name === name)?.id ?? ''
const stays = async (id: string, now: 'in' | 'left' = 'in') => (await api.chatGroups.participants({ id, now })).items

/** What the lab has told is applied: details of chats lag two seconds behind. */
async function heard() {
  await lab.idle()
  await soon(async () => {
    siyu.clock.advance(3 * second)
    return (await api.carrierAccounts.get({ id: account })).waiting
  }).toBe(0)
}

async function synced() {
  const { task } = await api.carrierAccounts.sync({ id: account })
  await soon(async () => (await api.tasks.get({ id: task })).state).toBe('done')
  const { counts } = await api.tasks.get({ id: task })
  return Object.fromEntries(counts.map(({ name, count }) => [name, count]))
}

beforeAll(async () => {
  lab = await startLab()
  await post('/lab/settings', { callbackPauseMs: 1 })
  siyu = await siyuHere(prepare(folder), { outgoingHosts: ['127.0.0.1'] })
  api = siyu.api
  // Ten in the morning in Shanghai: at night nobody is written to.
  const toMorning = day - ((Date.now() - 2 * hour) % day)
  siyu.clock.advance(toMorning)
  await post('/lab/clock', { advance: toMorning / 1000 })
  const { corpid, agentid, secret, token: own, encodingAESKey } = lab.world.credentials.wecom
  const settings = { corpid, agentid: String(agentid), secret, token: own, encodingAESKey, base: lab.url }
  const made = await api.carrierAccounts.create({ kind: 'wecom', name: '总部', settings })
  account = made.id
  await post('/lab/callbacks', { wecom: siyu.url + made.callback })
  const query = new URLSearchParams({ corpid, corpsecret: secret })
  token = ((await (await fetch(`${lab.url}/cgi-bin/gettoken?${query}`)).json()) as Answer)['access_token'] ?? ''
})
afterAll(async () => {
  await siyu?.stop()
  await lab?.stop()
  rmSync(folder, { recursive: true, force: true })
})

test('[C33] chats that were there before are read with the sync, which says how many and who was new', async () => {
  const { chat_id } = await post('/lab/staff/s01a/groups', { name: '视力专家一群' })
  const one = await post('/lab/people', { name: '甲' })
  await post(`/lab/people/${one['id']}/join`, { chat_id, invitor: 's01a' })
  await heard()
  const counts = await synced()
  expect(counts).toMatchObject({ chats: 1, failed: 0 })
  expect(await chats()).toMatchObject([
    { name: '视力专家一群', owner: { userid: 's01a' }, state: 'live', customers: 1, staff: 1, joinedToday: 1 },
  ])
  expect(await stays(await idOf('视力专家一群'))).toMatchObject([
    { joinedHow: 'invited', isFriend: false, invitedBy: expect.any(String) },
  ])
})

test('[C32] whoever joins by a code is in the pool at once, by the chat alone; the timeline tells how they came and went', async () => {
  const id = await idOf('视力专家一群')
  const truth = (await (await fetch(`${lab.url}/lab/truth`)).json()) as { groups: { chat_id: string }[] }
  const chat = truth.groups[0]?.chat_id ?? ''
  const { config_id } = await wecom('groupchat/add_join_way', { scene: 2, chat_id_list: [chat], state: 'poster' })
  const one = await post('/lab/people', { name: '乙' })
  await post(`/lab/people/${one['id']}/scan`, { config_id })
  await heard()
  const found = await person(one['unionid'])
  expect(found).toMatchObject({ entry: 'self', carriers: [{ carrier: 'chatGroup', endedAt: null }] })
  expect(await stays(id)).toMatchObject([{ person: found.id, joinedHow: 'scan' }, { joinedHow: 'invited' }])
  expect(await chatOf(id)).toMatchObject({
    ...{ customers: 2, strangers: 2, joinedToday: 2 },
    hows: expect.arrayContaining([{ how: 'scan', customers: 1 }]),
  })
  await pass(10 * second)
  await post(`/lab/people/${one['id']}/leave`, { chat_id: chat })
  await heard()
  expect(await stays(id, 'left')).toMatchObject([{ person: found.id, leftHow: 'left' }])
  const file = await api.exports.create({ kind: 'participants', filter: { id, now: 'left' } })
  await soon(async () => (await api.exports.get({ id: file.id })).state).toBe('done')
  expect(await api.exports.get({ id: file.id })).toMatchObject({ done: 1, total: 1 })
  const told = await api.people.timeline({ id: found.id, facts: 'carrier' })
  expect(told.items.map(({ name, detail }) => [name, detail['how'] ?? ''])).toEqual([
    ['carrier ended', 'left'],
    ['entered', ''],
    ['carrier started', 'scan'],
  ])
  expect(told.items[0]?.detail).toMatchObject({ account: '视力专家一群' })
  expect((await person(one['unionid'])).carriers).toMatchObject([{ carrier: 'chatGroup', endedAt: expect.any(String) }])
})

test('[C31] told late, twice and out of order, the end is as at the platform; removed is not left, and a short stay is kept', async () => {
  const { chat_id } = await post('/lab/staff/s02a/groups', { name: '快闪群' })
  await post('/lab/failures', { path: 'callback:wecom', duplicate: true, times: 20 })
  await post('/lab/failures', { path: 'callback:wecom', swapped: true, times: 4 })
  const all = await Promise.all(['丙', '丁', '戊'].map((name) => post('/lab/people', { name })))
  for (const one of all) await post(`/lab/people/${one['id']}/join`, { chat_id })
  await post(`/lab/groups/${chat_id}`, { remove: all[0]?.['id'], name: '快闪群（改名）' })
  // Two hours later, so that nobody takes the second stay for the first.
  await post('/lab/clock', { advance: 7200 })
  siyu.clock.advance(2 * hour)
  await post(`/lab/people/${all[1]?.['id']}/leave`, { chat_id })
  await post(`/lab/people/${all[1]?.['id']}/join`, { chat_id })
  await heard()
  const id = await idOf('快闪群（改名）')
  expect(await chatOf(id)).toMatchObject({ customers: 2, leavers: 2 })
  expect((await stays(id, 'left')).map(({ leftHow }) => leftHow).sort()).toEqual(['left', 'removed'])
  // Gone before anybody has looked.
  const short = await post('/lab/people', { name: '己' })
  await post(`/lab/people/${short['id']}/join`, { chat_id })
  await post(`/lab/people/${short['id']}/leave`, { chat_id })
  await heard()
  expect(await chatOf(id)).toMatchObject({ customers: 2, leavers: 3 })
  expect((await stays(id, 'left'))[0]).toMatchObject({ joinedHow: 'invited', leftHow: 'left' })
  await post(`/lab/groups/${chat_id}`, { dismiss: true })
  await heard()
  expect(await chatOf(id)).toMatchObject({ state: 'dismissed', customers: 0, leavers: 5 })
  await fetch(`${lab.url}/lab/failures`, { method: 'DELETE' })
})

test('[C33] without its owner a chat is orphaned; what nobody has told comes with the sync', async () => {
  const { chat_id } = await post('/lab/staff/s03a/groups', { name: '三店群' })
  await heard()
  await post('/lab/failures', { path: 'callback:wecom', lost: true, times: 50 })
  const one = await post('/lab/people', { name: '庚' })
  await post(`/lab/people/${one['id']}/join`, { chat_id })
  const { chat_id: other } = await post('/lab/staff/s03a/groups', { name: '没人说起的群' })
  await post(`/lab/people/${one['id']}/join`, { chat_id: other })
  await post('/lab/staff/s03a/leave')
  await lab.idle()
  await fetch(`${lab.url}/lab/failures`, { method: 'DELETE' })
  expect(await synced()).toMatchObject({ joined: 2, left: 0, failed: 0 })
  const orphaned = await api.chatGroups.list({ state: 'orphaned' })
  expect(orphaned.items.map(({ name }) => name).sort()).toEqual(['三店群', '没人说起的群'])
  expect(await api.chatGroups.count({})).toMatchObject({ orphaned: 2, dismissed: 1, live: 1 })
  expect(await api.chatGroups.list({ q: '没人' })).toMatchObject({ items: [{ name: '没人说起的群' }] })
})

test('[C32] erased, no stay is left, the sync does not bring them back, and whoever joins anew is somebody new', async () => {
  const id = await idOf('三店群')
  const [one] = await stays(id)
  const copy = await api.people.get({ id: one?.person ?? '' })
  siyu.clock.advance(hour)
  await post('/lab/clock', { advance: 3600 })
  const asked = await api.privacy.erase({ id: copy.id, reason: '本人要求' })
  await soon(async () => (await api.privacy.get({ id: asked.id })).state).toBe('done')
  expect(await stays(id)).toEqual([])
  await synced()
  expect(await stays(id)).toEqual([])
  expect((await chatOf(id)).customers).toBe(0)
})

test('[C34] what a member has sent by themselves is taken from what is left, and stands on the timeline', async () => {
  const one = await post('/lab/people', { name: '辛' })
  await post(`/lab/people/${one['id']}/add`, { staff: 's05a' })
  await heard()
  await soon(() => person(one['unionid']).then(({ carriers }) => carriers.length)).toBe(1)
  const { id } = await person(one['unionid'])
  await api.carrierAccounts.change({ id: account, settings: { mass: 'daily' } })
  expect(await api.sends.preview({ account, people: [id] })).toMatchObject({
    allowed: 1,
    left: [{ left: 0, people: 1 }],
  })
  await post('/lab/staff/s05a/mass', { person: [one['id']], text: '自己群发的' })
  expect(await synced()).toMatchObject({ messages: 1, failed: 0 })
  expect(await api.sends.preview({ account, people: [id] })).toMatchObject({
    allowed: 0,
    reasons: [{ reason: 'mass-quota', people: 1 }],
  })
  expect(await synced()).toMatchObject({ messages: 0 })
  const told = await api.people.timeline({ id, facts: 'touch' })
  expect(told.items).toMatchObject([{ name: 'message sent', detail: { title: null } }])
  await api.carrierAccounts.change({ id: account, settings: { mass: 'monthDays' } })
})

/** Customers of a member, known here. */
async function customersFor(staff: string, names: readonly string[]) {
  const all = await Promise.all(names.map((name) => post('/lab/people', { name })))
  for (const one of all) await post(`/lab/people/${one['id']}/add`, { staff })
  await heard()
  for (const one of all) await soon(() => person(one['unionid']).catch(() => null)).toMatchObject({ known: true })
  return all
}

/** Both clocks go on, and say the same. */
async function pass(ms: number) {
  siyu.clock.advance(ms)
  await post('/lab/clock', { at: siyu.clock() })
}

/** Both clocks say the same, and no token is worn out: the next call that fails is the one that was told to. */
async function aligned() {
  await pass(0)
  await synced()
}

/** Who waits for members and customers looks again after some minutes. */
const eventually = <T>(read: () => Promise<T>) =>
  soon(() => {
    siyu.clock.advance(10 * minute)
    return read()
  })

const begun = async () =>
  ((await (await fetch(`${lab.url}/lab/ledger?kind=transfer.begun`)).json()) as { items: unknown[] }).items.length

test('[C35] [C36] [C37] what hangs on a colleague is seen, shared out and handed over; one refuses, the others go, groups and codes with them', async () => {
  const all = await customersFor('s06a', ['六一', '六二', '六三'])
  await post('/lab/staff/s06a/groups', { name: '六店群' })
  await heard()
  const alone = await api.staffCodes.create({ account, name: '六店台卡', staff: ['s06a'] })
  const shared = await api.staffCodes.create({ account, name: '六店海报', staff: ['s06a', 's06b'] })
  const hanging = await api.transfers.hanging({ account, userid: 's06a' })
  expect(hanging).toMatchObject({ customers: 3, chats: [{ name: '六店群' }], underWay: 0, member: { left: false } })
  expect(hanging.codes.map(({ name }) => name)).toEqual(['六店台卡', '六店海报'])
  const asked = { account, from: 's06a', to: ['s07a', 's07b'] }
  const preview = await api.transfers.preview(asked)
  expect(preview).toMatchObject({ customers: 3, noRoom: 0, codes: 2 })
  expect(preview.takers.map(({ customers, chats: groups }) => [customers, groups])).toEqual([
    [2, 1],
    [1, 0],
  ])
  const transfer = await api.transfers.create({ ...asked, message: '以后由我为您服务' })
  expect(transfer.state).toBe('held')
  await pass(61 * second)
  await soon(() => api.transfers.get({ id: transfer.id })).toMatchObject({
    ...{ state: 'waiting', customers: { waiting: 3 }, chats: { done: 1 }, codes: { done: 2 } },
  })
  const codes = (await api.staffCodes.list({})).items
  expect(codes.find(({ id }) => id === alone.id)?.staff).toEqual(['s07a'])
  expect(codes.find(({ id }) => id === shared.id)?.staff).toEqual(['s06b', 's07a', 's07b'])
  expect(await chats()).toContainEqual(
    expect.objectContaining({ name: '六店群', owner: expect.objectContaining({ userid: 's07a' }) }),
  )
  // Whoever is under way is not handed over once more.
  expect(await api.transfers.hanging({ account, userid: 's06a' })).toMatchObject({ customers: 0, underWay: 3 })
  await post(`/lab/people/${all[0]?.['id']}/refuse-transfer`)
  await heard()
  await soon(() => api.transfers.get({ id: transfer.id })).toMatchObject({ customers: { waiting: 2, refused: 1 } })
  const before = await person(all[1]?.['unionid'])
  await pass(25 * hour)
  await eventually(() => api.transfers.get({ id: transfer.id })).toMatchObject({
    ...{ state: 'done', customers: { done: 2, refused: 1 } },
  })
  const after = await person(all[1]?.['unionid'])
  expect(after.owner).not.toBe(before.owner)
  expect((await api.people.owners({ id: after.id })).items.map(({ owner }) => owner)).toEqual([
    after.owner,
    before.owner,
  ])
  expect(after.carriers.filter(({ endedAt }) => endedAt === null)).toHaveLength(1)
  expect((await person(all[0]?.['unionid'])).owner).toBe(before.owner)
  await heard()
  expect((await api.transfers.customers({ id: transfer.id, state: 'refused' })).items).toMatchObject([
    { endedAt: expect.any(String) },
  ])
})

test('[C36] asked for once, also when the answer is lost; a leaver’s customers go over too, and a stop ends the rest', async () => {
  await customersFor('s08a', ['八一', '八二'])
  await post('/lab/staff/s08a/leave')
  await heard()
  await soon(async () => (await api.transfers.hanging({ account, userid: 's08a' })).member.left).toBe(true)
  await aligned()
  const before = await begun()
  await post('/lab/failures', {
    ...{ path: '/cgi-bin/externalcontact/resigned/transfer_customer', garbage: true, effect: true, times: 1 },
  })
  const lost = await api.transfers.create({ account, from: 's08a', to: ['s07b'] })
  await pass(61 * second)
  await soon(async () => (await api.transfers.get({ id: lost.id })).error).not.toBeNull()
  expect(await api.transfers.get({ id: lost.id })).toMatchObject({ hasLeft: true, customers: { waiting: 0 } })
  await pass(31 * second)
  await soon(() => api.transfers.get({ id: lost.id })).toMatchObject({ state: 'waiting', customers: { waiting: 2 } })
  expect((await begun()) - before).toBe(2)
  await customersFor('s09a', ['九一'])
  const stopped = await api.transfers.create({ account, from: 's09a', to: ['s07b'] })
  expect(await api.transfers.stop({ id: stopped.id })).toMatchObject({ state: 'stopped', customers: { stopped: 1 } })
  await pass(61 * second)
  expect((await begun()) - before).toBe(2)
  expect(await api.transfers.hanging({ account, userid: 's09a' })).toMatchObject({ customers: 1 })
  await pass(25 * hour)
  await eventually(() => api.transfers.get({ id: lost.id })).toMatchObject({ state: 'done', customers: { done: 2 } })
})

const onePixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
type Tasks = { mass: { id: string; text: string }[]; moments: { moment: string; text: string; cancelled: boolean }[] }
const tasksOf = async (userid: string) => (await (await fetch(`${lab.url}/lab/staff/${userid}/tasks`)).json()) as Tasks

test('[C38] moments are made once and published by members; who has, and how many customers see it; a stop calls back', async () => {
  const all = await customersFor('s10a', ['十一', '十二'])
  const picture = await api.posts.addPicture({ type: 'image/png', data: onePixel })
  await expect(api.posts.addPicture({ type: 'image/jpeg', data: onePixel })).rejects.toMatchObject({ status: 400 })
  const asked = { account, kind: 'moments' as const, staff: ['s10a', 's10b'] }
  expect(await api.posts.preview(asked)).toMatchObject({ members: 2, customers: 2 })
  await aligned()
  await post('/lab/failures', {
    ...{ path: '/cgi-bin/externalcontact/add_moment_task', garbage: true, effect: true, times: 1 },
  })
  const made = await api.posts.create({ ...asked, name: '开学季', text: '开学配镜节', pictures: [picture.id] })
  await pass(61 * second)
  await soon(async () => (await api.posts.get({ id: made.id })).error).not.toBeNull()
  await pass(31 * second)
  await soon(() => api.posts.get({ id: made.id })).toMatchObject({ state: 'waiting', members: { all: 2, waiting: 2 } })
  const { moments } = await tasksOf('s10a')
  expect(moments.map(({ text }) => text)).toEqual(['开学配镜节'])
  expect(await api.posts.remind({ id: made.id })).toEqual({ reminded: 2, tooOften: 0 })
  await post('/lab/staff/s10a/publish', { moment_id: moments[0]?.moment })
  await eventually(() => api.posts.get({ id: made.id })).toMatchObject({ members: { sent: 1, waiting: 1 }, seen: 2 })
  const inbox = (await (await fetch(`${lab.url}/lab/people/${all[0]?.['id']}/inbox`)).json()) as {
    items: { text?: string }[]
  }
  expect(inbox.items.map(({ text }) => text)).toContain('开学配镜节')
  expect((await api.posts.members({ id: made.id })).items).toMatchObject([
    { userid: 's10b', state: 'waiting', reminders: 1 },
    { userid: 's10a', state: 'sent', seen: 2 },
  ])
  expect(await api.posts.stop({ id: made.id })).toMatchObject({ state: 'stopped', members: { sent: 1, waiting: 0 } })
  expect((await tasksOf('s10b')).moments).toMatchObject([{ cancelled: true }])
})

test('[C93] a moment with a video goes up in parts and alone, a link with its cover; what the platform would refuse is refused in words', async () => {
  const video = Buffer.from(emptyMp4(12, { padding: 300_000 }))
  const part = (from: number, to?: number) => video.subarray(from, to).toString('base64')
  const { id } = await api.posts.addVideo({ size: video.length, data: part(0, 200_000) })
  const asked = { account, kind: 'moments' as const, staff: ['s10a'], name: '新品', video: id }
  await expect(api.posts.create(asked)).rejects.toMatchObject({ status: 409 })
  for (let i = 0; i < 2; i += 1)
    expect(await api.posts.growVideo({ id, at: 200_000, data: part(200_000) })).toMatchObject({ whole: true })
  // More than was told of does not go in, and takes nothing away.
  await expect(api.posts.growVideo({ id, at: video.length, data: part(0, 9) })).rejects.toMatchObject({ status: 400 })
  const long = Buffer.from(emptyMp4(31))
  const tooLong = api.posts.addVideo({ size: long.length, data: long.toString('base64') })
  await expect(tooLong).rejects.toMatchObject({ status: 400 })
  const { id: cover } = await api.posts.addPicture({ type: 'image/png', data: onePixel })
  const link = { title: '去看看', url: 'https://example.com/' }
  await expect(api.posts.create({ ...asked, pictures: [cover] })).rejects.toMatchObject({ status: 400 })
  const { video: _, ...linked } = { ...asked, name: '链接', link, pictures: [cover] }
  const made = [await api.posts.create(asked), await api.posts.create(linked)]
  await pass(61 * second)
  for (const one of made) await soon(async () => (await api.posts.get({ id: one.id })).state).toBe('waiting')
  const last = lab.world.rows.moments.all().slice(-2)
  const shown = last.flatMap(({ attachments }) => attachments)
  expect(shown.map(({ msgtype }) => msgtype).sort()).toEqual(['link', 'video'])
  const media = shown.map((one) => lab.world.rows.media.get((one[one.msgtype] as { media_id: string }).media_id)?.type)
  expect(media.sort()).toEqual(['image', 'video'])
})

test('[C39] a message to chats is confirmed by their owners; a chat that had all it may have is named and gets none', async () => {
  const { chat_id } = await post('/lab/staff/s11a/groups', { name: '十一店群' })
  const one = await post('/lab/people', { name: '群友' })
  await post(`/lab/people/${one['id']}/join`, { chat_id })
  await heard()
  // What is counted by the day is counted in the morning.
  await pass(day - ((siyu.clock() - 2 * hour) % day))
  await api.carrierAccounts.change({ id: account, settings: { mass: 'daily' } })
  const asked = { account, kind: 'chats' as const, staff: ['s11a'] }
  expect(await api.posts.preview(asked)).toMatchObject({ members: 1, chats: 1, full: 0, customers: 1 })
  const made = await api.posts.create({ ...asked, name: '群福利', text: '今晚八点群里见' })
  await pass(61 * second)
  await soon(() => api.posts.get({ id: made.id })).toMatchObject({ state: 'waiting', chats: { all: 1, sent: 0 } })
  const [task] = (await tasksOf('s11a')).mass
  await post('/lab/staff/s11a/confirm', { msgid: task?.id })
  await eventually(() => api.posts.get({ id: made.id })).toMatchObject({ state: 'done', chats: { sent: 1 } })
  expect((await api.posts.chats({ id: made.id })).items).toMatchObject([
    { name: '十一店群', state: 'sent', customers: 1 },
  ])
  expect(await api.posts.preview(asked)).toMatchObject({ members: 0, chats: 0, full: 1 })
  await expect(api.posts.create({ ...asked, name: '再来', text: '再来' })).rejects.toMatchObject({ status: 409 })
  // What was made here is not read a second time as made elsewhere.
  expect(await synced()).toMatchObject({ messages: 0, failed: 0 })
})
