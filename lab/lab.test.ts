import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Bench, type Json, startBench } from './fixture.ts'
import { startLab } from './index.ts'

let bench: Bench

beforeAll(async () => {
  bench = await startBench()
  const saved = await bench.post('/lab/callbacks', { wecom: `${bench.hook}/callbacks/wecom` })
  expect(saved).toEqual({ wecom: { ok: true, status: 200 } })
})

afterAll(() => bench.stop())

const api = async (path: string, body: unknown) =>
  bench.post(`/cgi-bin/externalcontact/${path}?access_token=${await bench.token()}`, body)
const read = async (path: string) => bench.get(`/cgi-bin/${path}access_token=${await bench.token()}`)
const last = () => bench.heard.at(-1)?.fields

async function customer(staff: string): Promise<{ id: string; external_userid: string; unionid: string }> {
  const person = await bench.post<{ id: string; external_userid: string; unionid: string }>('/lab/people')
  await bench.post(`/lab/people/${person.id}/add`, { staff })
  await bench.lab.idle()
  return person
}

test('a customer scans a code of a member: event, one welcome, tags, mass send, churn', async () => {
  const way = await api('add_contact_way', { type: 1, scene: 2, user: ['s01a'], state: 'k7' })
  const person = await bench.post<Json>('/lab/people', { name: '测试' })
  const scanned = await bench.post(`/lab/people/${person['id']}/scan`, { url: way['qr_code'] })
  expect(scanned).toMatchObject({ kind: 'added', userid: 's01a', isNew: true })
  await bench.lab.idle()
  const event = last()
  expect(event).toMatchObject({ Event: 'change_external_contact', ChangeType: 'add_external_contact', State: 'k7' })
  const welcome = { welcome_code: event?.['WelcomeCode'], text: { content: '你好' } }
  expect(await api('send_welcome_msg', welcome)).toMatchObject({ errcode: 0 })
  expect(await api('send_welcome_msg', welcome)).toMatchObject({ errcode: 41051 })
  const { external_userid } = person
  const group = await api('add_corp_tag', { group_name: '意向', tag: [{ name: '高' }] })
  const [tag] = (group['tag_group'] as { tag: { id: string }[] }).tag
  const count = bench.heard.length
  expect(await api('mark_tag', { userid: 's01a', external_userid, add_tag: [tag?.id] })).toMatchObject({ errcode: 0 })
  expect(await read(`externalcontact/get?external_userid=${external_userid}&`)).toMatchObject({
    external_contact: { unionid: person['unionid'], type: 1 },
    follow_user: [{ userid: 's01a', state: 'k7', tags: [{ tag_name: '高', type: 1 }] }],
  })
  const mass = await api('add_msg_template', { external_userid: [external_userid], text: { content: '周末检查视力' } })
  expect(mass).toMatchObject({ errcode: 0, fail_list: [] })
  await bench.post('/lab/staff/s01a/confirm', { msgid: mass['msgid'] })
  const result = await api('get_groupmsg_send_result', { msgid: mass['msgid'], userid: 's01a' })
  expect(result).toMatchObject({ send_list: [{ external_userid, status: 1 }] })
  const inbox = await bench.get(`/lab/people/${person['id']}/inbox`)
  expect(inbox).toMatchObject({ items: [{ via: 'welcome', text: '你好' }, { via: 'mass' }] })
  await bench.lab.idle()
  expect(bench.heard.length).toBe(count)
  await bench.post(`/lab/people/${person['id']}/delete`, { staff: 's01a' })
  await bench.lab.idle()
  expect(last()).toMatchObject({ ChangeType: 'del_follow_user', ExternalUserID: external_userid })
  expect(await read(`externalcontact/get?external_userid=${external_userid}&`)).toMatchObject({ errcode: 84061 })
})

test('a welcome code is dead after 20 seconds, a token after two hours', async () => {
  await customer('s02a')
  const code = last()?.['WelcomeCode']
  const old = await bench.token()
  await bench.post('/lab/clock', { advance: 21 })
  expect(await api('send_welcome_msg', { welcome_code: code, text: { content: 'x' } })).toMatchObject({
    errcode: 41050,
  })
  await bench.post('/lab/clock', { advance: 7200 })
  expect(await bench.get(`/cgi-bin/department/list?access_token=${old}`)).toMatchObject({ errcode: 42001 })
})

test('mass sends stop at the quota of the customer: status 3, and 2 for who has deleted the member', async () => {
  await bench.post('/lab/settings', { massQuota: 1 })
  const person = await customer('s04a')
  const gone = await customer('s04a')
  const send = async () => {
    const { msgid } = await api('add_msg_template', { sender: 's04a', text: { content: 'x' } })
    return String(msgid)
  }
  const [first, second] = [await send(), await send()]
  await bench.post(`/lab/people/${gone.id}/delete`, { staff: 's04a' })
  for (const msgid of [first, second]) await bench.post('/lab/staff/s04a/confirm', { msgid })
  const statuses = async (msgid: string) =>
    (await api('get_groupmsg_send_result', { msgid, userid: 's04a' }))['send_list'] as Json[]
  expect((await statuses(first)).map(({ status }) => status)).toEqual([1, 2])
  expect((await statuses(second)).find((one) => one['external_userid'] === person.external_userid)?.['status']).toBe(3)
  await bench.post('/lab/settings', { massQuota: 'month' })
})

test('a transfer is done after a day, with the old relation told as transferred; refused it fails', async () => {
  const [moved, stays] = [await customer('s05a'), await customer('s05a')]
  const answer = await api('transfer_customer', {
    handover_userid: 's05a',
    takeover_userid: 's05b',
    external_userid: [moved.external_userid, stays.external_userid, 'wmnobody'],
  })
  expect((answer['customer'] as Json[]).map(({ errcode }) => errcode)).toEqual([0, 0, 40096])
  await bench.post(`/lab/people/${stays.id}/refuse-transfer`)
  await bench.post('/lab/clock', { advance: 86_400 })
  const result = await api('transfer_result', { handover_userid: 's05a', takeover_userid: 's05b' })
  expect((result['customer'] as Json[]).map(({ status }) => status)).toEqual([1, 3])
  const told = bench.heard.map(({ fields }) => fields).filter((one) => one['ExternalUserID'] === moved.external_userid)
  expect(told.some((one) => one['Source'] === 'DELETE_BY_TRANSFER' && one['UserID'] === 's05a')).toBe(true)
  expect(told.at(-1)).toMatchObject({ ChangeType: 'add_external_contact', UserID: 's05b' })
})

test('a group code lets customers in and tells how many came', async () => {
  const { chat_id } = await bench.post('/lab/staff/s06a/groups', { name: '护眼群' })
  const way = await api('groupchat/add_join_way', { scene: 2, chat_id_list: [chat_id], state: 'g1' })
  const shown = await api('groupchat/get_join_way', { config_id: way['config_id'] })
  const person = await customer('s06a')
  const scanned = await bench.post(`/lab/people/${person.id}/scan`, {
    qr_code: (shown['join_way'] as Json)['qr_code'],
  })
  expect(scanned).toMatchObject({ kind: 'group', chat_id })
  await bench.lab.idle()
  expect(last()).toMatchObject({ Event: 'change_external_chat', UpdateDetail: 'add_member', JoinScene: '3' })
  const group = await api('groupchat/get', { chat_id, need_name: 1 })
  expect(group).toMatchObject({ group_chat: { member_list: [{ type: 1 }, { type: 2, state: 'g1', join_scene: 3 }] } })
})

test('a callback that is not answered with 200 is tried three times', async () => {
  bench.answers.status = 500
  const before = bench.heard.length
  await customer('s03a')
  bench.answers.status = 200
  expect(bench.heard.length).toBe(before + 3)
  const ledger = await bench.get<{ items: { tries: unknown[] }[] }>('/lab/ledger?kind=callback.failed')
  expect(ledger.items[0]?.tries).toHaveLength(3)
})

test('callbacks come twice, late, swapped or not at all when told so', async () => {
  const failure = (kind: Json) => bench.post('/lab/failures', { path: 'callback:wecom', ...kind })
  const count = async (advance = 0) => {
    const before = bench.heard.length
    await customer('s07a')
    if (advance > 0) await bench.post('/lab/clock', { advance })
    await bench.lab.idle()
    return bench.heard.length - before
  }
  await failure({ duplicate: true })
  expect(await count()).toBe(2)
  await failure({ lost: true })
  expect(await count()).toBe(0)
  await failure({ late: 60 })
  expect(await count()).toBe(0)
  expect(await count(61)).toBe(2)
  await failure({ swapped: true })
  expect(await count()).toBe(0)
  expect(await count()).toBe(2)
})

test('failures of calls come as often as they were ordered, before or after the effect', async () => {
  await bench.post('/lab/failures', { path: '/cgi-bin/externalcontact/get_follow_user_list', errcode: 45009 })
  const list = async () => (await read('externalcontact/get_follow_user_list?'))['errcode']
  expect([await list(), await list()]).toEqual([45009, 0])
  await bench.post('/lab/failures', { path: '/cgi-bin/externalcontact/add_contact_way', timeout: 5, effect: true })
  const ways = bench.lab.world.rows.ways.size
  await expect(api('add_contact_way', { type: 1, scene: 2, user: ['s01a'] })).rejects.toThrow()
  expect(bench.lab.world.rows.ways.size).toBe(ways + 1)
})

test('the state is on disk before the answer: another lab in the folder goes on with it', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'lab-'))
  const first = await startLab({ dir, seed: 7 })
  const made = await fetch(`${first.url}/lab/people`, { method: 'POST', body: '{}' })
  const person = (await made.json()) as { id: string; name: string }
  // Not stopped: what a kill would leave behind.
  const second = await startLab({ dir })
  expect(second.world.credentials).toEqual(first.world.credentials)
  expect(second.world.rows.people.get(person.id)).toMatchObject({ name: person.name })
  await first.stop()
  await second.stop()
  rmSync(dir, { recursive: true })
})
