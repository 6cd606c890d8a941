import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dataFolder, siyuProcess } from '../support/siyu.ts'
import { chromiumPath, launch, settled, tabTo, Walk } from './walk.ts'

/** An order file with two good rows and one that is broken. */
const file =
  '订单号,会员号,付款时间,实付金额,门店\nK1,M1,2026-01-05 10:00,19.90,湖滨店\nK2,M2,2026-01-06 11:00,29.90,湖滨店\nK3,M3,2026-02-31,5.00,湖滨店'

describe.skipIf(!chromiumPath)('the keyboard alone (needs Chromium)', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser?.close())

  test('from the first run through demo, board, people and one person to an import, its failures and undo', async () => {
    const siyu = await siyuProcess({ folder: dataFolder(), env: { SIYU_DEMO: 'on' } })
    const walk = new Walk(siyu.url)
    const page = await walk.open(await browser.newContext({ viewport: { width: 1440, height: 900 } }))
    await page.goto(`${siyu.url}/console/`)
    await firstRun(page)

    // A fallen factor, the people behind it, one of them.
    await page.getByText(/现在看到的是演示数据/).waitFor({ timeout: 120_000 })
    await press(page, page.getByRole('link', { name: '经营看板' }), 'Enter')
    await page.locator('.factor').first().waitFor()
    await settled(page)
    await press(page, page.getByRole('button', { name: '故事里藏着什么' }), 'Enter')
    await press(page, page.locator('.list-card', { hasText: '07 店' }).getByRole('link'), 'Enter')
    await page.locator('.ant-drawer-content').waitFor({ state: 'hidden' })
    await settled(page)
    await press(page, page.locator('.factor').nth(2), 'Enter')
    await settled(page)
    await press(page, page.locator('.ant-table-row a'), 'Enter')
    await page.getByRole('heading', { name: '时间线' }).waitFor()
    await page.locator('.timeline li').first().waitFor()

    await importFile(page)
    expect(walk.errors).toEqual([])
  }, 300_000)
})

async function firstRun(page: Page) {
  await page.getByLabel('姓名').waitFor()
  for (const text of ['王店长', 'boss', 'glasses-are-great']) {
    await page.keyboard.type(text)
    await page.keyboard.press('Tab')
  }
  await press(page, page.getByRole('button', { name: '创建并继续' }), 'Enter')
  await page.getByRole('radio', { name: /^演示数据/ }).waitFor()
  await press(page, page.getByRole('button', { name: '继续', exact: true }), 'Enter')
  await page.getByLabel('客户池人数').waitFor()
  await press(page, page.getByRole('button', { name: '保存' }), 'Enter')
  await page.getByRole('heading', { name: '工作台' }).waitFor()
}

/** The palette opens the imports; the file is chosen in the system's own dialogue. */
async function importFile(page: Page) {
  await page.keyboard.press('Control+k')
  await page.getByLabel('去哪里').waitFor()
  await page.keyboard.type('导入')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: '导入', exact: true }).waitFor()
  await press(page, page.getByRole('link', { name: '导入文件' }), 'Enter')
  const chooser = page.waitForEvent('filechooser')
  await press(page, page.getByRole('button', { name: /选择或拖入/ }), 'Enter')
  await (await chooser).setFiles({ name: '订单.csv', mimeType: 'text/csv', buffer: Buffer.from(file) })
  await press(page, page.getByRole('button', { name: '下一步' }), 'Enter')
  const member = page.getByLabel('含义 会员号')
  await tabTo(page, member)
  await page.keyboard.type('客户编号 · member_id')
  await page.keyboard.press('Enter')
  await press(page, page.getByRole('button', { name: '下一步' }), 'Enter')
  await press(page, page.getByRole('button', { name: '开始导入' }), 'Enter')
  await page.getByText('失败的行').waitFor()
  await page.locator('.ant-table-row').first().waitFor()
  const failures = page.waitForEvent('download')
  await press(
    page,
    page.getByRole('link', { name: '下载失败明细' }).or(page.getByRole('button', { name: '下载失败明细' })),
    'Enter',
  )
  expect((await failures).suggestedFilename()).toMatch(/csv$/)
  await press(page, page.getByRole('link', { name: '查看这次导入' }), 'Enter')
  await press(page, page.getByRole('button', { name: /撤销本次导入/ }), 'Enter')
  await press(page, page.locator('.ant-popconfirm-buttons .ant-btn-primary'), 'Enter')
  await page.getByText('本次导入已撤销').waitFor()
}

/** Goes to `target` with Tab and presses `key` there. */
async function press(page: Page, target: Parameters<typeof tabTo>[1], key: string) {
  await tabTo(page, target)
  await page.keyboard.press(key)
}
