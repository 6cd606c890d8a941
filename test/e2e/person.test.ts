import type { BrowserContext, Page } from 'playwright-core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { bring } from '../support/bring.ts'
import { type Api, dataFolder, segment, apiOf as siyuApi, siyuProcess } from '../support/siyu.ts'
import { signIn } from './signIn.ts'
import { chromiumPath, launch, tabTo, Walk } from './walk.ts'

const [ann, bob] = ['13800000021', '13800000022'] as const
const hours = (n: number) => new Date(Date.now() - n * 3_600_000).toISOString()
const day = (n: number) => hours(24 * n).slice(0, 10)

/** Ann came by a campaign, looked around and bought; Bob bought once; a marketplace hides a third buyer. */
async function tell(siyu: { url: string; api: Api }) {
  const { writeKey } = await siyu.api.sources.create({ name: 'H5', kind: 'server' })
  const page = { path: '/frames', referrer: 'https://www.xiaohongshu.com/' }
  const context = { page, campaign: { source: 'xiaohongshu', name: '开学季' } }
  const who = { anonymousId: 'ann-browser' }
  const views = Array.from({ length: 7 }, (_, i) => ({
    ...{ type: 'page', ...who, timestamp: hours(24 * 6 - i), context, messageId: `v${i}` },
  }))
  const say = (userId: string, phone: string) => ({
    ...{ type: 'identify', userId, timestamp: hours(24 * 4), traits: {}, messageId: userId },
    context: { externalIds: [{ type: 'phone', id: `+86${phone}`, collection: 'users', encoding: 'none' }] },
  })
  const coupon = { type: 'track', userId: 'ann', event: 'coupon_redeemed', timestamp: hours(50), messageId: 'c' }
  const batch = [...views, { ...say('ann', ann), ...who }, coupon, say('bob', bob)]
  expect((await segment(siyu.url, writeKey, { batch })).status).toBe(200)
  const friends = JSON.stringify({ id: 'identity:phone', at: 'enteredAt' })
  await bring(siyu, { kind: 'people', mapping: friends, carrier: 'wecom' }, ['id,at', `${ann},${day(4)} 09:00`])
  const mapping = JSON.stringify({ no: 'orderNo', id: 'identity:phone', at: 'paidAt', yuan: 'amount' })
  const rows = [`A1,${ann},${day(2)} 23:00,1039`, `B1,${bob},${day(1)} 10:00,200`]
  await bring(siyu, { kind: 'orders', mapping }, ['no,id,at,yuan', ...rows])
  const shop = { kind: 'orders', mapping, source: 'taobao', sourceKind: 'platform' }
  await bring(siyu, shop, ['no,id,at,yuan', `39840001,138****0021,${day(1)} 12:00,88.8`])
}

const personOf = async (api: Api, phone: string) => (await api.people.lookup({ type: 'phone', value: phone })).id

/** An order without a customer is given one, with the keyboard alone, and it stands on the page of that customer. */
async function claim(walk: Walk, page: Page, api: Api) {
  await walk.go(page, '/orders?state=noPerson')
  await walk.look(page, 'orders-claim-390')
  const link = page.getByRole('button', { name: '关联客户' })
  await link.focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('查找客户').fill('138')
  await dialog.getByLabel('查找客户').press('Enter')
  await dialog.getByText('没有找到').waitFor()
  await dialog.getByLabel('查找客户').first().fill(ann)
  await page.keyboard.press('Enter')
  const found = dialog.getByRole('radio')
  await found.waitFor()
  await tabTo(page, found)
  await page.keyboard.press('Space')
  await dialog.getByLabel('怎么确认的？').fill('客户报了订单号')
  await walk.look(page, 'orders-claiming-390')
  await dialog.getByRole('button', { name: '关联客户' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await walk.go(page, '/orders?q=39840001')
  await page.getByText('已认领').waitFor()
  await walk.look(page, 'orders-claimed-390')
  const [order] = (await api.shop.list({ q: '39840001', limit: 1 })).items
  expect(order).toMatchObject({ claimed: true, person: await personOf(api, ann), state: 'counted' })
}

/** The history by kinds, folded, from a day of the past, and the way to the first order. */
async function history(walk: Walk, context: BrowserContext, id: string, name: string, words: Words) {
  const page = await walk.open(context)
  await walk.go(page, `/people/${id}`)
  await page.getByRole('heading', { name: words.timeline }).waitFor()
  const folded = page.getByText(words.folded)
  await folded.waitFor()
  await walk.look(page, `person-timeline-${name}`)
  await folded.click()
  await expect.poll(() => page.locator('.timeline details[open] li').count()).toBe(7)
  await page.getByLabel(words.only).getByText(words.orders, { exact: true }).click()
  await page.getByText('A1', { exact: true }).waitFor()
  await folded.waitFor({ state: 'detached' })
  await page.getByLabel(words.jump).fill(day(30))
  await page.getByText(words.none).waitFor()
  await walk.look(page, `person-timeline-none-${name}`)
  expect(page.url()).toContain(`until=${day(30)}`)
  await page.getByLabel(words.view).getByText(words.chain, { exact: true }).click()
  await page.getByText(words.first).waitFor()
  await walk.look(page, `person-chain-${name}`)
  await context.close()
}

type Words = typeof zh
const zh = {
  ...{ timeline: '时间线', folded: '浏览页面 ×7', only: '只看', orders: '订单', jump: '跳到日期' },
  ...{ none: '没有符合条件的记录', view: '怎么看', chain: '链路', first: /第 \d 天 首单/ },
}
const en = {
  ...{ timeline: 'Timeline', folded: 'Viewed a page ×7', only: 'Only', orders: 'Orders', jump: 'Jump to a date' },
  ...{ none: 'Nothing matches', view: 'View', chain: 'Way to the order', first: /Day \d First order/ },
}

/** Two people who cannot be one, and two who can: seen before it is done. */
async function merge(walk: Walk, page: Page, api: Api) {
  const [one, other] = [await personOf(api, ann), await personOf(api, bob)]
  await walk.go(page, `/people/${one}`)
  await page.getByRole('button', { name: '合并到…' }).click()
  const dialog = page.getByRole('dialog')
  const find = async (text: string) => {
    await dialog.getByLabel('查找客户').first().fill(text)
    await page.keyboard.press('Enter')
    await dialog.getByRole('radio').click()
  }
  await find(bob)
  await dialog.getByText(/合起来会超过上限/).waitFor()
  await walk.look(page, 'person-merge-over-390')
  expect(
    await dialog
      .getByRole('button', { name: '合 并' })
      .or(dialog.getByRole('button', { name: '合并', exact: true }))
      .isDisabled(),
  ).toBe(true)
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' })

  await api.identity.unbind({ id: other, identityId: await loginOf(api, other), reason: '登录账号是店员的' })
  await page.getByRole('button', { name: '合并到…' }).click()
  await find(bob)
  await dialog.getByText(`合并后为客户 ${one}`, { exact: false }).waitFor()
  await dialog.getByText('3 单 · GMV', { exact: false }).waitFor()
  await dialog.getByLabel('为什么这样判断？').fill('电话核实是同一人')
  await walk.look(page, 'person-merge-390')
  await dialog.getByRole('button', { name: /^合 ?并$/ }).click()
  await dialog.waitFor({ state: 'hidden' })
  await page.getByRole('heading', { name: '合并记录' }).waitFor()
  expect(await personOf(api, bob)).toBe(one)
}

async function loginOf(api: Api, id: string): Promise<string> {
  const { identities } = await api.identity.graph({ id })
  return identities.find(({ type }) => type === 'login_id')?.id ?? ''
}

describe.skipIf(!chromiumPath)('a person in a real browser (needs Chromium)', () => {
  test('[P41] [P42] [I26] [S31] an order claimed, the history read, two people merged after a look', async () => {
    const { url } = await siyuProcess({ folder: dataFolder(), env: { SIYU_DEMO: 'off' } })
    const api = siyuApi(url)
    const browser = await launch()
    onTestFinished(() => browser.close())
    const walk = new Walk(url)
    const page = await walk.open(await browser.newContext({ viewport: { width: 390, height: 844 } }))
    const storageState = await signIn(page, url)
    await tell({ url, api })
    await claim(walk, page, api)
    const id = await personOf(api, ann)
    const wide = await browser.newContext({ viewport: { width: 1440, height: 900 }, storageState })
    await history(walk, wide, id, '1440', zh)
    const dark = { colorScheme: 'dark' as const, viewport: { width: 390, height: 844 }, storageState }
    const narrow = await browser.newContext(dark)
    await narrow.addInitScript(() => localStorage.setItem('siyu.language', 'en'))
    await history(walk, narrow, id, '390-dark-en', en)
    await merge(walk, page, api)
    expect(walk.errors).toEqual([])
  }, 240_000)
})
