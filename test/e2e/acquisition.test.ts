import { describe, expect, test } from 'vitest'
import { cardPages, seeCards } from './cards.ts'
import { seeAcquisitionLinks, seeAds, seeHandover, touchPages } from './touch.ts'
import { chromiumPath } from './walk.ts'
import { connectCorp, lookAtAll, soon, type WechatWorld, wechatWorld } from './wechatWorld.ts'

/** A live code is made by hand and scanned; who was shown whom and why, where it hangs, and what the patrol says. */
async function seeLiveCodes({ page, walk, api, post }: WechatWorld) {
  await walk.go(page, '/live-codes')
  await page.getByRole('button', { name: '新建活码' }).first().click()
  const drawer = page.getByRole('dialog').last()
  await drawer.getByLabel('名称').fill('橱窗海报')
  await drawer.getByRole('combobox').nth(1).click()
  await page.keyboard.type('s01a')
  await page.getByTitle(/s01a/).click()
  await drawer.getByLabel('每天上限').fill('20')
  await drawer.getByLabel('欢迎语').fill('你好 {{客户昵称}}')
  await walk.look(page, 'live-code-1440')
  await drawer.getByRole('button', { name: /保\s?存/ }).click()
  await page.getByRole('heading', { name: '橱窗海报' }).waitFor()
  const [live] = (await api.liveCodes.list({})).items
  const shown = await fetch(live?.url ?? '', { headers: { 'user-agent': 'iPhone MicroMessenger/8.0.49' } })
  const qr = /<img src="([^"]+)"/.exec(await shown.text())?.[1] ?? ''
  const { id } = await post('/lab/people', { name: '小苏' })
  await post(`/lab/people/${id}/scan`, { url: qr })
  await soon(async () => (await api.liveCodes.get({ id: live?.id ?? '' })).added).toBe(1)
  await page.reload()
  await page.getByText('已添加').waitFor()
  await walk.look(page, 'live-code-page-1440')
  await api.liveCodes.addPrinted({ live: live?.id ?? '', number: 'A-01', place: '一店橱窗', owner: '王店长' })
  await walk.go(page, '/live-codes?of=printed')
  await page.getByText('一店橱窗').waitFor()
  await walk.look(page, 'printed-1440')
  await walk.go(page, '/live-codes?of=patrol')
  await page.getByRole('button', { name: '现在巡检' }).click()
  await page.getByText('所有活码都正常').waitFor()
  await walk.look(page, 'patrol-1440')
  await walk.go(page, '/live-codes')
  await page.getByRole('button', { name: '推广' }).first().click()
  await page.getByRole('img', { name: /二维码/ }).waitFor()
  await walk.look(page, 'promote-1440')
  await page.keyboard.press('Escape')
}

const codePages = [
  ['live-codes-390', '/live-codes'],
  ['live-code-page-390', '/live-codes/1'],
  ['printed-390', '/live-codes?of=printed'],
] as const

describe.skipIf(!chromiumPath)('acquisition in a real browser (needs Chromium)', () => {
  test('live codes, parcel cards, hand-over pages, advertisements and acquisition links', async () => {
    const here = await wechatWorld()
    await connectCorp(here)
    await seeLiveCodes(here)
    await seeCards(here)
    await seeAds(here, await seeHandover(here))
    await seeAcquisitionLinks(here)
    await lookAtAll(here.walk, await here.phone(), [...codePages, ...cardPages, ...touchPages])
    expect(here.walk.errors).toEqual([])
  })
})
