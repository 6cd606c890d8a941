import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Bench, type Json, startBench } from '../fixture.ts'

let bench: Bench
let token = ''

beforeAll(async () => {
  bench = await startBench()
  await bench.post('/lab/callbacks', { wecom: `${bench.hook}/callbacks/wecom` })
  token = await bench.token()
})

afterAll(() => bench.stop())

const api = (path: string, body: unknown) => bench.post(`/cgi-bin/${path}?access_token=${token}`, body)
const read = (path: string) => bench.get(`/cgi-bin/${path}${path.includes('?') ? '&' : '?'}access_token=${token}`)
const contact = (path: string, body: unknown) => api(`externalcontact/${path}`, body)
const told = () => bench.heard.map(({ fields }) => fields)

async function customer(
  staff: string,
  more: Json = {},
): Promise<{ id: string; external_userid: string; openid: string; unionid: string }> {
  const person = await bench.post<{ id: string; external_userid: string; openid: string; unionid: string }>(
    '/lab/people',
  )
  await bench.post(`/lab/people/${person.id}/add`, { staff, ...more })
  await bench.lab.idle()
  return person
}

const upload = async (): Promise<string> => {
  const form = new FormData()
  form.append('media', new Blob([Buffer.from('89504e47', 'hex')], { type: 'image/png' }), '海报.png')
  const response = await fetch(`${bench.lab.url}/cgi-bin/media/upload?access_token=${token}&type=image`, {
    method: 'POST',
    body: form,
  })
  return ((await response.json()) as { media_id: string }).media_id
}

test('members by department; a wrong token, none, and a frequency limit have their codes', async () => {
  const members = await read('user/list?department_id=1&fetch_child=1')
  expect((members['userlist'] as Json[]).length).toBe(26)
  expect((await bench.get('/cgi-bin/department/list'))['errcode']).toBe(41001)
  expect((await bench.get('/cgi-bin/department/list?access_token=x'))['errcode']).toBe(40014)
  expect((await read('user/get?userid=nobody'))['errcode']).toBe(60111)
  await bench.post('/lab/settings', { callsPerMinute: 2 })
  await bench.post('/lab/clock', { advance: 60, rate: 0 })
  const codes = []
  for (let n = 0; n < 3; n += 1) codes.push((await read('department/simplelist'))['errcode'])
  await bench.post('/lab/clock', { advance: 61 })
  codes.push((await read('department/simplelist'))['errcode'])
  expect(codes).toEqual([0, 0, 45009, 0])
  await bench.post('/lab/settings', { callsPerMinute: 10_000 })
})

test('who comes to a page: a member with a ticket for more, an outsider by ids; a code works once', async () => {
  const authorize = async (who: string) => {
    const { corpid } = bench.lab.world.credentials.wecom
    const query = `appid=${corpid}&redirect_uri=https%3A%2F%2Fs.test%2F&response_type=code&scope=snsapi_privateinfo&state=x&agentid=1000002`
    const response = await fetch(`${bench.lab.url}/connect/oauth2/authorize?${query}&${who}`, { redirect: 'manual' })
    return new URL(response.headers.get('location') ?? '').searchParams.get('code')
  }
  const code = await authorize('lab_staff=s01a')
  const member = await read(`auth/getuserinfo?code=${code}`)
  expect(member).toMatchObject({ userid: 's01a' })
  expect(await api('auth/getuserdetail', { user_ticket: member['user_ticket'] })).toMatchObject({ userid: 's01a' })
  expect((await read(`auth/getuserinfo?code=${code}`))['errcode']).toBe(40029)
  const person = await customer('s01a')
  const outsider = await read(`auth/getuserinfo?code=${await authorize(`lab_person=${person.id}`)}`)
  expect(outsider).toMatchObject({ external_userid: person.external_userid })
  expect(outsider['userid']).toBeUndefined()
})

test('media live three days; a welcome with a picture that is gone is refused and keeps its code', async () => {
  const media_id = await upload()
  await customer('s02a')
  const welcome_code = told().at(-1)?.['WelcomeCode']
  const send = (id: string) =>
    contact('send_welcome_msg', { welcome_code, attachments: [{ msgtype: 'image', image: { media_id: id } }] })
  expect((await send('gone'))['errcode']).toBe(40007)
  expect((await send(media_id))['errcode']).toBe(0)
  await bench.post('/lab/clock', { advance: 3 * 86_400 + 1 })
  token = await bench.token()
  await customer('s02a')
  const late = {
    welcome_code: told().at(-1)?.['WelcomeCode'],
    attachments: [{ msgtype: 'image', image: { media_id } }],
  }
  expect((await contact('send_welcome_msg', late))['errcode']).toBe(40007)
})

test('lists are paged; a group of tags goes with its last tag; marks leave with their tag', async () => {
  for (let n = 0; n < 5; n += 1) await customer('s03a')
  const seen: string[] = []
  let cursor = ''
  do {
    const page = await contact('batch/get_by_user', { userid_list: ['s03a'], cursor, limit: 2 })
    seen.push(
      ...(page['external_contact_list'] as { external_contact: { external_userid: string } }[]).map(
        (one) => one.external_contact.external_userid,
      ),
    )
    cursor = String(page['next_cursor'])
  } while (cursor !== '')
  expect(new Set(seen).size).toBe(5)
  const { tag_group } = await contact('add_corp_tag', {
    group_name: '来源',
    tag: [{ name: '包裹卡' }, { name: '短信' }],
  })
  const { group_id, tag } = tag_group as { group_id: string; tag: { id: string }[] }
  const [first, second] = tag.map(({ id }) => id)
  await contact('mark_tag', { userid: 's03a', external_userid: seen[0], add_tag: [first] })
  expect((await contact('add_corp_tag', { group_id, tag: [{ name: '短信' }] }))['errcode']).toBe(40071)
  await contact('del_corp_tag', { tag_id: [first] })
  expect(await read(`externalcontact/get?external_userid=${seen[0]}`)).toMatchObject({ follow_user: [{ tags: [] }] })
  await contact('del_corp_tag', { tag_id: [second] })
  expect((await contact('get_corp_tag_list', {}))['tag_group']).toEqual([])
})

test('half added, added again, exclusive, asked: each as the platform tells it', async () => {
  const person = await customer('s04a', { half: true })
  const half = told().at(-1)
  expect(half).toMatchObject({ ChangeType: 'add_half_external_contact', UserID: 's04a' })
  await bench.post(`/lab/people/${person.id}/add`, { staff: 's04a' })
  await bench.lab.idle()
  const added = told().at(-1)
  expect(added?.['ChangeType']).toBe('add_external_contact')
  expect(added?.['WelcomeCode']).toBeUndefined()
  const way = await contact('add_contact_way', { type: 2, scene: 2, user: ['s04b'], is_exclusive: true })
  expect(await bench.post(`/lab/people/${person.id}/scan`, { config_id: way['config_id'] })).toMatchObject({
    kind: 'exclusive',
    userid: 's04a',
  })
  const asking = await contact('add_contact_way', { type: 1, scene: 2, user: ['s04b'], skip_verify: false })
  const other = await bench.post('/lab/people')
  expect(await bench.post(`/lab/people/${other['id']}/scan`, { config_id: asking['config_id'] })).toMatchObject({
    kind: 'request',
  })
  expect((await read('externalcontact/list?userid=s04b'))['errcode']).toBe(84061)
  await bench.post('/lab/staff/s04b/accept', { person: other['id'] })
  expect((await read('externalcontact/list?userid=s04b'))['errcode']).toBe(0)
})

test('a member leaves: customers wait unassigned and go to a colleague after a day; groups change hands', async () => {
  const person = await customer('s05a')
  const { chat_id } = await bench.post('/lab/staff/s05a/groups', { name: '老客群' })
  await bench.post('/lab/staff/s05a/leave')
  await bench.lab.idle()
  expect(told().at(-1)).toMatchObject({ Event: 'change_contact', ChangeType: 'delete_user', UserID: 's05a' })
  const waiting = await contact('get_unassigned_list', {})
  expect(waiting).toMatchObject({
    info: [{ handover_userid: 's05a', external_userid: person.external_userid }],
    is_last: true,
  })
  const pair = { handover_userid: 's05a', takeover_userid: 's05b' }
  const begun = await contact('resigned/transfer_customer', { ...pair, external_userid: [person.external_userid] })
  expect(begun).toMatchObject({ customer: [{ errcode: 0 }] })
  expect(await contact('groupchat/transfer', { chat_id_list: [chat_id], new_owner: 's05b' })).toMatchObject({
    failed_chat_list: [],
  })
  await bench.post('/lab/clock', { advance: 86_400 })
  token = await bench.token()
  expect(await contact('resigned/transfer_result', pair)).toMatchObject({ customer: [{ status: 1 }] })
  expect((await contact('get_unassigned_list', {}))['info']).toEqual([])
})

test('moments are published by the member, to four a month at most; messages of the app reach the member', async () => {
  const person = await customer('s06a')
  for (let n = 0; n < 5; n += 1) {
    const { jobid } = await contact('add_moment_task', {
      text: { content: `第 ${n} 条` },
      visible_range: { sender_list: { user_list: ['s06a'] } },
    })
    const done = await read(`externalcontact/get_moment_task_result?jobid=${jobid}`)
    expect(done['status']).toBe(3)
    const { moment_id } = done['result'] as { moment_id: string }
    await bench.post('/lab/staff/s06a/publish', { moment_id })
    const shown = await contact('get_moment_send_result', { moment_id, userid: 's06a' })
    expect((shown['customer_list'] as Json[]).length).toBe(n < 4 ? 1 : 0)
  }
  const inbox = await bench.get<{ items: Json[] }>(`/lab/people/${person.id}/inbox`)
  expect(inbox.items.filter(({ via }) => via === 'moment')).toHaveLength(4)
  const sent = await api('message/send', {
    touser: 's06a|nobody',
    msgtype: 'text',
    agentid: 1000002,
    text: { content: '有新任务' },
  })
  expect(sent).toMatchObject({ errcode: 0, invaliduser: 'nobody' })
  const phone = await bench.get<{ notices: Json[] }>('/lab/staff/s06a/phone')
  expect(phone.notices).toMatchObject([{ text: '有新任务' }])
})

test('an id leads to the next, and a forged callback comes before the true one', async () => {
  await bench.post('/lab/failures', { path: 'callback:wecom', forged: true })
  const before = bench.heard.length
  const person = await customer('s07a')
  expect(bench.heard.length).toBe(before + 1)
  expect(bench.lab.world.ledger.totals['callback.forged and refused']).toBe(1)
  const found = await contact('unionid_to_external_userid', { unionid: person.unionid, openid: person.openid })
  expect(found).toMatchObject({ external_userid: person.external_userid })
  await bench.post('/lab/settings', { boundToOpenPlatform: false })
  const shown = await read(`externalcontact/get?external_userid=${person.external_userid}`)
  expect((shown['external_contact'] as Json)['unionid']).toBeUndefined()
})
