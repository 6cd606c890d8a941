import { createDecipheriv } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Bench, type Json, startBench } from './fixture.ts'

let bench: Bench

beforeAll(async () => {
  bench = await startBench()
  const urls = { officialAccount: `${bench.hook}/callbacks/account`, miniprogram: `${bench.hook}/callbacks/mini` }
  expect(await bench.post('/lab/callbacks', urls)).toMatchObject({
    officialAccount: { ok: true },
    miniprogram: { ok: true },
  })
})

afterAll(() => bench.stop())

interface Person {
  id: string
  openid: string
  miniOpenid: string
  unionid: string
  phone: string
}

const person = () => bench.post<Person>('/lab/people')
const account = async (path: string, body: unknown) =>
  bench.post(`${path}?access_token=${await bench.token('account')}`, body)
const mini = async (path: string, body: unknown) =>
  bench.post(`${path}?access_token=${await bench.token('mini')}`, body)
const last = () => bench.heard.at(-1)?.fields

test('a code with a scene: follow tells qrscene_, a second scan SCAN, leaving unsubscribe', async () => {
  const made = await account('/cgi-bin/qrcode/create', {
    expire_seconds: 600,
    action_name: 'QR_STR_SCENE',
    action_info: { scene: { scene_str: 'abc' } },
  })
  const { id, openid, unionid } = await person()
  expect(await bench.post(`/lab/people/${id}/scan`, { url: made['url'] })).toMatchObject({ kind: 'account' })
  await bench.lab.idle()
  expect(last()).toMatchObject({
    Event: 'subscribe',
    EventKey: 'qrscene_abc',
    FromUserName: openid,
    Ticket: made['ticket'],
  })
  await bench.post(`/lab/people/${id}/scan`, { ticket: made['ticket'] })
  await bench.lab.idle()
  expect(last()).toMatchObject({ Event: 'SCAN', EventKey: 'abc' })
  const token = await bench.token('account')
  const info = await bench.get(`/cgi-bin/user/info?access_token=${token}&openid=${openid}`)
  expect(info).toMatchObject({ subscribe: 1, unionid, qr_scene_str: 'abc', subscribe_scene: 'ADD_SCENE_QR_CODE' })
  await bench.post(`/lab/people/${id}/unfollow`)
  await bench.lab.idle()
  expect(last()).toMatchObject({ Event: 'unsubscribe', EventKey: '' })
  expect(await bench.get(`/cgi-bin/user/get?access_token=${token}`)).toMatchObject({ total: 0 })
})

test('service messages: five in 48 hours after a message, then 45047; none outside the window, 45015', async () => {
  const { id, openid } = await person()
  const send = async () =>
    (await account('/cgi-bin/message/custom/send', { touser: openid, msgtype: 'text', text: { content: 'x' } }))[
      'errcode'
    ]
  expect(await send()).toBe(45015)
  await bench.post(`/lab/people/${id}/follow`)
  await bench.post('/lab/clock', { advance: 61 })
  expect(await send()).toBe(45015)
  bench.answers.body = `<xml><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[收到]]></Content></xml>`
  await bench.post(`/lab/people/${id}/write`, { text: '你好' })
  await bench.lab.idle()
  bench.answers.body = ''
  expect([await send(), await send(), await send(), await send(), await send(), await send()]).toEqual([
    0, 0, 0, 0, 0, 45047,
  ])
  await bench.post('/lab/clock', { advance: 172_801 })
  expect(await send()).toBe(45015)
  const inbox = await bench.get<{ items: Json[] }>(`/lab/people/${id}/inbox`)
  expect(inbox.items.map(({ via }) => via)).toEqual(['reply', 'service', 'service', 'service', 'service', 'service'])
})

test('a second plain token ends the first after five minutes; the stable one stays the same', async () => {
  const { appid, secret } = bench.lab.world.credentials.officialAccount
  const plain = async () =>
    String(
      (await bench.get(`/cgi-bin/token?grant_type=client_credential&appid=${appid}&secret=${secret}`))['access_token'],
    )
  const works = async (token: string) => (await bench.get(`/cgi-bin/user/get?access_token=${token}`))['errcode']
  const first = await plain()
  const second = await plain()
  expect(await works(first)).toBe(0)
  await bench.post('/lab/clock', { advance: 301 })
  expect([await works(first), await works(second)]).toEqual([42001, 0])
  expect(await bench.token('account')).toBe(await bench.token('account'))
})

test('template messages reach followers and report; data that does not fit is 47003', async () => {
  const template = bench.lab.world.rows.templates.all().find(({ title }) => title === '预约到店提醒')
  const { id, openid } = await person()
  const data = { thing1: { value: '视力检查' }, time2: { value: '2026-12-01 10:00' }, thing3: { value: '中山路店' } }
  const send = (change: Json = {}) =>
    account('/cgi-bin/message/template/send', { touser: openid, template_id: template?.id, data, ...change })
  expect((await send())['errcode']).toBe(43004)
  await bench.post(`/lab/people/${id}/follow`)
  expect((await send({ data: { ...data, thing1: { value: '很'.repeat(21) } } }))['errcode']).toBe(47003)
  const sent = await send()
  await bench.post('/lab/clock', { advance: 5 })
  expect(last()).toMatchObject({ Event: 'TEMPLATESENDJOBFINISH', MsgID: String(sent['msgid']), Status: 'success' })
  await bench.post(`/lab/people/${id}/block-templates`)
  await send()
  await bench.post('/lab/clock', { advance: 5 })
  expect(last()?.['Status']).toBe('failed:user block')
})

test('web authorisation: a code works once, and a snapshot user is nobody', async () => {
  const { appid, secret } = bench.lab.world.credentials.officialAccount
  const { id, openid, unionid } = await person()
  const authorize = async (more: string) => {
    const query = `appid=${appid}&redirect_uri=${encodeURIComponent('https://h5.test/a?b=1')}&response_type=code&scope=snsapi_userinfo&state=s1`
    const response = await fetch(`${bench.lab.url}/connect/oauth2/authorize?${query}&lab_person=${id}${more}`, {
      redirect: 'manual',
    })
    const url = new URL(response.headers.get('location') ?? '')
    expect(url.searchParams.get('state')).toBe('s1')
    return url.searchParams.get('code')
  }
  const trade = (code: string | null) =>
    bench.get(`/sns/oauth2/access_token?appid=${appid}&secret=${secret}&code=${code}&grant_type=authorization_code`)
  const code = await authorize('')
  const granted = await trade(code)
  expect(granted).toMatchObject({ openid, unionid, scope: 'snsapi_userinfo' })
  expect((await trade(code))['errcode']).toBe(40163)
  expect(await bench.get(`/sns/userinfo?access_token=${granted['access_token']}&openid=${openid}`)).toMatchObject({
    unionid,
  })
  const snapshot = await trade(await authorize('&lab_snapshot=1'))
  expect(snapshot['is_snapshotuser']).toBe(1)
  expect(snapshot['openid']).not.toBe(openid)
})

test('mini program: login, phone, encrypted data, one subscription message a credit, a link for one person', async () => {
  const { appid, secret } = bench.lab.world.credentials.miniprogram
  const who = await person()
  const { code } = await bench.post(`/lab/people/${who.id}/login`)
  const session = await bench.get(
    `/sns/jscode2session?appid=${appid}&secret=${secret}&js_code=${code}&grant_type=authorization_code`,
  )
  expect(session).toMatchObject({ openid: who.miniOpenid, unionid: who.unionid })
  const sealed = await bench.post<Record<string, string>>(`/lab/people/${who.id}/encrypted`)
  const key = Buffer.from(String(session['session_key']), 'base64')
  const decipher = createDecipheriv('aes-128-cbc', key, Buffer.from(sealed['iv'] ?? '', 'base64'))
  const plain = decipher.update(sealed['encryptedData'] ?? '', 'base64', 'utf8') + decipher.final('utf8')
  expect(JSON.parse(plain)).toMatchObject({ openId: who.miniOpenid, watermark: { appid } })
  const phone = await bench.post(`/lab/people/${who.id}/phone-code`)
  expect(await mini('/wxa/business/getuserphonenumber', { code: phone['code'] })).toMatchObject({
    phone_info: { purePhoneNumber: who.phone, countryCode: '86' },
  })
  expect((await mini('/wxa/business/getuserphonenumber', { code: phone['code'] }))['errcode']).toBe(40029)
  const template = bench.lab.world.rows.templates.all().find(({ title }) => title === '拼团进度通知')?.id
  const message = {
    touser: who.miniOpenid,
    template_id: template,
    data: { thing1: { value: 'a' }, phrase2: { value: '已成团' } },
  }
  const send = async () => (await mini('/cgi-bin/message/subscribe/send', message))['errcode']
  expect(await send()).toBe(43101)
  await bench.post(`/lab/people/${who.id}/subscribe-messages`, { templates: [template] })
  expect([await send(), await send()]).toEqual([0, 43101])
  const { url_link } = await mini('/wxa/generate_urllink', {
    path: 'pages/a',
    query: 'k=1',
    expire_type: 1,
    expire_interval: 30,
  })
  const open = async (id: string) => (await bench.post(`/lab/people/${id}/scan`, { url: url_link }))['kind']
  expect([await open(who.id), await open((await person()).id), await open(who.id)]).toEqual(['mini', 'invalid', 'mini'])
})

test('plain and JSON callbacks, and the service window of the mini program', async () => {
  const who = await person()
  await bench.post('/lab/callbacks', { mode: 'plain' })
  await bench.post(`/lab/people/${who.id}/follow`)
  await bench.lab.idle()
  const plain = bench.heard.at(-1)
  expect(plain?.query.has('msg_signature')).toBe(false)
  expect(plain?.fields).toMatchObject({ Event: 'subscribe', FromUserName: who.openid })
  await bench.post('/lab/callbacks', { mode: 'compatible' })
  await bench.post(`/lab/people/${who.id}/menu`, { key: 'points' })
  await bench.lab.idle()
  expect(bench.heard.at(-1)?.body).toMatch(/<EventKey><!\[CDATA\[points\]\]><\/EventKey>.*<Encrypt>/)
  await bench.post('/lab/callbacks', { mode: 'plain', format: 'json' })
  await bench.post(`/lab/people/${who.id}/enter`, { from: 'shop' })
  await bench.lab.idle()
  expect(JSON.parse(bench.heard.at(-1)?.body ?? '')).toMatchObject({
    Event: 'user_enter_tempsession',
    SessionFrom: 'shop',
  })
  const send = async () =>
    (await mini('/cgi-bin/message/custom/send', { touser: who.miniOpenid, msgtype: 'text', text: { content: 'x' } }))[
      'errcode'
    ]
  expect([await send(), await send(), await send()]).toEqual([0, 0, 45047])
})
