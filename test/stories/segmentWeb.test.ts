import { createRequire } from 'node:module'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { until } from '#platform/processes'
import { type SiyuHere, siyuHere } from '../support/inProcess.ts'
import type { Trouble } from '../support/sent.ts'
import { openSite } from '../support/site.ts'
import { countEvents, dataFolder } from '../support/siyu.ts'

const executablePath = process.env['SIYU_CHROMIUM']
const sdkFile = createRequire(import.meta.url)
  .resolve('@segment/analytics-next')
  .replace(/dist\/.*$/, 'dist/umd/index.js')
const names = ['$pageview', '$identify', '$group', '$alias', 'Product Viewed', 'Ordered']

declare const window: {
  AnalyticsNext: { AnalyticsBrowser: { load(settings: object): Analytics } }
  analytics: Analytics
}
type Analytics = Record<'page' | 'track' | 'identify' | 'group' | 'alias', (...values: unknown[]) => Promise<unknown>>

async function open() {
  const siyu = await siyuHere(dataFolder())
  onTestFinished(siyu.stop)
  const { writeKey } = await siyu.api.sources.create({ name: 'Web shop', kind: 'client' })
  return { siyu, writeKey, site: await openSite('') }
}

/** Message ids of all that the pages tried to send to the browser's paths. */
function watched(context: BrowserContext): Set<string> {
  const sent = new Set<string>()
  context.on('request', (request) => {
    if (request.method() !== 'POST' || !/\/v1\/[a-z]$/.test(request.url())) return
    const body = JSON.parse(request.postData() ?? '{}') as { messageId: string; batch?: { messageId: string }[] }
    for (const one of body.batch ?? [body]) sent.add(one.messageId)
  })
  return sent
}

async function load(page: Page, cdnURL: string, writeKey: string) {
  await page.addScriptTag({ path: sdkFile })
  await page.evaluate(
    (settings) => {
      window.analytics = window.AnalyticsNext.AnalyticsBrowser.load(settings)
    },
    { cdnURL, writeKey },
  )
  await page.waitForFunction('analytics.instance')
}

/** Looks at two pages and a product; whoever has a name says it, and buys. */
async function visit(page: Page, { siyu, writeKey, site }: Awaited<ReturnType<typeof open>>, member?: string) {
  for (const path of ['/?utm_source=wechat&utm_campaign=spring', '/goods']) {
    await page.goto(site + path)
    await load(page, siyu.url, writeKey)
    await page.evaluate(async () => {
      await window.analytics.page('Shop')
      await window.analytics.track('Product Viewed', { sku: 'A-01' })
    })
  }
  if (member === undefined) return
  await page.evaluate(async (id) => {
    await window.analytics.identify(id, { level: 2, phone: '13800138000' })
    await window.analytics.group('club')
    await window.analytics.track('Ordered', { total: 99 })
  }, member)
}

const stored = (siyu: SiyuHere) => countEvents(siyu.api, names)
const allStored = (siyu: SiyuHere, count: () => number) =>
  until(async () => count() > 0 && (await stored(siyu)) === count(), 120_000, 200)

describe.skipIf(!executablePath)('[T38] @segment/analytics-next in a real browser (needs Chromium)', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox', '--disable-gpu'] })
  })
  afterAll(() => browser?.close())

  test('a visitor looks around, comes back, says who they are, uses another device: each event once, one person', async () => {
    const all = await open()
    const sent: Set<string>[] = []
    for (const members of [[undefined, 'member-1'], ['member-1']]) {
      const context = await browser.newContext()
      sent.push(watched(context))
      for (const member of members) {
        const page = await context.newPage()
        await visit(page, all, member)
        await page.close()
      }
      await context.close()
    }
    const total = () => new Set(sent.flatMap((one) => [...one])).size
    expect(await allStored(all.siyu, total)).toBe(true)
    expect(total()).toBe(3 * 4 + 2 * 3)
    expect((await all.siyu.api.people.count()).all).toBe(1)
    const person = await all.siyu.api.people.lookup({ type: 'login_id', value: 'member-1' })
    expect(person.attributes).toMatchObject({ level: 2 })
    const { items } = await all.siyu.api.people.timeline({ id: person.id, facts: 'behaviour', limit: 200 })
    expect(items).toHaveLength(total())
    await expect(all.siyu.api.people.lookup({ type: 'phone', value: '13800138000' })).rejects.toThrow()
  }, 180_000)

  test('while the server answers 429, 500, nothing, or its answer gets lost: nothing is lost or there twice', async () => {
    const all = await open()
    const context = await browser.newContext()
    const sent = watched(context)
    const troubles: Trouble[] = [429, 'none', 500, 'lost', 503, 429, 'lost']
    await context.route(/\/v1\/[a-z]$/, async (route) => {
      const trouble = troubles.shift()
      if (trouble === 'lost') await route.fetch()
      if (trouble === undefined) await route.continue()
      else if (typeof trouble === 'number') await route.fulfill({ status: trouble, headers: refused })
      else await route.abort('connectionfailed')
    })
    const page = await context.newPage()
    await visit(page, all, 'member-2')
    expect(await allStored(all.siyu, () => (troubles.length === 0 ? sent.size : 0))).toBe(true)
    expect(sent.size).toBe(7)
    await context.close()
    expect((await all.siyu.api.people.count()).all).toBe(1)
  }, 180_000)
})

const refused = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'retry-after',
  'retry-after': '1',
}

test('[T38] the settings name one integration at our address, for every source, for a page of any origin', async () => {
  const { siyu, writeKey } = await open()
  const ask = (key: string) =>
    fetch(`${siyu.url}/v1/projects/${key}/settings`, { headers: { origin: 'https://shop.example.com' } })
  const answer = await ask(writeKey)
  expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, 'https://shop.example.com'])
  expect(answer.headers.get('cache-control')).toBe('public, max-age=120')
  const body = (await answer.json()) as { integrations: Record<string, object> }
  expect(Object.keys(body.integrations)).toEqual(['Segment.io'])
  const apiHost = `${siyu.url.replace('http://', '')}/v1`
  expect(body.integrations['Segment.io']).toMatchObject({ apiKey: writeKey, apiHost, protocol: 'http' })
  expect((await ask('nobody')).status).toBe(401)
})
