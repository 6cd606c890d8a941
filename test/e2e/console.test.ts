import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { dataFolder, apiOf as siyuApi, siyuProcess } from '../support/siyu.ts'
import { importOrders, undoImport } from './importing.ts'
import { chromiumPath, launch, pages, shots, Walk } from './walk.ts'

describe.skipIf(!chromiumPath)('the console in a real browser (needs Chromium)', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser?.close())

  test('first run, import with errors, failure file, board, the people behind it, one person', async () => {
    const siyu = await siyuProcess({ folder: dataFolder(), env: { SIYU_DEMO: 'off' } })
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
    await importOrders(page, 'zh', 60, (name) => walk.look(page, name))

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
    await page.getByRole('heading', { name: '时间线' }).waitFor()
    await page.locator('.timeline li').first().waitFor()
    await walk.look(page, 'person')
    await exportPeople(walk, page)
    for (const [name, path] of pages) {
      await walk.go(page, path)
      await walk.look(page, name)
    }
    await walk.others(await page.context().storageState(), browser)

    await walk.go(page, '/imports/1')
    await undoImport(page, 'zh')
    await walk.look(page, 'import-undone')
    await page.getByRole('link', { name: '经营看板' }).click()
    await page.getByText('还没有订单').waitFor()
    expect(walk.errors).toEqual([])
    writeFileSync(join(shots, 'index.txt'), walk.taken.join('\n'))
  }, 900_000)

  test('times are those of the workspace; a question by SQL: an example, the rows as a file, a refusal in words', async () => {
    const siyu = await siyuProcess({ folder: dataFolder(), env: { SIYU_DEMO: 'off' } })
    const walk = new Walk(siyu.url)
    const page = await walk.open(await browser.newContext({ viewport: { width: 390, height: 844 } }))
    await enter(page, siyu.url)
    await siyuApi(siyu.url).staff.changeWorkspace({ zone: 'America/New_York' })
    await page.goto(`${siyu.url}/console/system`)
    const time = page.locator('time').first()
    const at = Date.parse((await time.getAttribute('datetime')) ?? '')
    const hour = new Intl.DateTimeFormat('en-GB', { timeZone: 'America/New_York', hour: '2-digit', minute: '2-digit' })
    expect(await time.textContent()).toContain(hour.format(at))

    await walk.go(page, '/sql')
    await page.getByText('明细', { exact: true }).click()
    await page.getByRole('button', { name: '最近的导入' }).click()
    await page.getByText('没有符合的数据').waitFor()
    await page.getByLabel('SQL 语句').fill("select '13800138000' as phone, 1.5 as n")
    await page.keyboard.press('Control+Enter')
    await page.getByRole('cell', { name: '138****8000' }).waitFor()
    await walk.look(page, 'sql-answer')
    const file = page.waitForEvent('download')
    await page.getByRole('button', { name: '下载 CSV' }).click()
    expect(readFileSync(await (await file).path(), 'utf8')).toBe('\ufeffphone,n\r\n138****8000,1.5\r\n')
    await page.getByLabel('SQL 语句').fill('select nothing from nowhere')
    await page.keyboard.press('Control+Enter')
    await page.getByText('查询没有被执行').waitFor()
    await page.getByText('relation "nowhere" does not exist').waitFor()
    await walk.look(page, 'sql-refused')
    // The refusal itself is an error in the browser's console.
    expect(walk.errors.filter((text) => !text.includes('422'))).toEqual([])
  }, 60_000)
})

describe.skipIf(!chromiumPath)('the first run on a phone (needs Chromium)', () => {
  test('in English and dark, while the demo loads by itself; beginning empty takes it away', async () => {
    const siyu = await siyuProcess({ folder: dataFolder(), env: { SIYU_DEMO: 'on' } })
    const browser = await launch()
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

async function enter(page: Page, url: string) {
  await page.goto(`${url}/console/`)
  await page.getByLabel('姓名').fill('王店长')
  await page.getByLabel('账号').fill('boss')
  await page.getByLabel('密码').fill('glasses-are-great')
  await page.getByLabel('密码').press('Enter')
  await page.getByRole('heading', { name: '从哪里开始' }).waitFor()
}

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
