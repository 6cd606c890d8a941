import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Lab, startLab } from '../../lab/index.ts'
import { replyKey } from '../../modules/carriers/core/menu.ts'
import { type SiyuHere, siyuHere } from '../support/inProcess.ts'
import { type Api, prepare } from '../support/siyu.ts'

const soon = <T>(read: () => T) => expect.poll(read, { timeout: 20_000, interval: 30 })

const folder = mkdtempSync(join(tmpdir(), 'siyu-followers-'))
let lab: Lab
let siyu: SiyuHere
let api: Api
let account = ''

type Json = Record<string, string>
const labPost = async (path: string, body: unknown = {}): Promise<Json> =>
  (await fetch(lab.url + path, { method: 'POST', body: JSON.stringify(body) })).json() as Promise<Json>
const inboxOf = async (id: string) =>
  ((await (await fetch(`${lab.url}/lab/people/${id}/inbox`)).json()) as { items: { text?: string }[] }).items
const appid = () => lab.world.credentials.officialAccount.appid

/** Who they are by their openid; null = nobody. */
const whois = (openid: string) => api.people.lookup({ type: `openid:${appid()}`, value: openid }).catch(() => null)
const ties = async (openid: string) => (await whois(openid))?.carriers.map(({ endedAt }) => endedAt === null) ?? []

async function comes(name: string) {
  const made = await labPost('/lab/people', { name })
  const { id = '', openid = '', unionid = '' } = made
  return { id, openid, unionid }
}

async function follows(name: string) {
  const one = await comes(name)
  await labPost(`/lab/people/${one.id}/follow`)
  await lab.idle()
  await soon(() => ties(one.openid)).toEqual([true])
  return { ...one, person: (await whois(one.openid))?.id ?? '' }
}

/** Both clocks show the same: that of the platforms also runs by itself, so ours falls behind where the machine is busy. */
async function level() {
  const { now = '' } = (await (await fetch(`${lab.url}/lab/clock`)).json()) as Json
  const ahead = Date.parse(now) - siyu.clock()
  if (ahead > 0) siyu.clock.advance(ahead)
  else await labPost('/lab/clock', { advance: -ahead / 1000 })
}

beforeAll(async () => {
  lab = await startLab()
  await labPost('/lab/settings', { callbackPauseMs: 1 })
  siyu = await siyuHere(prepare(folder), { outgoingHosts: ['127.0.0.1'] })
  api = siyu.api
  const { appid, secret, token, encodingAESKey } = lab.world.credentials.officialAccount
  const settings = { appid, secret, token, encodingAESKey, base: lab.url }
  const made = await api.carrierAccounts.create({ kind: 'officialAccount', name: '明眸眼镜', settings })
  account = made.id
  await labPost('/lab/callbacks', { officialAccount: siyu.url + made.callback, mode: 'secure' })
})
afterAll(async () => {
  await siyu?.stop()
  await lab?.stop()
  rmSync(folder, { recursive: true, force: true })
})

test('[C91] [C94] tags go both ways: the platform’s become ours, ours theirs in as few calls as it takes; its own are left alone; turned round, nobody loses any', async () => {
  const names = async (person: string) => (await api.tags.ofPerson({ id: person })).items.map(({ name }) => name)
  const group = async () => (await api.carrierTags.list({ id: account })).items[0]
  const made = await api.carrierTags.create({ id: account, name: '近视' })
  expect(made.items).toMatchObject([{ id: 'followers', direction: 'both', tags: [{ name: '近视', ties: 0 }] }])
  await expect(api.carrierTags.create({ id: account, name: '近视' })).rejects.toMatchObject({ status: 502 })
  const long = '一二三四五六七八九十一二三四五六'
  await expect(api.carrierTags.create({ id: account, name: long })).rejects.toMatchObject({ status: 400 })
  // Theirs becomes ours: given at the platform, which tells nobody, and read with the next sync.
  const one = await follows('小许')
  const id = Number((await group())?.tags[0]?.id)
  const row = () => lab.world.rows.followers.get(one.openid) ?? expect.fail('no such follower')
  lab.world.rows.followers.put({ ...row(), tags: [1, 2, id] })
  const synced = async () => {
    siyu.clock.advance(1000)
    const { task } = await api.carrierAccounts.sync({ id: account })
    await soon(async () => (await api.tasks.get({ id: task })).state).toBe('done')
  }
  await synced()
  expect(await names(one.person)).toEqual(['近视'])
  // Ours becomes theirs, and is taken there when it is taken here.
  const other = await follows('小施')
  const tag = (await group())?.tags[0]?.tag ?? ''
  await labPost('/lab/failures', { path: '/cgi-bin/tags/members/batchtagging', errcode: -1, times: 1 })
  await api.tags.give({ id: tag, ids: [other.person] })
  const there = () => lab.world.rows.followers.get(other.openid)?.tags ?? []
  await soon(async () => {
    siyu.clock.advance(1000)
    return there()
  }).toEqual([id])
  await soon(async () => (await group())?.tags[0]).toMatchObject({ ties: 2, waiting: 0, failed: 0 })
  await api.tags.give({ id: tag, ids: [one.person], given: false })
  await soon(async () => {
    siyu.clock.advance(1000)
    return row().tags
  }).toEqual([1, 2])
  await synced()
  expect([await names(one.person), await names(other.person)]).toEqual([[], ['近视']])
  // A follower who has all the platform allows gets no more, and is told of; nobody else waits for them.
  lab.world.rows.followers.put({ ...row(), tags: Array.from({ length: 20 }, (_, i) => 500 + i) })
  const third = await follows('小张')
  await api.tags.give({ id: tag, ids: [one.person, third.person] })
  await soon(async () => {
    siyu.clock.advance(1000)
    return (await group())?.tags[0]
  }).toMatchObject({ ties: 2, waiting: 0, failed: 1 })
  const turns = async () =>
    (await api.tasks.list({})).items.filter(({ kind }) => kind === 'carriers.tags').map(({ state }) => state)
  // Going out alone, what was given here stays here, whatever is read there.
  const given = [await names(other.person), await names(third.person)]
  expect(given).toEqual([['近视'], ['近视']])
  await api.carrierTags.direct({ id: account, group: 'followers', direction: 'out' })
  await soon(turns).toEqual(['done'])
  await synced()
  expect([await names(other.person), await names(third.person)]).toEqual(given)
  const renamed = await api.carrierTags.rename({ id: account, tag: String(id), name: '近视防控' })
  expect(renamed.items[0]?.tags).toMatchObject([{ name: '近视防控' }])
  expect((await api.carrierTags.remove({ id: account, tag: String(id) })).items[0]?.tags).toEqual([])
  expect(there()).toEqual([])
})

test('[C92] menus for some followers: the first that fits is shown, as the platform says itself; a tap on one is answered', async () => {
  const name = (found: { menu: readonly { name: string }[] }) => found.menu.map((one) => one.name)
  const reply = (text: string) => [{ does: 'reply' as const, name: text, text }]
  await api.official.putMenu({ id: account, draft: reply('营业时间') })
  await api.official.publishMenu({ id: account })
  await level()
  const made = await api.carrierTags.create({ id: account, name: '老客' })
  const tag = made.items[0]?.tags.find((one) => one.name === '老客')?.id ?? ''
  const iphone = await labPost('/lab/people', { name: '苹果', client: 1 })
  await labPost(`/lab/people/${iphone['id']}/follow`)
  const usual = await follows('安卓')
  await soon(() => ties(iphone['openid'] ?? '')).toEqual([true])
  const apple = (await whois(iphone['openid'] ?? ''))?.id ?? ''
  const row = lab.world.rows.followers.get(iphone['openid'] ?? '') ?? expect.fail('no such follower')
  const variants = [
    { name: '老客', rule: { tag }, menu: reply('老客专享') },
    { name: '苹果手机', rule: { platform: 'ios' as const }, menu: reply('苹果专享') },
  ]
  expect(await api.official.putMenuVariants({ id: account, variants })).toMatchObject({ published: null, there: 0 })
  expect(await api.official.publishMenuVariants({ id: account })).toMatchObject({ there: 2, published: variants })
  const seen = async (person: string) => name(await api.official.menuSeen({ id: account, person }))
  expect([await seen(apple), await seen(usual.person)]).toEqual([['苹果专享'], ['营业时间']])
  lab.world.rows.followers.put({ ...row, tags: [Number(tag)] })
  expect(await seen(apple)).toEqual(['老客专享'])
  await labPost(`/lab/people/${iphone['id']}/menu`, { key: replyKey('老客专享') })
  await lab.idle()
  await soon(async () => (await inboxOf(iphone['id'] ?? '')).map(({ text }) => text)).toContain('老客专享')
  // Refused on the way, it is not shown as published; published again it is whole.
  await labPost('/lab/failures', { path: '/cgi-bin/menu/addconditional', errcode: 65_316, times: 1 })
  await expect(api.official.publishMenuVariants({ id: account })).rejects.toMatchObject({ status: 502 })
  expect(await api.official.menuVariants({ id: account })).toMatchObject({ publishedAt: null, there: 0 })
  expect((await api.official.publishMenuVariants({ id: account })).publishedAt).not.toBeNull()
  // Published again, other way round: nothing of before is left.
  await api.official.putMenuVariants({ id: account, variants: variants.toReversed() })
  expect(await api.official.publishMenuVariants({ id: account })).toMatchObject({ there: 2 })
  expect(await seen(apple)).toEqual(['苹果专享'])
  await api.official.putMenuVariants({ id: account, variants: [] })
  expect(await api.official.publishMenuVariants({ id: account })).toMatchObject({ there: 0, published: [] })
  expect(await seen(apple)).toEqual(['营业时间'])
})
