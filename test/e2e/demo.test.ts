import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { apiOf, siyuProcess, tempFolder } from '../support/siyu.ts'
import { chromiumPath, launch, settled, shots } from './walk.ts'

let browser: Browser

describe.skipIf(!chromiumPath)('the demo in a real browser (needs Chromium)', () => {
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser?.close())

  test('npm start on an empty folder: first run, demo, board, a fallen factor, the people, one person', async () => {
    const siyu = await siyuProcess({ folder: tempFolder(), npm: true, env: { SIYU_DEMO: 'on' } })
    const context = await browser.newContext({ viewport: { width: 1440, height: 1000 } })
    const page = await context.newPage()
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(error.message))
    await page.goto(`${siyu.url}/console/`)
    await page.getByLabel('姓名').fill('王店长')
    await page.getByLabel('账号').fill('boss')
    await page.getByLabel('密码').fill('glasses-are-great')
    await page.getByRole('button', { name: '创建并继续' }).click()
    await page.getByRole('heading', { name: '从哪里开始' }).waitFor()
    await page.getByRole('button', { name: '继续', exact: true }).click()
    await page.getByRole('heading', { name: '今年的目标' }).waitFor()
    await page.getByRole('button', { name: '保存' }).click()
    await page.getByText(/现在看到的是演示数据/).waitFor({ timeout: 120_000 })
    await page.getByRole('link', { name: '经营看板' }).click()
    await page.locator('.factor').first().waitFor()
    await shoot(page, 'demo-board')
    // The README's picture is a copy of this one.
    await page.screenshot({ path: join(shots, 'readme.png'), animations: 'disabled' })

    // The board's figure is the API's, and its lines add up to the ledger.
    const api = apiOf(siyu.url)
    const range = await shownRange(page)
    const said = await api.insight.gmv(range)
    const yuan = { style: 'currency', currency: 'CNY', currencyDisplay: 'narrowSymbol' } as const
    expect(await page.locator('.total .big').getAttribute('title')).toBe((said.gmv / 100).toLocaleString('zh-CN', yuan))
    const at = (day: string) => `${day}T00:00:00+08:00`
    const { ledger } = await api.shop.reconcile({ from: at(range.from), to: at(range.to) })
    expect(said.ledger).toMatchObject({ orders: ledger.orders, amount: ledger.net })

    // Three clicks from the board: the story's day, what the store's people are cut by, whom it lost.
    await page.getByRole('button', { name: '故事里藏着什么' }).click()
    await page.locator('.list-card', { hasText: '07 店最好的验光师离职' }).getByRole('link').click()
    const store = page.getByRole('row', { name: /07 星河店/ })
    await page.getByRole('button', { name: /显示全部/ }).click()
    await store.waitFor()
    // The rows of the days before stay, faded, until those of the story's days are there.
    await settled(page)
    expect(await store.textContent()).toContain('转化率')
    await shoot(page, 'demo-store07')
    await store.getByRole('link').click()
    await page.locator('.ant-table-row a').first().click()
    await page.getByText('时间线').waitFor()
    await page.locator('.timeline li').first().waitFor()
    await shoot(page, 'demo-person')
    expect(errors).toEqual([])
  }, 600_000)
})

async function shoot(page: Page, name: string) {
  await settled(page)
  await page.evaluate('scrollTo(0, 0)')
  await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true, animations: 'disabled' })
}

/** The days the board shows; its own range ends with the day it says. */
async function shownRange(page: Page): Promise<{ from: string; to: string }> {
  const [from = '', last = ''] = await page
    .locator('.ant-picker-range input')
    .evaluateAll((inputs) => inputs.map((input) => input.getAttribute('value') ?? ''))
  const to = new Date(Date.parse(`${last}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
  return { from, to }
}
