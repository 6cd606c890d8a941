import iconv from 'iconv-lite'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dataFolder, siyuProcess } from '../support/siyu.ts'
import { chromiumPath, launch, Walk } from './walk.ts'

/** A file as a Chinese back office writes it; its second half is broken. */
function orderFile(): Buffer {
  const rows = Array.from({ length: 40 }, (_, i) => {
    const nick = i % 3 === 0 ? 't**1' : `rose_${i % 5}`
    return `="30123456789012345${10 + i}",${nick},${i + 0.5},2026-05-0${(i % 9) + 1} 10:00,交易成功,护目镜`
  })
  const broken = ['3.01E+18,rose,1,2026-05-01,交易成功,镜布', '="1",rose,one,2026-05-01,交易成功,镜布']
  const head = '订单编号,买家会员名,买家实际支付金额,订单付款时间,订单状态,宝贝标题'
  return iconv.encode([head, ...rows, ...broken].join('\r\n'), 'gb18030')
}

const looks = [
  { name: 'wide', width: 1440, height: 900, colorScheme: 'light', language: 'zh' },
  { name: 'phone-dark-en', width: 390, height: 844, colorScheme: 'dark', language: 'en' },
] as const

const words = {
  zh: {
    ...{ next: '下一步', check: '检查（不写入）', run: '开始导入', undo: /撤销本次导入/, fill: /^只补空/ },
    ...{ bad: '失败的行', preset: /套用了模板/, again: /沿用上次/, details: '查看这次导入', undone: '本次导入已撤销' },
  },
  en: {
    ...{
      next: 'Next',
      check: 'Check (writes nothing)',
      run: 'Import now',
      undo: /Undo this import/,
      fill: /^Fill blanks/,
    },
    ...{ bad: 'Failed rows', preset: /By the preset/, again: /last time/, details: 'See this import' },
    undone: 'This import was undone',
  },
}

describe.skipIf(!chromiumPath)('a file in five steps in a real browser (needs Chromium)', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser?.close())

  test('upload, encoding, columns, duplicates and check, import; wide and narrow, light and dark, zh and en', async () => {
    const siyu = await siyuProcess({ folder: dataFolder(), env: { SIYU_DEMO: 'off' } })
    const walk = new Walk(siyu.url)
    const first = await browser.newContext()
    const page = await walk.open(first)
    await enter(page, siyu.url)
    const state = await first.storageState()
    for (const [i, look] of looks.entries()) {
      const options: BrowserContextOptions = { viewport: look, colorScheme: look.colorScheme, storageState: state }
      const context = await browser.newContext(options)
      await context.addInitScript((to) => localStorage.setItem('siyu.language', to), look.language)
      await importOnce(await walk.open(context), { walk, url: siyu.url, look, again: i > 0 })
      await context.close()
    }
    expect(walk.errors).toEqual([])
  }, 600_000)
})

async function enter(page: Page, url: string) {
  await page.goto(`${url}/console/`)
  await page.getByLabel('姓名').fill('王店长')
  await page.getByLabel('账号').fill('boss')
  await page.getByLabel('密码').fill('glasses-are-great')
  await page.getByLabel('密码').press('Enter')
  await page.getByRole('heading', { name: '从哪里开始' }).waitFor()
}

interface Round {
  walk: Walk
  url: string
  look: (typeof looks)[number]
  again: boolean
}

async function importOnce(page: Page, { walk, url, look, again }: Round) {
  const t = words[look.language]
  await page.goto(`${url}/console/imports/new`)
  await page.locator('.ant-upload-drag').waitFor()
  await walk.look(page, `import-1-${look.name}`)
  await page.locator('input[type=file]').setInputFiles({ name: '订单.csv', mimeType: 'text/csv', buffer: orderFile() })
  await page.getByText('护目镜').first().waitFor()
  expect(await page.getByRole('radio', { name: 'GB18030' }).isChecked()).toBe(true)
  await walk.look(page, `import-2-${look.name}`)
  await page.getByRole('button', { name: t.next }).click()
  await page.getByText(again ? t.again : t.preset).waitFor()
  await page.locator('fieldset, .ant-form-item').first().waitFor()
  await walk.look(page, `import-3-${look.name}`)
  await page.getByRole('button', { name: t.next }).click()
  await page.getByRole('radio', { name: t.fill }).click()
  await page.getByRole('button', { name: t.check }).click()
  await page.getByText(t.bad).waitFor()
  await walk.look(page, `import-4-${look.name}`)
  await page.getByRole('button', { name: t.run }).click()
  await page.getByRole('link', { name: t.details }).waitFor()
  await page.getByText(t.bad).waitFor()
  await walk.look(page, `import-5-${look.name}`)
  await page.getByRole('link', { name: t.details }).click()
  await page.getByRole('button', { name: t.undo }).click()
  await page.locator('.ant-popconfirm-buttons .ant-btn-primary').click()
  await page.getByText(t.undone).waitFor()
}
