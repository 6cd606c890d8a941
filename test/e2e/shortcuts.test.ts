import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dataFolder, siyuProcess } from '../support/siyu.ts'
import { chromiumPath, launch, settled, Walk } from './walk.ts'

describe.skipIf(!chromiumPath)('shortcuts (needs Chromium)', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser?.close())

  test('slash searches the list, g and a letter goes to a page, the question mark shows the keys; never while typing', async () => {
    const siyu = await siyuProcess({ folder: dataFolder(), env: { SIYU_DEMO: 'off' } })
    const walk = new Walk(siyu.url)
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    await context.request.post(`${siyu.url}/api/v1/setup`, {
      data: { name: '王店长', account: 'boss', password: 'glasses-are-great' },
    })
    const page = await walk.open(context)
    await page.goto(`${siyu.url}/console/people`)
    await page.getByRole('heading', { name: '客户', exact: true }).waitFor()
    const search = page.getByLabel('完整的手机号、姓名、会员号或编号')
    await page.keyboard.press('/')
    expect(await search.evaluate((field) => field === field.ownerDocument.activeElement)).toBe(true)
    // What is typed there is text.
    await page.keyboard.type('go?/')
    expect(await search.inputValue()).toBe('go?/')
    expect(page.url()).toMatch(/\/people$/)
    expect(await page.getByRole('dialog').count()).toBe(0)

    await search.blur()
    await page.keyboard.press('g')
    await page.keyboard.press('o')
    await page.getByRole('heading', { name: '订单', exact: true }).waitFor()
    // A letter alone, and one that comes too late, go nowhere.
    await page.keyboard.press('p')
    await page.keyboard.press('g')
    await page.waitForTimeout(1700)
    await page.keyboard.press('p')
    await settled(page)
    expect(page.url()).toMatch(/\/orders$/)

    await page.keyboard.press('Shift+?')
    const sheet = page.getByRole('dialog', { name: '键盘快捷键' })
    await sheet.waitFor()
    expect(await sheet.getByText('经营看板').count()).toBe(1)
    await walk.look(page, 'shortcuts')
    await page.keyboard.press('Escape')
    await sheet.waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: 'Switch to English' }).click()
    await page.keyboard.press('Shift+?')
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
    expect(walk.errors).toEqual([])
  }, 120_000)
})
