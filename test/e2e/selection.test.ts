import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { apiOf, dataFolder, segment, siyuProcess } from '../support/siyu.ts'
import { chromiumPath, launch, settled, Walk } from './walk.ts'

describe.skipIf(!chromiumPath)('many rows (needs Chromium)', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser?.close())

  test('all that match but one are taken out by a task; parked events are replayed after the plan is mended', async () => {
    const siyu = await siyuProcess({ folder: dataFolder(), env: { SIYU_DEMO: 'off' } })
    const api = apiOf(siyu.url)
    const { writeKey } = await api.sources.create({ name: 'Shop', kind: 'server' })
    const plan = (onBreach: 'keep' | 'park') =>
      api.plan.set({ event: 'paid', onBreach, properties: [{ name: 'amount', type: 'number', required: true }] })
    await plan('park')
    const batch = Array.from({ length: 70 }, (_, i) => [
      { type: 'identify', userId: `u${i}`, messageId: `i${i}`, traits: { city: '杭州' } },
      { type: 'track', event: 'paid', userId: `u${i}`, messageId: `t${i}`, properties: { amount: '1' } },
    ]).flat()
    await segment(siyu.url, writeKey, { batch })
    const walk = new Walk(siyu.url)
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    await context.request.post(`${siyu.url}/api/v1/setup`, {
      data: { name: '王店长', account: 'boss', password: 'glasses-are-great' },
    })
    const page = await walk.open(context)

    await page.goto(`${siyu.url}/console/people`)
    await page.locator('.ant-table-row .ant-checkbox-input').first().check()
    await page.getByRole('button', { name: '全选已加载的 50 条' }).click()
    await page.getByRole('button', { name: '选择全部 70 条' }).click()
    await page.locator('.ant-table-row .ant-checkbox-input').nth(3).uncheck()
    await page.getByText('已选 69 条').waitFor()
    await walk.look(page, 'people-every')
    await page.getByLabel('排除（不计入任何数字）').click()
    await page.getByTitle('是测试账号').click()
    await page.locator('.ant-modal-confirm-title', { hasText: '把 69 位客户从所有数字里排除？' }).waitFor()
    await page.getByRole('button', { name: '开始' }).click()
    await page.getByRole('button', { name: '到任务中心查看' }).click()
    await page.getByText('已改 69').waitFor({ timeout: 20_000 })
    await walk.look(page, 'tasks-work')
    expect((await api.people.count()).excluded).toBe(69)

    await page.goto(`${siyu.url}/console/parked`)
    await page.getByText('不符合方案：paid.amount 类型不对').first().waitFor()
    await walk.look(page, 'parked-reasons')
    await plan('keep')
    await page.getByRole('button', { name: '重放全部 70 条' }).click()
    await page.getByText('没有待处理的事件').waitFor({ timeout: 20_000 })
    await settled(page)
    expect(walk.errors).toEqual([])
  }, 180_000)
})
