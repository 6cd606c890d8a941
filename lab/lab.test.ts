import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { opened, signatureOf } from './engine/aes.ts'
import { readXml } from './engine/xml.ts'
import { type Lab, startLab } from './index.ts'

type Json = Record<string, unknown>

let lab: Lab
let server: Server
let hook = ''
const heard: Record<string, string>[] = []
let answer = 200

const get = async (path: string) => (await fetch(lab.url + path)).json() as Promise<Json>
const post = async (path: string, body: unknown = {}) => {
  const response = await fetch(lab.url + path, { method: 'POST', body: JSON.stringify(body) })
  return response.json() as Promise<Json>
}

beforeAll(async () => {
  lab = await startLab()
  const { token, encodingAESKey } = lab.world.credentials.wecom
  server = createServer((request, response) => {
    const query = new URL(request.url ?? '', 'http://x').searchParams
    const check = (sealed: string) =>
      signatureOf(token, query.get('timestamp') ?? '', query.get('nonce') ?? '', sealed) === query.get('msg_signature')
    let body = ''
    request.on('data', (chunk) => {
      body += String(chunk)
    })
    request.on('end', () => {
      const sealed = query.get('echostr') ?? readXml(body)['Encrypt'] ?? ''
      if (!check(sealed)) return response.writeHead(403).end()
      const { message } = opened(encodingAESKey, sealed)
      if (request.method === 'GET') return response.end(message)
      heard.push(readXml(message))
      return response.writeHead(answer).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  hook = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callbacks/wecom`
})

afterAll(async () => {
  await lab.stop()
  server.close()
})

const token = async (): Promise<string> => {
  const { corpid, secret } = lab.world.credentials.wecom
  return String((await get(`/cgi-bin/gettoken?corpid=${corpid}&corpsecret=${secret}`))['access_token'])
}
const api = async (path: string, body: unknown) =>
  post(`/cgi-bin/externalcontact/${path}?access_token=${await token()}`, body)

test('a customer scans a code of a member: event, welcome once within 20 s, tags, mass send, churn', async () => {
  expect(await post('/lab/callbacks', { wecom: hook })).toEqual({ wecom: { ok: true, status: 200 } })
  const way = await api('add_contact_way', { type: 1, scene: 2, user: ['s01a'], state: 'k7' })
  const person = await post('/lab/people', { name: '测试' })
  const scanned = await post(`/lab/people/${person['id']}/scan`, { url: way['qr_code'] })
  expect(scanned).toMatchObject({ kind: 'added', userid: 's01a', isNew: true })
  await lab.idle()
  const event = heard.at(-1)
  expect(event).toMatchObject({ Event: 'change_external_contact', ChangeType: 'add_external_contact', State: 'k7' })
  const welcome = { welcome_code: event?.['WelcomeCode'], text: { content: '你好' } }
  expect(await api('send_welcome_msg', welcome)).toMatchObject({ errcode: 0 })
  expect(await api('send_welcome_msg', welcome)).toMatchObject({ errcode: 41051 })
  const external_userid = person['external_userid']
  const group = await api('add_corp_tag', { group_name: '意向', tag: [{ name: '高' }] })
  const tag = (group['tag_group'] as { tag: { id: string }[] }).tag[0]?.id
  const count = heard.length
  expect(await api('mark_tag', { userid: 's01a', external_userid, add_tag: [tag] })).toMatchObject({ errcode: 0 })
  const read = await get(
    `/cgi-bin/externalcontact/get?access_token=${await token()}&external_userid=${external_userid}`,
  )
  expect(read).toMatchObject({
    external_contact: { unionid: person['unionid'], type: 1 },
    follow_user: [{ userid: 's01a', state: 'k7', tags: [{ tag_name: '高', type: 1 }] }],
  })
  const mass = await api('add_msg_template', { external_userid: [external_userid], text: { content: '周末检查视力' } })
  expect(mass).toMatchObject({ errcode: 0, fail_list: [] })
  await post('/lab/staff/s01a/confirm', { msgid: mass['msgid'] })
  const result = await api('get_groupmsg_send_result', { msgid: mass['msgid'], userid: 's01a' })
  expect(result).toMatchObject({ send_list: [{ external_userid, status: 1 }] })
  const inbox = await get(`/lab/people/${person['id']}/inbox`)
  expect(inbox).toMatchObject({ items: [{ via: 'welcome', text: '你好' }, { via: 'mass' }] })
  await lab.idle()
  expect(heard.length).toBe(count)
  await post(`/lab/people/${person['id']}/delete`, { staff: 's01a' })
  await lab.idle()
  expect(heard.at(-1)).toMatchObject({ ChangeType: 'del_follow_user', ExternalUserID: external_userid })
})

test('a welcome code is dead after 20 seconds, a token after two hours', async () => {
  const person = await post('/lab/people')
  await post(`/lab/people/${person['id']}/add`, { staff: 's02a' })
  await lab.idle()
  const code = heard.at(-1)?.['WelcomeCode']
  const old = await token()
  await post('/lab/clock', { advance: 21 })
  expect(await api('send_welcome_msg', { welcome_code: code, text: { content: 'x' } })).toMatchObject({
    errcode: 41050,
  })
  await post('/lab/clock', { advance: 7200 })
  expect(await get(`/cgi-bin/department/list?access_token=${old}`)).toMatchObject({ errcode: 42001 })
})

test('a callback that is not answered with 200 is tried three times', async () => {
  await post('/lab/settings', { callbackPauseMs: 1 })
  answer = 500
  const before = heard.length
  await post(`/lab/people/${(await post('/lab/people'))['id']}/add`, { staff: 's03a' })
  await lab.idle()
  answer = 200
  expect(heard.length).toBe(before + 3)
  const ledger = await get('/lab/ledger?kind=callback.failed')
  expect((ledger['items'] as { tries: unknown[] }[])[0]?.tries).toHaveLength(3)
})

test('failures that were ordered come once: an error code, a hang after the effect', async () => {
  await post('/lab/failures', { path: '/cgi-bin/externalcontact/get_follow_user_list', errcode: 45009 })
  const list = `/cgi-bin/externalcontact/get_follow_user_list?access_token=${await token()}`
  expect(await get(list)).toMatchObject({ errcode: 45009 })
  expect(await get(list)).toMatchObject({ errcode: 0 })
  await post('/lab/failures', { path: '/cgi-bin/externalcontact/add_contact_way', timeout: 5, effect: true })
  const ways = lab.world.rows.ways.size
  await expect(api('add_contact_way', { type: 1, scene: 2, user: ['s01a'] })).rejects.toThrow()
  expect(lab.world.rows.ways.size).toBe(ways + 1)
})

test('the state is on disk before the answer: another lab in the folder goes on with it', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'lab-'))
  const first = await startLab({ dir, seed: 7 })
  const made = await fetch(`${first.url}/lab/people`, { method: 'POST', body: '{}' })
  const person = (await made.json()) as { id: string }
  // No stop: what a kill would leave behind.
  const second = await startLab({ dir })
  expect(second.world.credentials).toEqual(first.world.credentials)
  expect(second.world.rows.people.get(person.id)).toMatchObject(person.id === 'p1' ? { id: 'p1' } : {})
  await first.stop()
  await second.stop()
  rmSync(dir, { recursive: true })
})
