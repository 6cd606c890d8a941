import type { Page } from 'playwright-core'
import type { Walk } from './walk.ts'
import { soon, type WechatWorld } from './wechatWorld.ts'

/** A gift is made by hand and switched on. */
async function seeHook(page: Page, walk: Walk) {
  await walk.go(page, '/campaign-hooks')
  await page.getByRole('button', { name: '新建钩子' }).first().click()
  const drawer = page.getByRole('dialog').last()
  await drawer.getByLabel('类型').click()
  await page.getByTitle('礼物').first().click()
  await drawer.getByLabel('名称').fill('镜布 2026')
  await drawer.getByLabel('标题').fill('送一块镜布')
  await drawer.getByLabel('主办方').fill('明眸眼镜')
  await drawer.getByLabel('规则').fill('每人一份，三天内寄出')
  await drawer.getByLabel('单件成本（元）').fill('3.5')
  await drawer.getByLabel('库存（件）').fill('200')
  await drawer.getByLabel('预算（元）').fill('500')
  await drawer.getByRole('button', { name: '保存' }).click()
  await page.getByRole('heading', { name: '镜布 2026' }).waitFor()
  await page.getByRole('button', { name: '启用' }).click()
  await page.getByText('可领', { exact: true }).waitFor()
}

/** A design is drawn: a word is changed, a thing moved by the keyboard and taken back. */
async function seeDesign(page: Page, walk: Walk) {
  await walk.go(page, '/parcel-cards?of=designs')
  await page.getByRole('button', { name: '新建款式' }).first().click()
  const drawer = page.getByRole('dialog').last()
  await drawer.getByLabel('名称').fill('六月书签')
  await drawer.getByText('书签', { exact: true }).click()
  await drawer.getByLabel('送什么').click()
  await page.getByTitle(/送一块镜布/).click()
  await drawer.getByRole('button', { name: '保存' }).click()
  await page.getByRole('heading', { name: '六月书签' }).waitFor()
  const boxes = page.getByRole('group', { name: '元素' })
  await boxes.getByRole('button', { name: '二维码' }).click()
  const canvas = page.locator('.card-canvas')
  await canvas.getByRole('button', { name: '二维码' }).focus()
  for (let i = 0; i < 12; i += 1) await page.keyboard.press('ArrowLeft')
  await page.getByText('二维码离裁切边要有 3 mm 以上').waitFor()
  const undo = page.getByRole('button', { name: '撤销' })
  for (let i = 0; i < 12; i += 1) await undo.click()
  await page.getByText('二维码离裁切边要有 3 mm 以上').waitFor({ state: 'detached' })
  await boxes.getByRole('button', { name: '扫码领取' }).click()
  await page.getByLabel('文字内容').fill('扫码登记质保\n再送镜布一块')
  await page.getByRole('button', { name: '保存' }).click()
  await page.getByText('有修改没保存').waitFor({ state: 'detached' })
  await walk.look(page, 'card-design-1440')
}

/** A batch of it is made and printed, from the form on. Returns its number. */
async function seeBatch(page: Page, walk: Walk, api: WechatWorld['api']): Promise<string> {
  await page.getByRole('button', { name: '生成一批' }).click()
  const drawer = page.getByRole('dialog').last()
  await drawer.getByLabel('名称').fill('六月第一批')
  await drawer.getByLabel('张数').fill('24')
  await drawer.getByLabel('仓库').fill('杭州仓')
  await drawer.getByLabel('员工活码', { exact: true }).click()
  await page.getByTitle('橱窗海报').last().click()
  await drawer.getByLabel('我看过平台风险提示，仍然生成').check()
  await walk.look(page, 'card-batch-new-1440')
  await drawer.getByRole('button', { name: '生成', exact: true }).click()
  await page.getByRole('heading', { name: '六月第一批' }).waitFor()
  await page.getByRole('button', { name: '生成印刷文件' }).click()
  await page.getByText('24 个码全部可识别').waitFor()
  const [batch] = (await api.parcelCards.batches({})).items
  return batch?.id ?? ''
}

/** Cards are printed and go into parcels; some are scanned, and one brings a customer who claims. */
export async function seeCards({ page, walk, url, api, post }: WechatWorld) {
  await seeHook(page, walk)
  await seeDesign(page, walk)
  const id = await seeBatch(page, walk, api)
  await api.parcelCards.changeBatch({ id, printed: true, delivered: 24 })
  const cards = (await api.parcelCards.cards({ batch: id })).items.map(({ code }) => code)
  await walk.go(page, '/parcel-cards?of=insert')
  const wrong = `${cards[0]?.slice(0, -1)}${cards[0]?.endsWith('2') ? '3' : '2'}`
  const lines = [...cards.slice(0, 20).map((code, i) => `${code},T${1000 + i},`), wrong]
  await page.getByRole('textbox', { name: '粘贴或选文件' }).fill(lines.join('\n'))
  await page.getByRole('button', { name: '登记' }).last().click()
  await page.getByText('登记了 20 张 · 1 行没登记').waitFor()

  const opened = cards.slice(0, 8).map((code) => fetch(`${url}/m/c/${code}`, { headers: { 'user-agent': 'iPhone' } }))
  const [first] = await Promise.all((await Promise.all(opened)).map((answer) => answer.text()))
  const qr = /"qr":"([^"]+)"/.exec(first ?? '')?.[1] ?? ''
  const { id: customer } = await post('/lab/people', { name: '小唐' })
  await post(`/lab/people/${customer}/scan`, { url: qr })
  await soon(async () => (await api.parcelCards.batch({ id })).reached.added).toBe(1)
  await seeClaim(page, walk, `${url}/m/c/${cards[0]}`)
  await walk.go(page, `/parcel-cards/${id}?stage=added`)
  await page.getByRole('link', { name: /小/ }).first().waitFor()
  await walk.look(page, 'card-batch-1440')
  await walk.go(page, '/campaign-hooks/1')
  await page.getByRole('button', { name: '看地址' }).waitFor()
  await walk.look(page, 'hook-1440')
}

/** What whoever scans a card sees on their phone, up to the claim. */
async function seeClaim(page: Page, walk: Walk, card: string) {
  const context = await page
    .context()
    .browser()
    ?.newContext({ viewport: { width: 390, height: 844 } })
  if (!context) throw new Error('no browser')
  const phone = await walk.open(context)
  await phone.goto(card)
  await phone.getByRole('link', { name: '去领取' }).waitFor()
  await walk.look(phone, 'card-page-390')
  await phone.getByRole('link', { name: '去领取' }).click()
  await phone.getByLabel('收件人').fill('唐小姐')
  await phone.getByLabel('手机号').fill('13900000001')
  await phone.getByLabel('省市区').fill('上海市徐汇区')
  await phone.getByLabel('详细地址').fill('漕溪路 1 号')
  await walk.look(phone, 'hook-page-390')
  await phone.getByRole('button', { name: '领取' }).click()
  await phone.getByText('正在准备').waitFor()
  await context.close()
}

/** The pages of cards and hooks that are looked at on a phone. */
export const cardPages = [
  ['card-batches-390', '/parcel-cards'],
  ['card-batch-390', '/parcel-cards/1'],
  ['card-design-390', '/card-designs/1'],
  ['card-insert-390', '/parcel-cards?of=insert'],
  ['hook-390', '/campaign-hooks/1'],
] as const
