import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { day } from '#kit/time'
import { type Lab, startLab } from '../../lab/index.ts'
import { type SiyuHere, siyuHere } from '../support/inProcess.ts'
import { type Api, prepare } from '../support/siyu.ts'

const soon = <T>(read: () => T) => expect.poll(read, { timeout: 20_000, interval: 30 })

const folder = mkdtempSync(join(tmpdir(), 'siyu-path-'))
let lab: Lab
let siyu: SiyuHere
let api: Api
let mini = ''
let sms = ''
let link: Awaited<ReturnType<Api['links']['create']>>
let send = ''

type Json = Record<string, string>
const labPost = async (path: string, body: unknown = {}): Promise<Json> =>
  (await fetch(lab.url + path, { method: 'POST', body: JSON.stringify(body) })).json() as Promise<Json>
const inboxOf = async (id: string) =>
  ((await (await fetch(`${lab.url}/lab/people/${id}/inbox`)).json()) as { items: { text?: string }[] }).items

/** Both clocks go on. */
async function pass(ms: number) {
  siyu.clock.advance(ms)
  await labPost('/lab/clock', { advance: ms / 1000 })
}

interface Someone {
  readonly id: string
  readonly person: string
}

/** Somebody with a phone number and a consent to advertisements. */
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

/** The address in the newest SMS of somebody. */
const addressFor = async ({ id }: Someone) =>
  /https?:\/\/[\w.:/]+/.exec((await inboxOf(id)).at(-1)?.text ?? '')?.[0] ?? ''

beforeAll(async () => {
  lab = await startLab()
  await labPost('/lab/settings', { callbackPauseMs: 1, smsDeliveredPercent: 100 })
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
  const template = lab.world.rows.smsTemplates.all().find(({ kind }) => kind === 'marketing')
  await api.sms.putTemplate({ id: sms, code: 'M1', text: template?.content ?? '', purpose: 'promotion' })
  lab.world.rows.smsTemplates.put({
    ...(template ?? { id: '', tencent: '', content: '', kind: 'marketing' }),
    id: 'M1',
  })
})
afterAll(async () => {
  await siyu?.stop()
  await lab?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const phone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Safari/604.1'
const people: Someone[] = []

test('[A50] [C74] each reader of a send has a link of their own, as long as it was counted; a link that is not there is refused', async () => {
  for (const name of ['小林', '小周', '小何']) people.push(await someone(name))
  link = await api.links.create({ url: 'https://shop.example/lens?utm_source=sms', name: '换镜片' })
  const said = (variable: string) => ({
    people: people.map(({ person }) => person),
    ways: [{ way: 'sms', account: sms, content: { template: 'M1', values: { link: variable } } }],
  })
  await expect(api.sends.create({ ...said('{{link:999}}'), name: 'x' })).rejects.toMatchObject({ status: 400 })
  const variable = `{{link:${link.id}}}`
  expect((await api.sends.preview(said(variable))).allowed).toBe(3)
  const [, , third] = people
  const seen = await api.sends.write({ ...said(variable).ways[0], person: third?.person ?? '' } as never)
  send = (await api.sends.create({ ...said(variable), name: '十一月换镜片' })).id
  await pass(61_000)
  await soon(async () => (await api.sends.get({ id: send })).state).toBe('done')
  const addresses = await Promise.all(people.map(addressFor))
  expect(new Set(addresses).size).toBe(3)
  for (const address of addresses) expect(address).toMatch(new RegExp(`^${siyu.url}/s/[2-9a-hjkmnp-z]{9}$`))
  expect(seen.text).toHaveLength((await inboxOf(third?.id ?? '')).at(-1)?.text?.length ?? 0)
  expect(await api.sends.get({ id: send })).toMatchObject({ clicked: { given: 3, people: 0, clicks: 0 } })
})

test('[A50] [A51] a click is its reader’s: in their history, in the report of the send; crawlers apart', async () => {
  const [first, second, third] = people
  if (!first || !second || !third) throw new Error('nobody')
  const visit = async (one: Someone, agent: string) =>
    (await fetch(await addressFor(one), { redirect: 'manual', headers: { 'user-agent': agent } })).headers.get(
      'location',
    )
  expect(await visit(first, phone)).toBe('https://shop.example/lens?utm_source=sms')
  await visit(first, phone)
  await visit(second, 'Baiduspider/2.0')
  await soon(async () => (await api.sends.get({ id: send })).clicked).toEqual({
    given: 3,
    people: 1,
    clicks: 2,
    unknown: 0,
  })
  const of = async (clicked: 'yes' | 'no') =>
    (await api.sends.people({ id: send, clicked })).items.map(({ person, clickedAt }) => [person, clickedAt !== null])
  expect(await of('yes')).toEqual([[first.person, true]])
  expect(new Map((await of('no')) as [string, boolean][])).toEqual(
    new Map([
      [second.person, false],
      [third.person, false],
    ]),
  )
  const told = async ({ person }: Someone) =>
    (await api.people.timeline({ id: person, facts: 'behaviour' })).items.filter(({ name }) => name === 'link_clicked')
  expect((await told(first)).map(({ detail }) => detail)).toEqual(
    Array.from({ length: 2 }, () => ({ link: '换镜片', message: '十一月换镜片' })),
  )
  expect(await told(second)).toEqual([])
  await soon(() => api.links.clicks({ id: link.id })).toMatchObject({ clicks: 2, visitors: 1, bots: 1 })
  expect(await api.personalLinks.list({ id: link.id })).toMatchObject({ given: 3, clicked: 1 })
})

test('[A50] others may give links of their own too, the same ones when they ask again; erased, nothing of it stays', async () => {
  const [, second, third] = people
  if (!second || !third) throw new Error('nobody')
  const asked = { id: link.id, people: [second.person, third.person], ref: 'poster-7' }
  const given = await api.personalLinks.create(asked)
  expect(await api.personalLinks.create(asked)).toEqual(given)
  await expect(api.personalLinks.create({ ...asked, ref: 'send:1' })).rejects.toMatchObject({ status: 400 })
  const mine = given.items.find(({ person }) => person === third.person)
  await fetch(mine?.shortUrl ?? '', { redirect: 'manual', headers: { 'user-agent': phone } })
  await soon(
    async () => (await api.personalLinks.list({ id: link.id, clicked: 'yes', ref: 'poster-7' })).items,
  ).toMatchObject([{ person: third.person, clicks: 1 }])
  await api.privacy.erase({ id: third.person, reason: '本人来电' } as never)
  await soon(async () => (await api.personalLinks.list({ id: link.id, ref: 'poster-7' })).given).toBe(1)
  siyu.clock.advance(6000)
  expect((await fetch(mine?.shortUrl ?? '', { redirect: 'manual' })).status).toBe(404)
})

test('[A52] [A53] [A54] [A55] [A56] [A76] from a browser into WeChat: what a page shows of each step is what visitors did, and whose way it was', async () => {
  const { corpid, agentid, secret, token, encodingAESKey } = lab.world.credentials.wecom
  const settings = { corpid, agentid: String(agentid), secret, token, encodingAESKey, base: lab.url }
  const wecom = await api.carrierAccounts.create({ kind: 'wecom', name: '总部', settings })
  await labPost('/lab/callbacks', { wecom: siyu.url + wecom.callback })
  await api.carrierAccounts.sync({ id: wecom.id })
  await soon(async () => (await api.carrierAccounts.get({ id: wecom.id })).syncedAt !== null).toBe(true)
  const asked = { name: '短信承接', title: '加验光师', account: wecom.id, staff: ['s01a'], source: '短信' }
  await expect(api.handoverPages.create({ ...asked, staff: ['nobody'] })).rejects.toMatchObject({ status: 409 })
  const page = await api.handoverPages.create({ ...asked, through: true })
  const to = await api.links.create({ url: page.url, name: '承接' })
  const dataOf = async (url: string, agent: string) => {
    const html = await (await fetch(url, { headers: { 'user-agent': agent } })).text()
    const found = /<script type="application\/json" id="data">(.*?)<\/script>/.exec(html)?.[1] ?? '{}'
    return (JSON.parse(found) as { data: { token: string; picture: string; address: string; place: string } }).data
  }
  const wechat = `${phone} MicroMessenger/8.0.49`
  // What each of 24 does: some only look, some copy or save, some come to WeChat, some add.
  const did = { acted: 0, arrived: 0, added: 0 }
  for (let i = 0; i < 24; i += 1) {
    const seen = await dataOf(to.shortUrl, phone)
    expect(seen.place).toBe('browser')
    if (i % 2 === 1) continue
    did.acted += 1
    // Every third takes a screenshot, which nobody sees.
    const isSeen = i % 3 !== 0
    if (isSeen)
      await fetch(`${siyu.url}/m/go/${page.code}/${seen.token}/${i % 4 === 0 ? 'save' : 'copy'}`, { method: 'POST' })
    if (i % 4 !== 0) {
      if (!isSeen) did.acted -= 1
      continue
    }
    did.arrived += 1
    const inside = await dataOf(seen.address.replace('by=copy', 'by=scan'), wechat)
    expect([inside.place, inside.token]).toEqual(['wechat', seen.token])
    if (i % 8 !== 0) continue
    did.added += 1
    const { id } = await labPost('/lab/people', { name: `访客${i}` })
    await labPost(`/lab/people/${id}/scan`, { url: inside.picture })
  }
  await dataOf(to.shortUrl, 'Baiduspider/2.0')
  await lab.idle()
  await soon(async () => (await api.handoverPages.path({ id: page.id })).steps.map(({ people: n }) => n)).toEqual([
    ...[24, did.acted, did.arrived, did.added],
  ])
  const whole = await api.handoverPages.path({ id: page.id })
  expect(whole.weakest).not.toBe(null)
  for (const by of ['os', 'app', 'link', 'campaign'] as const) {
    const { items } = await api.handoverPages.split({ id: page.id, by })
    const sums = whole.steps.map((_, i) => items.reduce((sum, { steps }) => sum + (steps[i]?.people ?? 0), 0))
    expect(sums).toEqual(whole.steps.map(({ people: n }) => n))
  }
  const [listed] = (await api.handoverPages.list({})).items
  expect(listed).toMatchObject({ steps: whole.steps, weakest: whole.weakest })
  // The one who has a link of their own is known before they add.
  const [first] = people
  const own = await api.personalLinks.create({ id: to.id, people: [first?.person ?? ''], ref: 'go' })
  await dataOf(own.items[0]?.shortUrl ?? '', phone)
  await dataOf(own.items[0]?.shortUrl ?? '', wechat)
  const { items } = await api.handoverPages.visits({ id: page.id, step: 'arrived', limit: 1 })
  expect(items).toMatchObject([{ person: first?.person, arrived: true, addedAt: null }])
  // A link into the mini program is made when somebody taps, and is theirs.
  await api.handoverPages.change({ id: page.id, mini: { account: mini, path: 'pages/gift', query: 'a=1' } })
  const made = () => lab.world.rows.miniLinks.all().length
  const before = made()
  const tap = async (url: string) => {
    const { token: visit } = await dataOf(url, phone)
    const open = () => fetch(`${siyu.url}/m/go/${page.code}/${visit}/open`, { redirect: 'manual' })
    return [await open(), await open()].map(({ headers }) => headers.get('location'))
  }
  const [one, other] = [await tap(to.shortUrl), await tap(to.shortUrl)]
  expect([one[0], other[0]]).toEqual([one[1], other[1]])
  expect(one[0]).toContain('/wxa/l/')
  expect([one[0] === other[0], made() - before]).toEqual([false, 2])
  await api.handoverPages.change({ id: page.id, on: false })
  expect((await fetch(page.url)).status).toBe(410)
})
