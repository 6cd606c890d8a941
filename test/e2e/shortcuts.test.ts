import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startProcess } from '../../bench/siyu.ts'
import { apiOf, prepare, type SiyuProcess } from '../support/siyu.ts'
import { chromiumPath, launch, settled, Walk } from './walk.ts'

describe.skipIf(!chromiumPath)('shortcuts and short links (needs Chromium)', () => {
  let browser: Browser
  let siyu: SiyuProcess
  let context: BrowserContext
  beforeAll(async () => {
    browser = await launch()
    // The folder goes with the test that asks for it: this one is for all of the file.
    siyu = await startProcess({ folder: prepare(mkdtempSync(join(tmpdir(), 'siyu-story-'))) })
    context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    await context.request.post(`${siyu.url}/api/v1/setup`, {
      data: { name: '王店长', account: 'boss', password: 'glasses-are-great' },
    })
  })
  afterAll(async () => {
    await browser?.close()
    await siyu?.stop()
    if (siyu) rmSync(siyu.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
  })

  test('slash searches the list, g and a letter goes to a page, the question mark shows the keys; never while typing', async () => {
    const walk = new Walk(siyu.url)
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
    await expect.poll(() => sheet.getByText('经营看板').count()).toBe(1)
    await walk.look(page, 'shortcuts')
    await page.keyboard.press('Escape')
    await sheet.waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: 'Switch to English' }).click()
    await page.keyboard.press('Shift+?')
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
    expect(walk.errors).toEqual([])
  }, 120_000)

  test('[A2] [A5] a short link is made, given away, and shows who came by it', async () => {
    const walk = new Walk(siyu.url)
    const page = await walk.open(context)
    await page.addInitScript("localStorage.setItem('siyu.language', 'zh')")
    await walk.go(page, '/links')
    await walk.look(page, 'links-empty')
    await page.getByRole('button', { name: '新建短链' }).first().click()
    const drawer = page.getByRole('dialog').last()
    await drawer.getByLabel('目标地址', { exact: true }).fill('javascript:alert(1)')
    await drawer.getByRole('button', { name: /保\s?存/ }).click()
    await drawer.getByText('或 weixin:// 等已知应用的链接').last().waitFor()
    await drawer.getByLabel('目标地址', { exact: true }).fill('https://shop.example/spring')
    await drawer.getByLabel('名称').fill('春季短信')
    await drawer.getByRole('button', { name: '加一个版本' }).click()
    await drawer.getByLabel('版本 1').fill('https://shop.example/spring-b')
    await walk.look(page, 'link-editing')
    await drawer.getByRole('button', { name: /保\s?存/ }).click()
    await page.getByRole('heading', { name: '春季短信' }).waitFor()
    const { items } = await apiOf(siyu.url).links.list({})
    const agents = ['MicroMessenger/8.0 iPhone', 'Windows NT 10.0 Chrome/125', 'Baiduspider/2.0']
    for (const agent of agents)
      await fetch(items[0]?.shortUrl ?? '', { redirect: 'manual', headers: { 'user-agent': agent } })
    await expect
      .poll(() => apiOf(siyu.url).links.clicks({ id: items[0]?.id ?? '' }), { timeout: 20_000 })
      .toMatchObject({ clicks: 2, bots: 1 })
    await page.reload()
    await page.getByText('每天的点击与访客').waitFor()
    await walk.look(page, 'link')
    await walk.go(page, '/links')
    await walk.look(page, 'links')
    const phone = await browser.newContext({
      ...{ viewport: { width: 390, height: 844 }, colorScheme: 'dark' as const },
      storageState: await context.storageState(),
    })
    const small = await walk.open(phone)
    await walk.go(small, `/links/${items[0]?.id}`)
    await walk.look(small, 'link-phone-dark')
    await walk.go(small, '/links')
    await walk.look(small, 'links-phone-dark')
    expect(walk.errors).toEqual([])
  }, 120_000)
})
