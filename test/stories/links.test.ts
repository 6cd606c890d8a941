import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type SiyuHere, siyuHere } from '../support/inProcess.ts'
import { type Api, prepare } from '../support/siyu.ts'

const folder = mkdtempSync(join(tmpdir(), 'siyu-links-'))
let siyu: SiyuHere
let api: Api
beforeAll(async () => {
  siyu = await siyuHere(prepare(folder))
  api = siyu.api
})
afterAll(async () => {
  await siyu?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const phone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605 MicroMessenger/8.0.49 Mobile'
const desk = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/125.0 Safari/537.36'

const visit = (shortUrl: string, headers: Record<string, string> = { 'user-agent': desk }, more: RequestInit = {}) =>
  fetch(shortUrl, { redirect: 'manual', headers, ...more })
const leadsTo = async (shortUrl: string, headers?: Record<string, string>) =>
  (await visit(shortUrl, headers)).headers.get('location')
const clicksOf = (id: string) => expect.poll(() => api.links.clicks({ id }), { timeout: 10_000, interval: 50 })

test('[A1] a link leads on and its code is typed in any case; a mistyped one is not there', async () => {
  const link = await api.links.create({ url: 'https://shop.example/spring?utm_source=sms' })
  expect(link).toMatchObject({ name: 'shop.example', shortUrl: `${siyu.url}/s/${link.code}`, on: true })
  expect(link.code).toMatch(/^[2-9a-hjkmnp-z]{7}$/)
  expect(await leadsTo(link.shortUrl)).toBe('https://shop.example/spring?utm_source=sms')
  expect(await leadsTo(`${siyu.url}/s/${link.code.toUpperCase()}?gdt_vid=7`)).toBe(
    'https://shop.example/spring?utm_source=sms&gdt_vid=7',
  )
  const mistyped = link.code.slice(0, -1) + (link.code.endsWith('2') ? '3' : '2')
  expect([(await visit(`${siyu.url}/s/${mistyped}`)).status, (await visit(`${siyu.url}/s/..%2f`)).status]).toEqual([
    404, 404,
  ])
})

test('[A2] [A5] apps and variants have addresses of their own, and each click is counted where it went; crawlers apart', async () => {
  const link = await api.links.create({
    ...{
      name: '两种落地页',
      url: 'https://a.example/',
      urlWeight: 1,
      variants: [{ url: 'https://b.example/', weight: 1 }],
    },
    targets: [{ place: 'wechat', url: 'weixin://dl/business/?t=abc' }],
  })
  expect(await leadsTo(link.shortUrl, { 'user-agent': phone, referer: 'https://mp.weixin.qq.com/s/x' })).toBe(
    'weixin://dl/business/?t=abc',
  )
  const ways = new Map<string, number>()
  for (let i = 0; i < 24; i += 1) {
    const agent = { 'user-agent': `${desk} Person/${i % 12}` }
    const to = (await leadsTo(link.shortUrl, agent)) ?? ''
    expect(await leadsTo(link.shortUrl, agent)).toBe(to)
    ways.set(to, (ways.get(to) ?? 0) + 2)
  }
  await visit(link.shortUrl, { 'user-agent': 'Baiduspider/2.0' })
  const { days, by, ...sums } = await clicksOf(link.id)
    .toMatchObject({ clicks: 49, bots: 1 })
    .then(() => api.links.clicks({ id: link.id }))
  expect(sums).toEqual({ clicks: 49, visitors: 13, bots: 1 })
  expect(days.at(-1)).toMatchObject({ clicks: 49, visitors: 13 })
  expect(days).toHaveLength(30)
  const counted = (list: { value: string; clicks: number }[]) =>
    Object.fromEntries(list.map(({ value, clicks }) => [value, clicks]))
  expect(counted(by.way)).toEqual({
    0: ways.get('https://a.example/') ?? 0,
    1: ways.get('https://b.example/') ?? 0,
    '-1': 1,
  })
  expect(counted(by.app)).toEqual({ '': 48, wechat: 1 })
  expect(counted(by.referrer)).toEqual({ '': 48, 'mp.weixin.qq.com': 1 })
  expect((await api.links.list({ q: '落地页' })).items).toMatchObject([{ id: link.id, clicks: 49, visitors: 13 }])
})

test('[A3] [A6] over, off and locked are said in words; a change holds at once', async () => {
  const expiresAt = new Date(siyu.clock() + 60_000).toISOString()
  const link = await api.links.create({ url: 'https://a.example/', password: 'open sesame', expiresAt })
  const post = (password: string) =>
    visit(link.shortUrl, { 'user-agent': phone }, { method: 'POST', body: new URLSearchParams({ password }) })
  const asked = await visit(link.shortUrl, { 'user-agent': phone, 'accept-language': 'zh-CN' })
  expect([asked.status, await asked.text()]).toEqual([200, expect.stringContaining('请输入访问密码')])
  expect((await post('wrong')).status).toBe(401)
  expect((await post('open sesame')).headers.get('location')).toBe('https://a.example/')
  for (let i = 0; i < 9; i += 1) await post('wrong')
  expect((await post('open sesame')).status).toBe(429)
  await api.links.change({ id: link.id, password: null, url: 'https://b.example/' })
  expect(await leadsTo(link.shortUrl)).toBe('https://b.example/')
  await api.links.change({ id: link.id, on: false })
  const off = await visit(link.shortUrl, { 'user-agent': phone, 'accept-language': 'en' })
  expect([off.status, await off.text()]).toEqual([410, expect.stringContaining('switched off')])
  await api.links.change({ id: link.id, on: true })
  siyu.clock.advance(61_000)
  expect((await visit(link.shortUrl)).status).toBe(410)
})

test('[A4] what would run in the browser, or turn in circles, is refused with its reason', async () => {
  for (const url of ['javascript:alert(1)', 'ftp://a.example', `${siyu.url}/s/abc2345`, 'a.example'])
    await expect(api.links.create({ url })).rejects.toMatchObject({ status: 400 })
  await expect(api.links.create({ url: 'https://a.example/', urlWeight: 0 })).rejects.toMatchObject({ status: 422 })
  await expect(api.links.get({ id: '999' })).rejects.toMatchObject({ status: 404 })
})
