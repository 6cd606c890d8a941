import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { apiOf, dataFolder, segment, siyuProcess } from '../support/siyu.ts'
import { signIn } from './signIn.ts'
import { chromiumPath, launch, settled, Walk } from './walk.ts'

describe.skipIf(!chromiumPath)('segments and tags (needs Chromium)', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser?.close())

  test('a segment is put together with its number beside it, people are tagged and had back, two segments compared', async () => {
    const siyu = await siyuProcess({ folder: dataFolder(), env: { SIYU_DEMO: 'off' } })
    const api = apiOf(siyu.url)
    const { writeKey } = await api.sources.create({ name: '商城', kind: 'server' })
    const batch = Array.from({ length: 12 }, (_, i) => [
      { type: 'identify', userId: `u${i}`, messageId: `i${i}`, traits: { city: i < 8 ? '杭州' : '宁波' } },
      ...(i % 2
        ? [{ type: 'track', event: 'paid', userId: `u${i}`, messageId: `t${i}`, properties: { amount: i } }]
        : []),
    ]).flat()
    await segment(siyu.url, writeKey, { batch })
    const walk = new Walk(siyu.url)
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    const page = await walk.open(context)
    await signIn(page, siyu.url)

    await walk.go(page, '/segments')
    await page.getByRole('link', { name: '新建分群' }).first().click()
    await page.getByLabel('分群名称', { exact: true }).fill('买过的人')
    await page.getByRole('button', { name: /添加条件$/ }).click()
    await page.getByLabel('事件').fill('paid')
    await page.getByText('6 人').waitFor()
    await walk.look(page, 'segment-editor')
    await page.getByRole('button', { name: '保存并计算' }).click()
    await page.getByRole('heading', { name: '买过的人' }).waitFor()
    await expect.poll(async () => (await api.segments.list({})).items[0]?.people, { timeout: 10_000 }).toBe(6)
    await page.reload()
    await page.getByRole('region', { name: '成员' }).getByRole('link').nth(5).waitFor()
    await walk.look(page, 'segment')

    const definition = { is: { property: 'city', op: 'eq', value: '杭州' } } as const
    const other = await api.segments.create({ name: '杭州', definition })
    await expect.poll(async () => (await api.segments.get(other.segment)).people, { timeout: 10_000 }).toBe(8)
    await walk.go(page, `/segments/compare?a=${(await api.segments.list({})).items[1]?.id}&b=${other.segment.id}`)
    await page.getByRole('link', { name: '两边都在 4' }).click()
    await page.getByRole('region', { name: '成员' }).getByRole('link').nth(3).waitFor()
    await walk.look(page, 'segments-compare')

    await walk.go(page, '/tags')
    await page.getByRole('button', { name: '新建标签组' }).first().click()
    await page.getByRole('textbox', { name: '标签组' }).fill('等级')
    await page.getByRole('button', { name: '保存' }).click()
    await page.getByRole('button', { name: '新建标签', exact: true }).first().click()
    await page.getByLabel('标签名称').fill('金卡')
    await page.getByRole('button', { name: '保存' }).click()
    await page.getByRole('cell', { name: '金卡', exact: true }).waitFor()
    await walk.look(page, 'tags-one')

    await walk.go(page, '/people')
    for (const row of [0, 1]) await page.locator('.ant-table-row .ant-checkbox-input').nth(row).check()
    await page.getByRole('button', { name: '打标签' }).click()
    await page.getByLabel('选标签').click()
    await page.getByTitle('等级 / 金卡').click()
    await page.getByRole('button', { name: '确定' }).click()
    await page.getByText('已改 2 位客户').waitFor()
    expect((await api.tags.list({})).items[0]?.people).toBe(2)
    await page.getByRole('button', { name: '撤销' }).click()
    await expect.poll(async () => (await api.tags.list({})).items[0]?.people, { timeout: 10_000 }).toBe(0)

    await page.locator('.ant-table-row a').first().click()
    const card = page.getByRole('region', { name: '标签' })
    await card.getByRole('button', { name: '加标签' }).click()
    await page.getByTitle('等级 / 金卡').click()
    await card.getByText('金卡').first().waitFor()
    await walk.look(page, 'person-tags')
    await settled(page)
    expect(walk.errors).toEqual([])
  }, 120_000)
})
