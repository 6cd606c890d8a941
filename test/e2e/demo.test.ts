import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { apiOf, siyuProcess, tempFolder } from '../support/siyu.ts'
import { importOrders, undoImport } from './importing.ts'
import { chromiumPath, launch, settled, shots, Walk } from './walk.ts'

const words = {
  zh: {
    fields: ['姓名', '账号', '密码'],
    create: '创建并继续',
    begin: '从哪里开始',
    next: '继续',
    goal: '今年的目标',
    save: '保存',
    demo: /现在看到的是演示数据/,
    board: '经营看板',
    story: '故事里藏着什么',
    store07: '07 店最好的验光师离职',
    all: /显示全部/,
    conversion: '转化率',
    timeline: '时间线',
    imports: '导入',
    menu: '打开菜单',
  },
  en: {
    fields: ['Name', 'Account', 'Password'],
    create: 'Create and continue',
    begin: 'Where to begin',
    next: 'Continue',
    goal: 'The goal of this year',
    save: 'Save',
    demo: /This is demo data/,
    board: 'Board',
    story: 'What the story hides',
    store07: 'Store 07 lost its best optometrist',
    all: /Show all/,
    conversion: 'Conversion',
    timeline: 'Timeline',
    imports: 'Imports',
    menu: 'Open menu',
  },
}

const looks = [
  { name: 'demo', language: 'zh', viewport: { width: 1440, height: 1000 }, colorScheme: 'light' },
  {
    name: 'demo-phone-dark-en',
    language: 'en',
    viewport: { width: 390, height: 844 },
    colorScheme: 'dark',
  },
] as const

let browser: Browser

describe.skipIf(!chromiumPath)('the demo in a real browser (needs Chromium)', () => {
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser?.close())

  test('npm start on an empty folder: first run, demo, board, a fallen factor, the people, one person, import and undo; then again on a phone, dark and in English', async () => {
    const siyu = await siyuProcess({ folder: tempFolder(), npm: true, env: { SIYU_DEMO: 'on' } })
    const walk = new Walk(siyu.url)
    for (const look of looks) {
      const { viewport, colorScheme, language } = look
      const context = await browser.newContext({ viewport, colorScheme })
      await context.addInitScript((to) => localStorage.setItem('siyu.language', to), language)
      const page = await walk.open(context)
      await page.goto(`${siyu.url}/console/`)
      if (look === looks[0]) await firstRun(page, words[language])
      else await logIn(page, words[language])
      await storyOf(walk, page, look, siyu.url)
      await context.close()
    }
    expect(walk.errors).toEqual([])
  }, 600_000)
})

async function storyOf(walk: Walk, page: Page, look: (typeof looks)[number], url: string) {
  const t = words[look.language]
  const see = (name: string) => walk.look(page, `${look.name}-${name}`)
  const go = async (name: string) => {
    const menu = page.getByRole('button', { name: t.menu })
    if (await menu.isVisible()) await menu.click()
    await page.getByRole('link', { name, exact: true }).last().click()
  }
  await page.getByText(t.demo).waitFor({ timeout: 120_000 })
  await go(t.board)
  await page.locator('.factor').first().waitFor()
  await see('board')
  // The README's picture is a copy of this one.
  if (look === looks[0]) await page.screenshot({ path: join(shots, 'readme.png'), animations: 'disabled' })
  await boardIsLedger(page, url)

  if (look === looks[0]) await lossToSegment(page, see)

  // Three clicks from the board: the story's day, what the store's people are cut by, whom it lost.
  await page.getByRole('button', { name: t.story }).click()
  await page.locator('.list-card', { hasText: t.store07 }).getByRole('link').click()
  const store = page.getByRole('row', { name: /07 星河店/ })
  await page.getByRole('button', { name: t.all }).click()
  await store.waitFor()
  // The rows of the days before stay, faded, until those of the story's days are there.
  await expect.poll(() => store.textContent(), { timeout: 30_000 }).toContain(t.conversion)
  await settled(page)
  await see('store07')
  await store.getByRole('link').click()
  await page.locator('main a[href^="/console/people/"]').first().click()
  await page.getByRole('heading', { name: t.timeline }).waitFor()
  await page.locator('.timeline li').first().waitFor()
  await see('person')

  await go(t.imports)
  await importOrders(page, look.language, 12, see)
  await undoImport(page, look.language)
  await see('undone')
}

/** Why the board moved, in a funnel where they stop, the people of that step, kept as a segment. */
async function lossToSegment(page: Page, see: (name: string) => Promise<void>) {
  await page.getByRole('link', { name: '逐层查原因' }).click()
  await page.getByText(/GMV 比对比期(多|少)/).waitFor()
  await settled(page)
  await see('explain')
  await page.getByRole('link', { name: '到漏斗里看他们停在哪一步' }).click()
  await page
    .getByText(/流失 [\d,]+ 人/)
    .first()
    .click()
  const people = page.getByRole('dialog')
  await people.getByRole('link').first().waitFor()
  await see('funnel-people')
  await people.getByLabel('分群名称').fill('看了没买的人')
  await people.getByRole('button', { name: '存为分群' }).click()
  await people.getByText(/已存为分群，共 \d+ 人/).waitFor()
  await people.getByRole('link', { name: '打开分群' }).click()
  await page.getByRole('heading', { name: '看了没买的人' }).waitFor()
  await settled(page)
  await see('segment')
  await page.getByRole('link', { name: '经营看板' }).click()
  await page.locator('.factor').first().waitFor()
}

/** On another device, by who was there first. */
async function logIn(page: Page, t: (typeof words)['zh']) {
  for (const [i, text] of ['boss', 'glasses-are-great'].entries())
    await page.getByLabel(t.fields[i + 1] ?? '').fill(text)
  await page.keyboard.press('Enter')
}

async function firstRun(page: Page, t: (typeof words)['zh']) {
  for (const [i, text] of ['王店长', 'boss', 'glasses-are-great'].entries())
    await page.getByLabel(t.fields[i] ?? '').fill(text)
  await page.getByRole('button', { name: t.create }).click()
  await page.getByRole('heading', { name: t.begin }).waitFor()
  await page.getByRole('button', { name: t.next, exact: true }).click()
  await page.getByRole('heading', { name: t.goal }).waitFor()
  await page.getByRole('button', { name: t.save }).click()
}

/** The board's figure is the API's, and its lines add up to the ledger. */
async function boardIsLedger(page: Page, url: string) {
  const api = apiOf(url)
  const range = await shownRange(page)
  const said = await api.insight.gmv(range)
  const yuan = { style: 'currency', currency: 'CNY', currencyDisplay: 'narrowSymbol' } as const
  expect(await page.locator('.total .big').getAttribute('title')).toBe((said.gmv / 100).toLocaleString('zh-CN', yuan))
  const at = (day: string) => `${day}T00:00:00+08:00`
  const { ledger } = await api.shop.reconcile({ from: at(range.from), to: at(range.to) })
  expect(said.ledger).toMatchObject({ orders: ledger.orders, amount: ledger.net })
}

/** The days the board shows; its own range ends with the day it says. */
async function shownRange(page: Page): Promise<{ from: string; to: string }> {
  const [from = '', last = ''] = await page
    .locator('.ant-picker-range input')
    .evaluateAll((inputs) => inputs.map((input) => input.getAttribute('value') ?? ''))
  const to = new Date(Date.parse(`${last}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
  return { from, to }
}
