import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Api, apiOf, dataFolder, segment, siyuProcess } from '../support/siyu.ts'
import { chromiumPath, launch, settled, Walk } from './walk.ts'

/** A third party that takes what comes. */
async function thirdParty() {
  const got: string[] = []
  const http = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part)
    got.push(Buffer.concat(parts).toString())
    response.writeHead(request.url?.startsWith('/broken') ? 503 : 200).end('{"success":true}')
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    http.closeAllConnections()
    http.close()
  })
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

type State = Awaited<ReturnType<typeof signIn>>

/** Both pages on a phone, dark and in English. */
async function lookEverywhere(walk: Walk, browser: Browser, state: State, person: string) {
  const viewport = { width: 390, height: 900 }
  const context = await browser.newContext({ viewport, colorScheme: 'dark', storageState: state })
  await context.addInitScript("localStorage.setItem('siyu.language', 'en')")
  const page = await walk.open(context)
  await walk.go(page, '/developers?of=forwarders')
  await walk.look(page, 'forwarders-390-dark-en')
  await walk.go(page, `/people/${person}`)
  await page.getByRole('button', { name: 'All records' }).click()
  await walk.look(page, 'consents-390-dark-en')
  await walk.go(page, '/consents')
  await walk.look(page, 'purposes-390-dark-en')
  await context.close()
}

/** A purpose of the company's own, and what people are told of another: refused until it is complete. */
async function publishNotice(page: Page, walk: Walk) {
  await walk.go(page, '/consents')
  await page.getByRole('button', { name: '新建用途' }).click()
  const dialog = page.getByRole('dialog', { name: '新建用途' })
  await dialog.getByLabel('代号').fill('warranty')
  await dialog.getByLabel('中文名').fill('保修提醒')
  await dialog.getByLabel('英文名').fill('Warranty')
  await walk.look(page, 'consents-new')
  await dialog.getByRole('button', { name: '保存' }).click()
  await page.getByRole('region', { name: '保修提醒' }).waitFor()
  await page.getByRole('button', { name: '告知文本：向第三方提供行为数据' }).click()
  const drawer = page.getByRole('dialog', { name: '告知文本：向第三方提供行为数据' })
  for (const label of [
    '处理者名称',
    '联系方式',
    '处理目的',
    '处理方式',
    '个人信息的种类',
    '保存期限',
    '个人的权利和行使方式',
  ])
    await drawer.getByLabel(label, { exact: true }).fill(`${label}：云杉眼镜`)
  await drawer.getByRole('button', { name: '发布 v1' }).click()
  await drawer.getByText('还没有写全').waitFor()
  await walk.look(page, 'consents-missing')
  await drawer.getByLabel('接收方的名称和联系方式').fill('某分析公司')
  await drawer.getByRole('button', { name: '发布 v1' }).click()
  await drawer.getByRole('button', { name: '查看 v1' }).click()
  await drawer.getByText('保存期限：云杉眼镜').last().waitFor()
  await walk.look(page, 'consents-published')
  await page.keyboard.press('Escape')
}

async function agreeByHand(page: Page) {
  const card = page.getByRole('region', { name: '同意与偏好' })
  await card.getByRole('button', { name: '登记同意：向第三方提供行为数据' }).click()
  const dialog = page.getByRole('dialog')
  await expect.poll(() => dialog.getByLabel('同意书版本').inputValue()).toBe('v1')
  await dialog.getByLabel('同意书版本').fill('门店同意书 v3')
  await dialog.getByLabel('怎么得知的？').fill('到店当面签署')
  await dialog.getByRole('button', { name: '登记同意：向第三方提供行为数据' }).click()
  await card.getByText('已同意').waitFor()
  await card.getByRole('button', { name: '全部记录' }).click()
  await card.getByText('门店同意书 v3').waitFor()
}

/** The form of a forwarder to a Segment receiver. */
async function make(page: Page, walk: Walk, url: string) {
  await page.getByRole('button', { name: '新建转发' }).first().click()
  const drawer = page.getByRole('dialog', { name: '新建转发' })
  await drawer.getByLabel('名称').fill('行为分析')
  await drawer.getByLabel('网址').fill(url)
  await drawer.getByLabel('Write Key').fill('wk-1')
  await walk.look(page, 'forwarders-new')
  await drawer.getByRole('button', { name: '新建转发' }).click()
  await drawer.waitFor({ state: 'detached' })
}

async function someBehaviour(api: Api, url: string): Promise<string> {
  const { writeKey } = await api.sources.create({ name: 'shop', kind: 'server' })
  await api.plan.set({
    event: 'Bought',
    properties: [
      { name: 'sku', type: 'text' },
      { name: 'price', type: 'number' },
    ],
  })
  const batch = ['ann', 'bob'].map((userId) => ({
    ...{ type: 'track', event: 'Bought', userId },
    properties: { sku: 'A1-极光', price: 299, remark: '放门口' },
  }))
  await segment(url, writeKey, { batch })
  return (await api.people.lookup({ type: 'login_id', value: 'ann' })).id
}

describe.skipIf(!chromiumPath)('consents and forwarders in a real browser (needs Chromium)', () => {
  test('[P50] [W20] staff record a consent; a forwarder is made, looked into, tried out and paused', async () => {
    const env = { SIYU_DEMO: 'off', SIYU_OUTGOING_HOSTS: '127.0.0.1' }
    const siyu = await siyuProcess({ folder: dataFolder(), env })
    const api = apiOf(siyu.url)
    const web = await thirdParty()
    const browser = await launch()
    onTestFinished(() => browser.close())
    const walk = new Walk(siyu.url)
    const page = await walk.open(await browser.newContext({ viewport: { width: 1440, height: 900 } }))
    const state = await signIn(page, siyu.url)
    const ann = await someBehaviour(api, siyu.url)
    await walk.go(page, '/developers?of=forwarders')
    await page.getByText('把客户的行为转给第三方分析工具').waitFor()
    await walk.look(page, 'forwarders-empty')
    await make(page, walk, web.url)
    await publishNotice(page, walk)
    await walk.go(page, `/people/${ann}`)
    await agreeByHand(page)
    await walk.look(page, 'consents-card')
    expect((await api.consents.of({ id: ann })).items.find(({ purpose }) => purpose === 'sharing')?.state).toBe('given')
    await walk.go(page, '/people')
    await page.getByRole('combobox', { name: '按同意筛选' }).fill('第三方')
    await page.getByTitle('向第三方提供行为数据：已同意').click()
    await page.getByText('全部 1', { exact: false }).first().waitFor()
    await walk.look(page, 'people-by-consent')

    await walk.go(page, '/developers?of=forwarders')
    const row = page.getByRole('row').filter({ hasText: '行为分析' })
    await row.getByRole('button', { name: '测试' }).click()
    await expect.poll(() => web.got.length, { timeout: 20_000 }).toBe(1)
    const [{ id } = { id: '' }] = (await api.forwarders.list()).items
    await api.forwarders.change({ id, paused: true, startFrom: '2026-01-01T00:00:00Z' })
    await page.reload()
    await row.getByText('已暂停').waitFor()
    await row.getByRole('button', { name: '看下一批' }).click()
    await page.getByText('"messageId"').waitFor()
    expect(await page.content()).not.toContain('极光')
    await walk.look(page, 'forwarders-preview')
    await page.keyboard.press('Escape')
    await row.getByRole('button', { name: '更多操作' }).click()
    await page.getByRole('menuitem', { name: '恢复' }).click()
    await expect.poll(() => web.got.length, { timeout: 30_000 }).toBe(2)
    expect(web.got[1]).toContain('A1-极光')
    expect(web.got[1]).not.toContain('放门口')
    const settings = { url: `${web.url}/broken`, writeKey: 'k' }
    await api.forwarders.create({ kind: 'segment', name: '停机的', settings, startFrom: '2026-01-01T00:00:00Z' })
    await expect
      .poll(async () => (await api.forwarders.list()).items[0]?.failingSince, { timeout: 20_000 })
      .not.toBeNull()
    await settled(page)
    await page.reload()
    await page.getByText('正在失败').waitFor()
    await walk.look(page, 'forwarders-list')
    await lookEverywhere(walk, browser, state, ann)
    expect(walk.errors).toEqual([])
  })
})
