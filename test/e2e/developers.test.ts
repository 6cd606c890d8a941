import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { Webhook } from 'standardwebhooks'
import { describe, expect, onTestFinished, test } from 'vitest'
import { apiOf, dataFolder, siyuProcess } from '../support/siyu.ts'
import { chromiumPath, launch, settled, Walk } from './walk.ts'

interface Letter {
  headers: Record<string, string>
  body: string
}

/** The company's own system, which takes what comes. */
async function receiver() {
  const got: Letter[] = []
  const http = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part)
    got.push({ headers: request.headers as Record<string, string>, body: Buffer.concat(parts).toString() })
    response.writeHead(request.url === '/broken' ? 500 : 200).end('{"ok":true}')
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void http.close())
  return { got, url: `http://127.0.0.1:${(http.address() as AddressInfo).port}` }
}

async function signIn(page: Page, url: string) {
  await page.goto(`${url}/console/`)
  await page.getByLabel('姓名').fill('王店长')
  await page.getByLabel('账号').fill('boss')
  await page.getByLabel('密码').fill('glasses-are-great')
  await page.getByLabel('密码').press('Enter')
  await page.getByRole('heading', { name: '从哪里开始' }).waitFor()
  return page.context().storageState()
}

async function lookEverywhere(walk: Walk, browser: Browser, state: Awaited<ReturnType<typeof signIn>>, url: string) {
  for (const [width, colorScheme, language] of [
    [1440, 'light', 'zh'],
    [390, 'dark', 'en'],
  ] as const) {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, storageState: state })
    await context.addInitScript((to) => localStorage.setItem('siyu.language', to), language)
    const page = await walk.open(context)
    for (const of of ['', '?of=deliveries']) {
      await page.goto(`${url}/console/developers${of}`)
      await page.getByRole('heading', { name: language === 'zh' ? '开发者' : 'Developers' }).waitFor()
      await walk.look(page, `developers${of.replace('?of=', '-')}-${width}-${colorScheme}-${language}`)
    }
    await context.close()
  }
}

/** Fills the form of a webhook and takes its secret. */
async function make(page: Page, name: string, url: string): Promise<string> {
  await page.getByRole('button', { name: '新建 Webhook' }).first().click()
  await page.getByLabel('名称').fill(name)
  await page.getByLabel('网址').fill(url)
  await page.getByLabel('推送哪些事实').click()
  await page.getByTitle('客户变化').click()
  await page.getByTitle('订单变化').click()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').getByRole('button', { name: '新建 Webhook' }).click()
  const dialog = page.getByRole('dialog', { name: '请现在保存密钥' })
  const secret = (await dialog.locator('pre').textContent()) ?? ''
  await dialog.getByRole('button', { name: '我已保存' }).click()
  await dialog.waitFor({ state: 'detached' })
  return secret
}

describe.skipIf(!chromiumPath)('webhooks in a real browser (needs Chromium)', () => {
  test('[W3] one is made, its secret seen once, tried out, and what went to it can be read', async () => {
    const siyu = await siyuProcess({
      folder: dataFolder(),
      env: { SIYU_DEMO: 'off', SIYU_OUTGOING_HOSTS: '127.0.0.1' },
    })
    const web = await receiver()
    const browser = await launch()
    onTestFinished(() => browser.close())
    const walk = new Walk(siyu.url)
    const page = await walk.open(await browser.newContext({ viewport: { width: 1440, height: 900 } }))
    const state = await signIn(page, siyu.url)
    await page.goto(`${siyu.url}/console/developers`)
    await page.getByText('把发生的事推给你自己的系统').waitFor()
    await walk.look(page, 'developers-empty')
    const secret = await make(page, 'CRM', web.url)
    expect(secret).toMatch(/^whsec_/)
    await settled(page)
    expect((await page.content()).includes(secret)).toBe(false)
    await page.getByRole('button', { name: '测试' }).click()
    await expect.poll(() => web.got.length, { timeout: 20_000 }).toBe(1)
    const [letter] = web.got
    expect(new Webhook(secret).verify(letter?.body ?? '', letter?.headers ?? {})).toMatchObject({
      type: 'webhook.test',
    })
    await make(page, 'ERP', `${web.url}/broken`)
    const { items } = await apiOf(siyu.url).webhooks.list({})
    await apiOf(siyu.url).webhooks.test({ id: items.find(({ name }) => name === 'ERP')?.id ?? '' })
    await expect.poll(() => web.got.length, { timeout: 20_000 }).toBe(2)
    await page.getByText('投递记录', { exact: true }).click()
    await page.getByText('已送达').waitFor()
    await page.getByRole('button', { name: '看内容' }).last().click()
    await page.getByText('"webhook.test"').waitFor()
    await walk.look(page, 'developers-delivery')
    await lookEverywhere(walk, browser, state, siyu.url)
    expect(walk.errors).toEqual([])
  })
})
