import { createHash } from 'node:crypto'
import type { Browser, Locator, Page } from 'playwright-core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { hookPresets } from '../../modules/intake/core/hooks/presets.ts'
import { apiOf, dataFolder, siyuProcess } from '../support/siyu.ts'
import { signIn } from './signIn.ts'
import { chromiumPath, launch, settled, Walk } from './walk.ts'

const secret = 'secret-of-the-app'
const sample = hookPresets.find(({ name }) => name === 'youzan')?.sample ?? ''

const push = (address: string, body: string) =>
  fetch(address, {
    method: 'POST',
    headers: { 'event-sign': createHash('md5').update(`1a2b3c${body}${secret}`).digest('hex') },
    body,
  })

/** Makes the hook from 有赞's preset, having seen what the sample becomes. Answers its address. */
async function make(page: Page, walk: Walk): Promise<string> {
  await page.getByLabel('模板', { exact: true }).click()
  await page.getByTitle('有赞订单推送').click()
  await page.getByLabel('应用 ID（client_id）').fill('1a2b3c')
  await page.getByLabel('密钥（对方给的就填进来，不填由系统生成）').fill(secret)
  const result = page.getByRole('region', { name: '这条消息会变成' })
  await result.getByText('新增 1，更新 0，无变化 0').waitFor()
  await result.getByText('桂花乌龙').waitFor()
  await walk.look(page, 'hooks-new')
  await page.getByRole('button', { name: '保存', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: '请现在保存' })
  const address = (await dialog.locator('pre').textContent()) ?? ''
  await walk.look(page, 'hooks-once')
  await dialog.getByRole('button', { name: '我已保存' }).click()
  await page.getByText('还没有收到消息').waitFor()
  expect((await page.content()).includes(address)).toBe(false)
  return address
}

/** What the values of a refund mean. */
async function mapFields(page: Page, part: Locator) {
  const fields = [
    ...[
      ['msg.refund_id', '订单号'],
      ['msg.tid', '原订单号'],
      ['msg.update_time', '付款时间'],
    ],
    ...[
      ['msg.update_time', '更新时间（判断新旧）'],
      ['msg.refunded_fee', '实付金额（元）'],
    ],
  ] as const
  for (const [i, [path, target]] of fields.entries()) {
    if (i > 0) await part.getByRole('button', { name: '添加字段' }).click()
    await part.getByLabel(`消息里的字段 ${i + 1}`, { exact: true }).fill(path)
    await page.keyboard.press('Escape')
    await part
      .getByRole('combobox', { name: `含义 ${path}` })
      .last()
      .fill(target)
    await page.keyboard.press('Enter')
  }
}

/** A second sort of messages: looked at first, with fields of its own, negative where money went back. */
async function mapRefunds(page: Page, walk: Walk, url: string, id: string) {
  const refund = {
    ...{ type: 'trade_refund_RefundSuccess', kdt_name: '山房茶铺' },
    msg: {
      refund_id: 'R1',
      tid: 'E20260601120000012345678',
      refunded_fee: '30.00',
      update_time: '2026-06-02 10:00:00',
    },
  }
  await walk.go(page, `/sources/hooks/${id}/edit`)
  await page.getByLabel('一条样例消息').fill(JSON.stringify(refund))
  await page.getByRole('button', { name: '添加一种消息' }).click()
  const part = page.getByRole('region', { name: '其他消息 1', exact: true })
  await part.getByRole('combobox', { name: '等于其中之一 1' }).fill('trade_refund_RefundSuccess')
  await page.keyboard.press('Enter')
  await mapFields(page, part)
  await part.getByRole('checkbox', { name: '取负（退款）' }).check()
  const result = page.getByRole('region', { name: '这条消息会变成' })
  await result.getByText('按“其他消息 1”对应').waitFor()
  await result.getByText('-30.00').waitFor()
  await walk.look(page, 'hooks-others')
  await page.getByRole('button', { name: '保存', exact: true }).click()
  await page.getByRole('button', { name: '修改' }).waitFor()
  expect((await apiOf(url).hooks.get({ id })).mappings).toMatchObject([
    { when: { path: 'type', values: ['trade_refund_RefundSuccess'] }, fields: [{}, {}, {}, {}, { minus: true }] },
  ])
}

async function lookEverywhere(walk: Walk, browser: Browser, state: Awaited<ReturnType<typeof signIn>>, id: string) {
  const viewport = { width: 390, height: 900 }
  const context = await browser.newContext({ viewport, colorScheme: 'dark', storageState: state })
  await context.addInitScript("localStorage.setItem('siyu.language', 'en')")
  const page = await walk.open(context)
  for (const [name, path] of [
    ['hooks', '/sources/hooks'],
    ['hooks-messages', `/sources/hooks/${id}`],
    ['hooks-edit', `/sources/hooks/${id}/edit`],
  ] as const) {
    await walk.go(page, path)
    await walk.look(page, `${name}-390-dark-en`)
  }
  await context.close()
}

describe.skipIf(!chromiumPath)('hooks in a real browser (needs Chromium)', () => {
  test('[T94] [T95] [T96] one is made and tried out, its address seen once; what fails is mapped and replayed', async () => {
    const siyu = await siyuProcess({ folder: dataFolder(), env: { SIYU_DEMO: 'off' } })
    const browser = await launch()
    onTestFinished(() => browser.close())
    const walk = new Walk(siyu.url)
    const page = await walk.open(await browser.newContext({ viewport: { width: 1440, height: 900 } }))
    const state = await signIn(page, siyu.url)
    await walk.go(page, '/sources')
    await page.getByText('推送接入', { exact: true }).click()
    await page.getByText('还没有推送接入').waitFor()
    await walk.look(page, 'hooks-empty')
    await page.getByRole('button', { name: '新建推送接入' }).first().click()
    await page.getByText('粘贴样例消息后').waitFor()
    const address = await make(page, walk)

    // Another field for the time of payment than the preset knows.
    const renamed = sample.replaceAll('pay_time', 'paid_at')
    for (const body of [sample, sample, renamed.replaceAll('20260601120000', '20260601120001')])
      expect((await push(address, body)).status).toBe(200)
    expect((await push(address.replace(/.$/, '_'), sample)).status).toBe(404)
    await page.getByText('已生效').waitFor()
    await page.getByText('重复', { exact: true }).waitFor()
    await page.getByText('失败', { exact: true }).waitFor()
    await page.getByRole('button', { name: '看内容' }).first().click()
    await page
      .getByRole('dialog')
      .getByText('没有付款时间')
      .or(page.getByRole('dialog').getByText('pay_time'))
      .first()
      .waitFor()
    await walk.look(page, 'hooks-message')
    await page.keyboard.press('Escape')

    const id = page.url().split('/').at(-1) ?? ''
    await page.getByRole('button', { name: '修改' }).click()
    await page.getByRole('heading', { name: '修改推送接入' }).waitFor()
    await page.getByLabel('消息里的字段 3', { exact: true }).fill('msg.full_order_info.order_info.paid_at')
    const result = page.getByRole('region', { name: '这条消息会变成' })
    await result.getByText('新增 1，更新 0，无变化 0').waitFor()
    await settled(page)
    await page.getByRole('button', { name: '保存', exact: true }).click()
    await page.getByRole('button', { name: '重放全部失败的' }).click()
    await page.getByText('1 条消息重新处理').waitFor()
    await expect.poll(async () => (await apiOf(siyu.url).shop.list({})).items.length, { timeout: 20_000 }).toBe(2)
    await expect.poll(() => page.getByText('已生效', { exact: true }).count(), { timeout: 20_000 }).toBe(2)
    await walk.look(page, 'hooks-messages')
    await mapRefunds(page, walk, siyu.url, id)
    await walk.go(page, '/sources/hooks')
    await walk.look(page, 'hooks')
    await lookEverywhere(walk, browser, state, id)
    expect(walk.errors).toEqual([])
  })
})
