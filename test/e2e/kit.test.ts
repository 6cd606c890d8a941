import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dataFolder, siyuProcess } from '../support/siyu.ts'
import { chromiumPath, launch, settled, Walk } from './walk.ts'

describe.skipIf(!chromiumPath)('the kit in a real browser (needs Chromium)', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser?.close())

  test('a form made from a schema says what is wrong in words, and sends what the wire wants', async () => {
    const { walk, page } = await openGallery(browser)
    const form = page.locator('[data-story="SchemaForm"]')
    await form.getByLabel('名称').fill('买')
    await form.getByLabel('面额').fill('0.5')
    await form.getByRole('button', { name: '保存' }).click()
    await form
      .getByText(/数值过小.*至少|过小/)
      .first()
      .waitFor()
    expect(await form.locator('[data-sent]').textContent()).toBe('')
    await form.getByLabel('名称').fill('老客券')
    await form.getByLabel('面额').fill('19.9')
    await form.getByText('折扣').click()
    await form.getByRole('switch').click()
    await form.getByLabel('开始').fill('2026-11-11')
    await page.keyboard.press('Enter')
    await form.getByLabel('门店').click()
    await page.keyboard.type('s2')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Escape')
    await form.getByRole('button', { name: '添加一项' }).click()
    await form.getByRole('spinbutton', { name: '满' }).fill('100')
    await form.getByRole('button', { name: '添加一项' }).click()
    await form.getByRole('spinbutton', { name: '满' }).last().fill('100')
    await form.getByRole('button', { name: '保存' }).click()
    await form.getByText('有一档写了两次').waitFor()
    expect(await form.locator('[data-sent]').textContent()).toBe('')
    await form.getByRole('button', { name: '移除' }).last().click()
    await form.getByRole('button', { name: '保存' }).click()
    await expect.poll(async () => (await form.locator('[data-sent]').textContent()) ?? '').not.toBe('')
    expect(JSON.parse((await form.locator('[data-sent]').textContent()) ?? '')).toEqual({
      ...{ title: '老客券', worth: 1990, days: null, from: '2026-11-10T16:00:00.000Z', kind: 'percent' },
      ...{ shops: ['s2'], public: true, steps: [{ above: 10_000 }] },
    })
    await walk.look(page, 'gallery-form')
    expect(walk.errors).toEqual([])
  }, 60_000)
})

async function openGallery(browser: Browser) {
  const siyu = await siyuProcess({ folder: dataFolder(), env: { SIYU_DEMO: 'off' } })
  const walk = new Walk(siyu.url)
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  await context.request.post(`${siyu.url}/api/v1/setup`, {
    data: { name: '王店长', account: 'boss', password: 'glasses-are-great' },
  })
  const page = await walk.open(context)
  await page.goto(`${siyu.url}/console/gallery`)
  await page.locator('[data-story]').first().waitFor()
  await settled(page)
  return { walk, page }
}
