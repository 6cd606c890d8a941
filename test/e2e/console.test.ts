import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { apiKey } from '../../bench/siyu.ts'
import { apiOf as siyuApi, siyuProcess, tempFolder } from '../support/siyu.ts'

const executablePath = process.env['SIYU_CHROMIUM']
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const shots = join(import.meta.dirname, '../../.siyu/screenshots')

/** 60 orders of 20 people over two months, and three rows that are broken. */
function orderFile(): string {
  const rows = Array.from({ length: 60 }, (_, i) => {
    const day = new Date(Date.now() - (i + 1) * 86_400_000).toISOString().slice(0, 10)
    return `E${1000 + i},M${i % 20},${day} 1${i % 10}:00,${(i % 7) * 35 + 19.9},${['湖滨店', '武林店'][i % 2]}`
  })
  const broken = ['E2000,M1,2026-02-31,5.00,湖滨店', 'E2001,M2,2026-01-05,five,湖滨店', ',M3,2026-01-06,6.00,湖滨店']
  return ['订单号,会员号,付款时间,实付金额,门店', ...rows, ...broken].join('\n')
}

mkdirSync(shots, { recursive: true })

describe.skipIf(!executablePath)('the console in a real browser (needs Chromium)', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: quiet })
  })
  afterAll(() => browser?.close())

  test('first run, import with errors, failure file, board, the people behind it, one person', async () => {
    const siyu = await siyuProcess({ folder: tempFolder(), env: { SIYU_DEMO: 'off' } })
    const walk = new Walk(siyu.url)
    const page = await walk.open(await browser.newContext({ viewport: { width: 1440, height: 900 } }))

    await page.goto(`${siyu.url}/console/`)
    await page.getByLabel('姓名').fill('王店长')
    await page.getByLabel('账号').fill('boss')
    await page.getByLabel('密码').fill('glasses-are-great')
    await walk.look(page, 'setup')
    await page.getByRole('button', { name: '创建并继续' }).click()
    await page.getByRole('heading', { name: '从哪里开始' }).waitFor()
    await walk.look(page, 'setup-begin')
    await page.getByText('空白开始').click()
    await page.getByRole('button', { name: '继续' }).click()
    await page.getByRole('heading', { name: '今年的目标' }).waitFor()
    await walk.look(page, 'setup-goal')
    await page.getByRole('button', { name: '上一步' }).click()
    await page.getByRole('heading', { name: '从哪里开始' }).waitFor()
    await page.getByRole('button', { name: '跳过' }).click()
    await page.getByRole('button', { name: '保存' }).click()
    await page.getByText('还没有备份过数据').waitFor()
    await walk.look(page, 'workbench-empty')
    await page.getByRole('link', { name: '经营看板' }).click()
    await page.getByText('还没有订单').waitFor()
    await page.getByRole('button', { name: '载入演示数据' }).waitFor()
    expect(await siyuApi(siyu.url).staff.goal()).toMatchObject({ people: 300_000, gmv: 500_000_000 })
    await walk.look(page, 'board-empty')

    await page.getByRole('link', { name: '导入订单' }).first().click()
    await page.getByRole('button', { name: '导入文件' }).first().click()
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: '订单.csv', mimeType: 'text/csv', buffer: Buffer.from(orderFile()) })
    await pick(page, '含义 会员号', '客户编号 · member_id')
    await walk.look(page, 'import-mapping')
    await page
      .getByRole('button', { name: '导 入' })
      .or(page.getByRole('button', { name: '导入', exact: true }))
      .last()
      .click()
    await page.getByText('失败的行').waitFor()
    await page.locator('.ant-table-row').nth(2).waitFor()
    expect(await page.locator('.ant-table-row').count()).toBe(3)
    await walk.look(page, 'import-done')
    const file = page.waitForEvent('download')
    await page.getByText('下载失败明细').click()
    expect((await file).suggestedFilename()).toMatch(/csv$/)

    await page.getByRole('link', { name: '工作台' }).click()
    await page.getByText('有 3 行没能写入').waitFor()
    await page.getByRole('link', { name: '看失败的行' }).click()
    await page.getByText('失败的行').waitFor()

    await page.getByRole('link', { name: '经营看板' }).click()
    await page.getByText('流量', { exact: true }).first().waitFor()
    await page.getByText('年度目标').waitFor()
    await walk.look(page, 'board')
    expect(await page.locator('.total .big').getAttribute('title')).toBe(await walk.gmvText())
    await page.locator('.factor').last().click()
    await page.getByRole('heading', { name: '复购客户' }).waitFor()
    await walk.look(page, 'board-people')
    await page.locator('.ant-table-row a').first().click()
    await page.getByText('时间线').waitFor()
    await page.locator('.timeline li').first().waitFor()
    await walk.look(page, 'person')
    await exportPeople(walk, page)
    for (const [name, path] of pages) {
      await page.goto(`${siyu.url}/console${path}`)
      await page.locator('h1').first().waitFor()
      await walk.look(page, name)
    }
    await walk.others(await page.context().storageState(), browser)

    await page.goto(`${siyu.url}/console/imports/1`)
    await page.getByRole('button', { name: /撤销本次导入/ }).click()
    await page.locator('.ant-popconfirm-buttons .ant-btn-primary').click()
    await page.getByText('本次导入已撤销').waitFor()
    await walk.look(page, 'import-undone')
    await page.getByRole('link', { name: '经营看板' }).click()
    await page.getByText('还没有订单').waitFor()
    expect(walk.errors).toEqual([])
    writeFileSync(join(shots, 'index.txt'), walk.taken.join('\n'))
  }, 900_000)

  test('the keyboard alone opens a page through the palette', async () => {
    const siyu = await siyuProcess({ folder: tempFolder(), env: { SIYU_DEMO: 'off' } })
    const walk = new Walk(siyu.url)
    const page = await walk.open(await browser.newContext())
    await page.goto(`${siyu.url}/console/`)
    await page.getByLabel('姓名').waitFor()
    for (const text of ['王店长', 'boss', 'glasses-are-great']) {
      await page.keyboard.type(text)
      await page.keyboard.press('Tab')
    }
    await page.getByLabel('密码').press('Enter')
    await page.getByRole('radio', { name: /演示数据/ }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByLabel('客户池人数').waitFor()
    await page.getByLabel('客户池人数').press('Enter')
    await page.getByRole('heading', { name: '工作台' }).waitFor()
    await page.keyboard.press('Control+k')
    await page.getByLabel('去哪里').waitFor()
    await page.keyboard.type('数据源')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: '数据源' }).waitFor()

    await siyuApi(siyu.url).staff.changeWorkspace({ zone: 'America/New_York' })
    await page.goto(`${siyu.url}/console/system`)
    const time = page.locator('time').first()
    const at = Date.parse((await time.getAttribute('datetime')) ?? '')
    const hour = new Intl.DateTimeFormat('en-GB', { timeZone: 'America/New_York', hour: '2-digit', minute: '2-digit' })
    expect(await time.textContent()).toContain(hour.format(at))
    expect(walk.errors).toEqual([])
  }, 60_000)
})

describe.skipIf(!executablePath)('the first run on a phone (needs Chromium)', () => {
  test('in English and dark, while the demo loads by itself; beginning empty takes it away', async () => {
    const siyu = await siyuProcess({ folder: tempFolder(), env: { SIYU_DEMO: 'on' } })
    const browser = await chromium.launch({ executablePath: executablePath ?? '', args: quiet })
    onTestFinished(() => browser.close())
    const walk = new Walk(siyu.url)
    const viewport = { width: 390, height: 844 }
    const page = await walk.open(await browser.newContext({ viewport, colorScheme: 'dark' }))
    await page.goto(`${siyu.url}/console/`)
    await page.getByRole('button', { name: 'English' }).click()
    await page.getByLabel('Name').fill('Ann')
    await page.getByLabel('Account').fill('boss')
    await page.getByLabel('Password').fill('glasses-are-great')
    await walk.look(page, 'setup-phone-dark-en')
    await page.getByRole('button', { name: 'Create and continue' }).click()
    await page.getByText(/^Loading:/).waitFor()
    await walk.look(page, 'setup-begin-phone-dark-en')
    await page.getByText('Begin empty').click()
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByRole('heading', { name: 'The goal of this year' }).waitFor()
    await walk.look(page, 'setup-goal-phone-dark-en')
    await page.goBack()
    await page.getByRole('heading', { name: 'Where to begin' }).waitFor()
    await page.getByRole('button', { name: 'Skip' }).click()
    await page.getByRole('heading', { name: 'The goal of this year' }).waitFor()
    await page.getByRole('button', { name: 'Skip' }).click()
    await page.getByRole('heading', { name: 'Workbench' }).waitFor()
    await page.goto(`${siyu.url}/console/`)
    await page.getByText(/There is no goal for/).waitFor()
    await page.getByRole('link', { name: 'Set a goal' }).click()
    await page.getByLabel('People in the pool').waitFor()
    const api = siyuApi(siyu.url)
    await expect.poll(async () => (await api.demo.get()).state, { timeout: 60_000 }).toBe('none')
    expect(await api.staff.goal()).toMatchObject({ year: null, people: null, gmv: null })
    expect(walk.errors).toEqual([])
  }, 120_000)
})

const pages: [name: string, path: string][] = [
  ['workbench', '/workbench'],
  ['people', '/people'],
  ['orders', '/orders'],
  ['identity', '/identity'],
  ['imports', '/imports'],
  ['sources', '/sources'],
  ['live', '/sources/live'],
  ['parked', '/parked'],
  ['tasks', '/tasks'],
  ['settings', '/settings'],
  ['system', '/system'],
  ['audit', '/audit'],
  ['gallery', '/gallery'],
]

/** From the list to the file: dialog, message, task centre, download. */
async function exportPeople(walk: Walk, page: Page) {
  await page.locator('nav a[href="/console/people"]').click()
  await page.getByRole('button', { name: '导出' }).click()
  await page.getByText('开始导出').waitFor()
  await walk.look(page, 'export')
  await page.getByRole('switch').click()
  expect(await page.getByRole('button', { name: '开始导出' }).isDisabled()).toBe(true)
  await page.getByLabel('不打码的原因').fill('电话回访')
  await page.getByRole('button', { name: '开始导出' }).click()
  await page.getByRole('link', { name: '到任务中心查看' }).click()
  await page.getByRole('heading', { name: '任务中心' }).waitFor()
  const file = page.waitForEvent('download')
  await page.getByRole('link', { name: '下载' }).click()
  expect((await file).suggestedFilename()).toMatch(/^people-\d+\.csv$/)
}

async function pick(page: Page, label: string, option: string) {
  await page.getByLabel(label).click()
  await page.getByLabel(label).fill(option)
  await page.keyboard.press('Enter')
}

/** Looks at pages as a person would: a picture of each, no accessibility violation, no error in the browser's console. */
class Walk {
  readonly errors: string[] = []
  readonly taken: string[] = []
  readonly #url: string

  constructor(url: string) {
    this.#url = url
  }

  async open(context: BrowserContext): Promise<Page> {
    const page = await context.newPage()
    page.on('console', (message) => {
      // The first question of an unknown visitor is "who am I": the 401 is its answer, not a fault.
      if (message.type() === 'error' && !message.location().url.endsWith('/api/v1/me'))
        this.errors.push(`${message.text()} ${message.location().url}`)
    })
    page.on('pageerror', (error) => this.errors.push(error.message))
    return page
  }

  async look(page: Page, name: string) {
    await page.waitForLoadState('networkidle')
    // A picture of grey bars shows nothing.
    await page.waitForFunction('!document.querySelector(".ant-skeleton:not([data-story] *)")')
    // Where a button was, the next page may have something that opens when pointed at.
    await page.mouse.move(0, 0)
    await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true, animations: 'disabled' })
    this.taken.push(name)
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
      .analyze()
    for (const { id, nodes } of violations)
      this.errors.push(
        `${name}: axe ${id}: ${nodes
          .map((n) => n.html.slice(0, 200))
          .slice(0, 3)
          .join(' | ')}`,
      )
    const wide = Number(
      await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
    )
    if (wide > 0) this.errors.push(`${name}: ${wide} px wider than the window`)
  }

  /** The board and lists on a phone, dark, and in English. */
  async others(state: Awaited<ReturnType<BrowserContext['storageState']>>, browser: Browser) {
    const kinds = [
      { name: 'phone', width: 390, height: 844, colorScheme: 'light' as const, language: 'zh' },
      { name: 'phone-dark-en', width: 390, height: 844, colorScheme: 'dark' as const, language: 'en' },
      { name: 'dark-en', width: 1440, height: 900, colorScheme: 'dark' as const, language: 'en' },
    ]
    for (const { name, width, height, colorScheme, language } of kinds) {
      const context = await browser.newContext({ viewport: { width, height }, colorScheme, storageState: state })
      await context.addInitScript((to) => localStorage.setItem('siyu.language', to), language)
      const page = await this.open(context)
      for (const [at, path] of [['board', '/'], ...pages] as const) {
        await page.goto(`${this.#url}/console${path}`)
        await page.locator('h1').waitFor()
        await this.look(page, `${at}-${name}`)
      }
      await context.close()
    }
  }

  /** GMV of the last 30 days by the API, as the board writes it. */
  async gmvText(): Promise<string> {
    const zone = { timeZone: 'Asia/Shanghai' }
    const day = (offset: number) => new Intl.DateTimeFormat('en-CA', zone).format(Date.now() + offset * 86_400_000)
    const answer = await fetch(`${this.#url}/api/v1/insight/gmv?from=${day(-29)}&to=${day(1)}`, {
      headers: { authorization: `Bearer ${apiKey}` },
    })
    const { gmv } = (await answer.json()) as { gmv: number }
    return (gmv / 100).toLocaleString('zh-CN', { style: 'currency', currency: 'CNY', currencyDisplay: 'narrowSymbol' })
  }
}
