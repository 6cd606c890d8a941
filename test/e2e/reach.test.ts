import { describe, expect, test } from 'vitest'
import { chromiumPath } from './walk.ts'
import { connectCorp, connectOfficial, lookAtAll, soon, type WechatWorld, wechatWorld } from './wechatWorld.ts'

/** Two customers scan the code of a member. Answers their numbers. */
async function scanCode({ page, walk, api, post }: WechatWorld, account: string): Promise<string[]> {
  const welcome = { text: '你好 {{客户昵称}}', attachments: [] }
  const code = await api.staffCodes.create({ account, name: '门店海报', staff: ['s01a'], source: '海报', welcome })
  const people: string[] = []
  for (const name of ['小林', '小周']) {
    const { id, unionid = '' } = await post('/lab/people', { name })
    await post(`/lab/people/${id}/scan`, { url: code.qrCode })
    const found = () => api.people.lookup({ type: 'unionid', value: unionid }).catch(() => null)
    await soon(async () => (await found())?.enteredAt ?? null).not.toBeNull()
    people.push((await found())?.id ?? '')
  }
  await walk.go(page, '/staff-codes')
  await page
    .getByRole('row', { name: /门店海报/ })
    .getByText('2', { exact: true })
    .first()
    .waitFor()
  await walk.look(page, 'staff-codes-1440')
  return people
}

/** Texts by a vendor, with a template for promotions. */
async function connectTexts({ lab, api }: WechatWorld) {
  const settings = { ...lab.world.credentials.sms.aliyun, sign: '明眸眼镜', base: lab.url }
  const { id } = await api.carrierAccounts.create({ kind: 'aliyunSms', name: '短信', settings })
  const [text] = lab.world.rows.smsTemplates.all().filter(({ kind }) => kind === 'marketing')
  await api.sms.putTemplate({ id, code: text?.id ?? '', text: text?.content ?? '', purpose: 'promotion' })
}

/** Templates are tried out. */
async function seeTemplates({ page, walk }: WechatWorld) {
  await walk.go(page, '/message-templates')
  await page.reload()
  await page.getByText('预约到店提醒').first().waitFor()
  await walk.look(page, 'templates-1440')
  await page.getByRole('button', { name: '试填' }).first().click()
  await walk.look(page, 'template-trial-1440')
  await page.keyboard.press('Escape')
}

/** One message goes by the best of three ways to each, is held, and stopped. */
async function seeSend({ page, walk, api }: WechatWorld, people: string[]) {
  await api.segments.createList({ name: '新朋友', note: '', people })
  await walk.go(page, '/sends')
  await page.getByRole('button', { name: '新建群发' }).first().click()
  await page.getByLabel('名称').fill('周末到店')
  await page.getByLabel('人群').click()
  await page.getByText(/^新朋友/).click()
  await walk.look(page, 'send-audience-1440')
  await page.getByRole('button', { name: '下一步' }).click()
  for (const way of ['企业微信群发', '公众号客服消息', '短信']) {
    await page.getByRole('button', { name: '添加方式' }).click()
    await page.getByRole('menuitem', { name: new RegExp(`^${way}`) }).click()
  }
  await page.getByLabel('内容').first().fill('周末新款到店')
  await page.getByLabel('内容').nth(1).fill('{{姓名|顾客}}，周末新款到店')
  await page.getByLabel('模板', { exact: true }).click()
  await page.getByTitle(/营销/).click()
  await page.getByRole('textbox', { name: 'link' }).fill('a.cn/x')
  await page.getByRole('button', { name: '加一条文案做测试' }).last().click()
  await page.getByRole('textbox', { name: 'link' }).fill('a.cn/y')
  await page.getByText(/计费 1 条/).waitFor()
  await walk.look(page, 'send-content-1440')
  await seeWhoGetsIt({ page, walk })
}

/** Who would get it and what; then it is made, held, and stopped. */
async function seeWhoGetsIt({ page, walk }: Pick<WechatWorld, 'page' | 'walk'>) {
  await page.getByRole('button', { name: '看看谁会收到' }).click()
  await page.getByText('会发给 2 人').first().waitFor()
  await walk.look(page, 'send-preview-1440')
  await page.getByRole('button', { name: '看他收到的' }).first().click()
  await page.getByRole('dialog').getByText('周末新款到店').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: '下一步' }).click()
  await walk.look(page, 'send-time-1440')
  await page.getByRole('button', { name: '创建群发' }).click()
  await page.getByText('等待开始').waitFor()
  await page.getByRole('heading', { name: '人员明细' }).waitFor()
  await walk.look(page, 'send-held-1440')
  await walk.go(page, '/sends/1')
  await page.getByRole('button', { name: /停\s?止/ }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /确\s?定/ })
    .click()
  await page.getByText('已停止').first().waitFor()
}

/** A moment is planned for the members. */
async function seePost({ page, walk }: WechatWorld) {
  await walk.go(page, '/posts/new')
  await page.getByLabel('名称').fill('开学配镜节')
  await page.getByLabel('文字').fill('孩子开学前，先来查查视力')
  await page.getByRole('button', { name: '看看会到哪里' }).click()
  await page.getByText('位员工，最多').waitFor()
  await walk.look(page, 'post-new-1440')
  await page.getByRole('button', { name: '创建' }).click()
  await page.getByText('等待开始').first().waitFor()
  await walk.look(page, 'post-1440')
}

const onThePhone = [
  ['staff-codes-390', '/staff-codes'],
  ['templates-390', '/message-templates'],
  ['sends-390', '/sends'],
  ['send-390', '/sends/1'],
  ['new-send-390', '/sends/new'],
  ['posts-390', '/posts'],
  ['post-390', '/posts/1'],
  ['post-new-390', '/posts/new'],
] as const

describe.skipIf(!chromiumPath)('reach in a real browser (needs Chromium)', () => {
  test('[C8] [C15] who scanned a code is written to by the best of three ways, and a moment is planned', async () => {
    const here = await wechatWorld()
    const { page, walk } = here
    const people = await scanCode(here, await connectCorp(here))
    await connectOfficial(here)
    await connectTexts(here)
    await seeTemplates(here)
    await seeSend(here, people)
    await seePost(here)
    await lookAtAll(walk, await here.phone(), onThePhone)
    await walk.go(page, `/people/${people[0]}`)
    await page.getByText('发出欢迎语').waitFor()
    await walk.look(page, 'person-touched-1440')
    expect(walk.errors).toEqual([])
  })
})
