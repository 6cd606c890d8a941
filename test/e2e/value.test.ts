import type { Browser, BrowserContext, Page } from 'playwright-core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { bring } from '../support/bring.ts'
import { type Api, dataFolder, segment, apiOf as siyuApi, siyuProcess } from '../support/siyu.ts'
import { actOnPartners, ownPage, partnerPages, tellPartners } from './partnerSteps.ts'
import { signIn } from './signIn.ts'
import { chromiumPath, launch, tabTo, Walk } from './walk.ts'

const people = 90
const phoneOf = (i: number) => `138${String(10_000_000 + i)}`
const hoursAgo = (n: number) => new Date(Date.now() - n * 3_600_000).toISOString()
/** A number that looks like chance and is the same each time. */
const roll = (i: number, salt: number) => (((i + 1) * 7919 + salt * 104_729) % 1000) / 1000
const sources = ['小红书', '抖音', '公众号', '门店']

/** People who buy at their own pace for a year; before the last order of each some campaigns were seen. */
async function tell(siyu: { url: string; api: Api }) {
  const orders = Array.from({ length: people }, (_, i) => {
    const times = 1 + Math.floor(roll(i, 1) ** 2 * 8)
    const pace = 8 + roll(i, 2) * 40
    return Array.from({ length: times }, (__, k) => {
      const days = Math.max(1, 330 - roll(i, 3) * 200 - k * pace)
      const at = hoursAgo(days * 24)
        .replace('T', ' ')
        .slice(0, 16)
      return `${i}-${k},${phoneOf(i)},${at},${(60 + roll(i, 4) * 300 + roll(k, 5) * 40).toFixed(2)}`
    })
  }).flat()
  const mapping = JSON.stringify({ no: 'orderNo', id: 'identity:phone', at: 'paidAt', yuan: 'amount' })
  await bring(siyu, { kind: 'orders', mapping }, ['no,id,at,yuan', ...orders])
  const { writeKey } = await siyu.api.sources.create({ name: 'H5', kind: 'server' })
  const batch = Array.from({ length: people }, (_, i) => {
    const name = `u${i}`
    const phone = { type: 'phone', id: `+86${phoneOf(i)}`, collection: 'users', encoding: 'none' }
    const seen = Array.from({ length: 1 + Math.floor(roll(i, 6) * 4) }, (__, k) => ({
      ...{ type: 'page', userId: name, messageId: `${name}-${k}`, timestamp: hoursAgo(20 * 24 - k * 30 - i) },
      context: { campaign: { source: sources[Math.floor(roll(i * 5 + k, 7) * 4)] } },
    }))
    const known = { type: 'identify', userId: name, messageId: name, context: { externalIds: [phone] } }
    const bought = { type: 'track', userId: name, event: 'booked', messageId: `${name}-b`, timestamp: hoursAgo(48) }
    return [known, ...seen, ...(roll(i, 8) < 0.5 ? [{ ...bought, properties: { yuan: 100 + i } }] : [])]
  }).flat()
  for (let at = 0; at < batch.length; at += 50)
    expect((await segment(siyu.url, writeKey, { batch: batch.slice(at, at + 50) })).status).toBe(200)
}

const question = '?goal=booked&value=yuan&by=utm_source'
const pages: [name: string, path: string][] = [
  ['attribution', `/attribution${question}`],
  ['attribution-people', `/attribution/people${question}&set=nulls`],
  ['value', '/value'],
  ['value-people', '/value/people?band=1'],
  ['rfm', '/rfm'],
  ['rfm-people', '/rfm/people?cell=champions'],
  ['pyramid', '/rfm?tab=pyramid'],
  ['loop', '/rfm?tab=loop'],
]

/** Every page on a phone, dark and in English. */
async function elsewhere(
  walk: Walk,
  browser: Browser,
  state: Awaited<ReturnType<BrowserContext['storageState']>>,
  partner: { id: string; url: string },
) {
  const viewport = { width: 390, height: 900 }
  const context = await browser.newContext({ viewport, colorScheme: 'dark', storageState: state })
  await context.addInitScript("localStorage.setItem('siyu.language', 'en')")
  const page = await walk.open(context)
  for (const [at, path] of [...pages, ...partnerPages(partner.id).slice(0, 4)]) {
    await walk.go(page, path)
    await walk.look(page, `${at}-phone-dark-en`)
  }
  await ownPage(walk, page, partner.url)
  await context.close()
}

/** With the keyboard alone: another model is chosen, and a number opens its people. */
async function byKeyboard(walk: Walk, page: Page) {
  await walk.go(page, `/attribution${question}`)
  const markov = page.getByRole('button', { name: '马尔可夫' })
  await tabTo(page, markov)
  await page.keyboard.press('Enter')
  await page.waitForURL(/model=markov/)
  const key = page.getByRole('rowheader', { name: '抖音' }).getByRole('link')
  await tabTo(page, key)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: '触达后转化的客户' }).waitFor()
  await page
    .getByRole('link', { name: /^#\d+$/ })
    .first()
    .waitFor()
}

describe.skipIf(!chromiumPath)('attribution, customer value, RFM and partners in the browser', () => {
  test('each shows its numbers and opens its people, at a desk and on a phone, light and dark', async () => {
    const siyu = await siyuProcess({ folder: dataFolder() })
    const browser = await launch()
    onTestFinished(() => browser.close())
    const walk = new Walk(siyu.url)
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    const page = await walk.open(context)
    const state = await signIn(page, siyu.url)
    await walk.go(page, '/value')
    await page.getByText('还没有算过客户价值').waitFor()
    await walk.look(page, 'value-empty')
    await tell({ ...siyu, api: siyuApi(siyu.url) })
    await page.getByRole('button', { name: '重新计算' }).click()
    const api = siyuApi(siyu.url)
    await expect.poll(async () => (await api.clv.card()).card?.people, { timeout: 30_000 }).toBe(people)
    for (const [name, path] of pages) {
      await walk.go(page, path)
      await walk.look(page, name)
    }
    const first = (await api.clv.people({ limit: 1 })).items[0]
    const shown = (await api.people.get({ id: first?.person ?? '' })).value
    expect([shown?.clv, shown?.horizonWeeks]).toEqual([first?.clv, 52])
    await walk.go(page, `/people/${first?.person}`)
    await page.getByText('未来 52 周的预测价值').waitFor()
    await walk.look(page, 'value-person')
    await byKeyboard(walk, page)
    const partner = await tellPartners({ ...siyu, api }, phoneOf)
    for (const [name, path] of partnerPages(partner.id)) {
      await walk.go(page, path)
      await walk.look(page, name)
    }
    const url = await actOnPartners(walk, page, { api }, partner)
    await elsewhere(walk, browser, state, { ...partner, url })
    expect(walk.errors).toEqual([])
  }, 300_000)
})
