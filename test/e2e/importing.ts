import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** The words of the import screens that the walks press, in both languages. */
const words = {
  zh: {
    open: '导入文件',
    meaning: '含义 会员号',
    member: '客户编号 · member_id',
    next: '下一步',
    run: '开始导入',
    details: '查看这次导入',
    failed: '失败的行',
    download: '下载失败明细',
    undo: /撤销本次导入/,
    undone: '本次导入已撤销',
  },
  en: {
    open: 'Import a file',
    meaning: 'Meaning 会员号',
    member: 'member_id',
    next: 'Next',
    run: 'Import now',
    details: 'See this import',
    failed: 'Failed rows',
    download: 'Download failed rows',
    undo: /Undo this import/,
    undone: 'This import was undone',
  },
}

export type Language = keyof typeof words

/** Orders of a till with three rows that are broken, and `good` that are not. */
function orderFile(good: number): string {
  const rows = Array.from({ length: good }, (_, i) => {
    const day = new Date(Date.now() - (i + 1) * 86_400_000).toISOString().slice(0, 10)
    return `E${1000 + i},M${i % 20},${day} 1${i % 10}:00,${(i % 7) * 35 + 19.9},${['湖滨店', '武林店'][i % 2]}`
  })
  const broken = ['E2000,M1,2026-02-31,5.00,湖滨店', 'E2001,M2,2026-01-05,five,湖滨店', ',M3,2026-01-06,6.00,湖滨店']
  return ['订单号,会员号,付款时间,实付金额,门店', ...rows, ...broken].join('\n')
}

/** From the list of imports to the result: a file of `good` orders and three broken rows, and the file of the failures. */
export async function importOrders(
  page: Page,
  language: Language,
  good: number,
  look: (name: string) => Promise<void>,
) {
  const t = words[language]
  await page.getByRole('link', { name: t.open }).first().click()
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: '订单.csv', mimeType: 'text/csv', buffer: Buffer.from(orderFile(good)) })
  await page.getByRole('button', { name: t.next }).click()
  await page.getByLabel(t.meaning).click()
  await page.getByLabel(t.meaning).fill(t.member)
  await page.keyboard.press('Enter')
  await look('import-mapping')
  await page.getByRole('button', { name: t.next }).click()
  await page.getByRole('button', { name: t.run }).click()
  await page.getByText(t.failed).waitFor()
  const failures = page.locator('main .ant-table-row, main .list-card')
  await failures.nth(2).waitFor()
  await expect.poll(() => failures.count()).toBe(3)
  await look('import-done')
  const file = page.waitForEvent('download')
  await page.getByText(t.download).click()
  expect((await file).suggestedFilename()).toMatch(/csv$/)
  await page.getByRole('link', { name: t.details }).click()
}

/** Undoes the import whose page is open. */
export async function undoImport(page: Page, language: Language) {
  const t = words[language]
  await page.getByRole('button', { name: t.undo }).click()
  await page.locator('.ant-popconfirm-buttons .ant-btn-primary').click()
  await page.getByText(t.undone).waitFor()
}
