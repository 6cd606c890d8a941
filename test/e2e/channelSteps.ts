import { expect } from 'vitest'
import { bring } from '../support/bring.ts'
import { soon, type WechatWorld } from './wechatWorld.ts'

/** People come by three codes, one of them with a name that no channel is known by; some of them buy. */
async function crowd({ url, api, post }: WechatWorld) {
  const wecom = (await api.carrierAccounts.list()).items.find(({ kind }) => kind === 'wecom')?.id ?? ''
  const came: string[] = []
  let live = ''
  for (const [source, count] of [
    ['门店', 6],
    ['小红书', 4],
    ['橱窗贴纸', 3],
  ] as const) {
    const { id, qrCode } = await api.staffCodes.create({
      account: wecom,
      name: source,
      staff: ['s01a'],
      source,
      welcome: { text: '您好' },
    })
    if (source === '门店') live = id
    for (let i = 0; i < count; i += 1) {
      const { id: who = '', unionid = '' } = await post('/lab/people', { name: `${source}${i}` })
      await post(`/lab/people/${who}/scan`, { url: qrCode ?? '' })
      came.push(unionid)
    }
  }
  const known = async () => (await api.channels.names({})).items.reduce((sum, { people }) => sum + people, 0)
  const before = await known()
  await soon(known).toBeGreaterThanOrEqual(Math.max(13, before))
  const mapping = JSON.stringify({ 订单号: 'orderNo', 顾客: 'identity:unionid', 时间: 'paidAt', 金额: 'amount' })
  const at = new Date().toISOString()
  const rows = [0, 1, 6, 10].map((i) => `渠道${i},${came[i]},${at},${(i + 1) * 99}`)
  await bring({ url, api }, { kind: 'orders', mapping, source: '商城' }, ['订单号,顾客,时间,金额', ...rows])
  return live
}

/** Costs by hand and by table, a name that is given to a channel, links from a sheet, and the report with whom it counts. */
export async function seeChannels(here: WechatWorld) {
  const { page, walk } = here
  const code = await crowd(here)
  await seeCosts(here)
  await walk.go(page, '/channels?of=names')
  await page.getByText('橱窗贴纸').waitFor()
  await walk.look(page, 'channel-names-1440')
  await page.getByRole('combobox', { name: '归到… 橱窗贴纸' }).click()
  await page.keyboard.type('门店')
  await page.getByTitle('线下 / 门店').click()
  await page.getByText('所有来源名称都归好了').waitFor()
  await seeTree(here)
  await seeLinks(here)
  await walk.go(page, '/channels')
  await page.getByRole('button', { name: /^门店 来人 9/ }).waitFor()
  await walk.look(page, 'channels-1440')
  // The large numbers open their people as well.
  await page.getByRole('button', { name: /^来人 \d+$/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: '存为分群' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await page.getByRole('button', { name: /^门店 首单人数 3/ }).click()
  await page.getByRole('dialog').getByText('橱窗贴纸').first().waitFor()
  await walk.look(page, 'channel-people-1440')
  await page.keyboard.press('Escape')
  return code
}

/** A cost is entered, and a table imported. */
async function seeCosts({ page, walk }: WechatWorld) {
  await walk.go(page, '/channels?of=costs')
  await page.getByText('还没有录入成本').waitFor()
  await page.getByRole('button', { name: '录入成本' }).click()
  const drawer = page.getByRole('dialog').last()
  await drawer.getByLabel('渠道').click()
  await page.keyboard.type('门店')
  await page.getByTitle('线下 / 门店').click()
  await drawer.getByLabel('金额（元）').fill('0')
  await drawer.getByRole('button', { name: /保\s?存/ }).click()
  await drawer.getByText('填大于 0 的金额').waitFor()
  await drawer.getByLabel('金额（元）').fill('120.50')
  await drawer.getByLabel('备注').fill('易拉宝')
  await walk.look(page, 'channel-cost-1440')
  await drawer.getByRole('button', { name: /保\s?存/ }).click()
  await drawer.waitFor({ state: 'hidden' })
  await page.getByText('易拉宝').waitFor()
  await page.getByRole('button', { name: '导入 CSV' }).click()
  const today = new Date().toISOString().slice(0, 10)
  const text = `渠道,开始日期,结束日期,金额,备注\n小红书,${today},,300,达人笔记\n没有,${today},,1,`
  const csv = { name: '成本.csv', mimeType: 'text/csv', buffer: Buffer.from(text) }
  await page.getByLabel('选择 CSV 文件').setInputFiles(csv)
  await page.getByText('第 3 行：没有这个渠道').waitFor()
  await page.getByRole('button', { name: /^导\s?入$/ }).click()
  await page.getByText('达人笔记').waitFor()
  await walk.look(page, 'channel-costs-1440')
}

/** A channel is added, changed, and the change undone. */
async function seeTree({ page, walk }: WechatWorld) {
  await walk.go(page, '/channels?of=tree')
  await page.getByRole('button', { name: '新建渠道' }).click()
  const drawer = page.getByRole('dialog').last()
  await drawer.getByLabel('名称', { exact: true }).fill('校园地推')
  await drawer.getByLabel('上级').click()
  await page.keyboard.type('线下')
  await page.getByTitle('线下', { exact: true }).click()
  await drawer.getByRole('button', { name: '加一条规则' }).click()
  await drawer.getByLabel('来源 source').fill('campus')
  await drawer.getByRole('button', { name: /保\s?存/ }).click()
  await drawer.waitFor({ state: 'hidden' })
  await page.getByText('校园地推').waitFor()
  await page
    .getByRole('button', { name: /^撤\s?销$/ })
    .last()
    .click()
  await page.getByText('校园地推').waitFor({ state: 'hidden' })
  await walk.look(page, 'channel-tree-1440')
}

async function seeLinks({ page, walk }: WechatWorld) {
  await walk.go(page, '/channels?of=links')
  const sheet = page.getByLabel('粘贴表格')
  await sheet.fill(
    '目标,渠道,活动\nhttps://shop.example/a,公域/自有内容/小红书,开学季,开学笔记\nhttps://shop.example/b,没有,x',
  )
  await page.getByRole('button', { name: /^检\s?查$/ }).click()
  await page.getByText('没有这个渠道').waitFor()
  await sheet.fill('https://shop.example/a,公域/自有内容/小红书,开学季,开学笔记\nhttps://shop.example/b,知乎,开学季')
  await page.getByRole('button', { name: /^检\s?查$/ }).click()
  await page.getByRole('button', { name: '生成 2 个短链' }).click()
  await page.getByRole('link', { name: '下载二维码（ZIP）' }).waitFor()
  await walk.look(page, 'channel-links-1440')
  const href = (await page.getByRole('link', { name: '下载二维码（ZIP）' }).getAttribute('href')) ?? ''
  const zip = await page.request.get(new URL(href, page.url()).href)
  expect([zip.status(), zip.headers()['content-type']]).toEqual([200, 'application/zip'])
  expect((await zip.body()).subarray(0, 2).toString()).toBe('PK')
}

/** Binds the addition to a code, and what that sees beside it. */
async function bindStep({ page, walk, api }: WechatWorld, code: string) {
  await page.getByRole('button', { name: '修改“添加好友”' }).click()
  const drawer = page.getByRole('dialog').last()
  await drawer.getByLabel('绑定什么').click()
  await page.getByTitle('员工码', { exact: true }).click()
  await drawer.getByRole('combobox', { name: '哪一个' }).click()
  const { name } = (await api.staffCodes.list({})).items.find(({ id }) => id === code) ?? { name: '' }
  await page.getByTitle(name, { exact: true }).click()
  await drawer.getByRole('button', { name: /它也能看见：收到欢迎语/ }).click()
  await walk.look(page, 'plan-step-1440')
  await drawer.getByRole('button', { name: '好了' }).click()
  await drawer.waitFor({ state: 'hidden' })
}

/** Everything that a step can be bound to, and why one is not seen; a registration is an event with a condition. */
async function seeKinds({ page, walk, api }: WechatWorld, code: string) {
  const node = (id: string, step: string, asset: object | null = null, expected: number | null = null) => ({
    ...{ id, step, asset, expected, copy: '', script: null },
  })
  const on = (kind: string, id: string) => ({ kind, id })
  const today = new Date().toISOString().slice(0, 10)
  const nodes = [
    ...[node('a', 'reachable', on('fans', '微博')), node('b', 'scan', on('design', '99')), node('c', 'land')],
    ...[node('d', 'add', on('code', code)), node('e', 'register', on('event', 'sign_up'), 0.3)],
    node('f', 'order', on('code', code), 0.1),
  ]
  const body = { name: '粉丝引流到注册', audience: { segment: null, words: '' }, channel: null, hook: null, note: '' }
  const made = await api.acquisitionPlans.create({ ...body, from: today, to: today, nodes } as never)
  await walk.go(page, `/acquisition-plans/${made.id}`)
  await page.getByText('没有绑定工具').waitFor()
  await walk.look(page, 'plan-kinds-1440')
  await page.getByRole('button', { name: '修改“注册”' }).click()
  const drawer = page.getByRole('dialog').last()
  await drawer.getByRole('button', { name: '加条件' }).click()
  await drawer.getByText('只数现在符合条件的人').waitFor()
  await walk.look(page, 'plan-event-1440')
  await drawer.getByRole('button', { name: '不要条件' }).click()
  await drawer.getByRole('button', { name: '好了' }).click()
  await drawer.waitFor({ state: 'hidden' })
  await page.getByRole('button', { name: '放弃修改' }).click()
}

/** A plan from a template, bound to a code that has brought people, and what its steps say. @param code a staff code */
export async function seePlans(here: WechatWorld, code: string) {
  const { page, walk } = here
  await walk.go(page, '/acquisition-plans')
  await page.getByText('把“找用户—定渠道—定钩子—定话术”').waitFor()
  await page.getByRole('button', { name: '新建计划' }).first().click()
  await page.getByRole('button', { name: /门店活码/ }).waitFor()
  await walk.look(page, 'plan-templates-1440')
  await page.getByRole('button', { name: /门店活码/ }).click()
  await page.getByRole('heading', { name: '门店活码' }).waitFor()
  await bindStep(here, code)
  await page
    .getByRole('button', { name: /^修\s?改$/ })
    .last()
    .click()
  const whole = page.getByRole('dialog').last()
  await whole.getByLabel('用文字描述').fill('到店配镜、还没加企微的老顾客')
  await whole.getByLabel('渠道').click()
  await page.keyboard.type('门店')
  await page.getByTitle('线下 / 门店').click()
  await whole.getByRole('button', { name: '好了' }).click()
  await whole.waitFor({ state: 'hidden' })
  await page.getByRole('button', { name: /保\s?存/ }).click()
  await page.getByText('已保存为新版本').waitFor()
  await page.getByRole('button', { name: '添加好友 6' }).waitFor()
  await walk.look(page, 'plan-1440')
  await page.getByRole('button', { name: '添加好友 6' }).click()
  await page.getByRole('dialog').getByText('添加好友的人').waitFor()
  await page.keyboard.press('Escape')
  await seeKinds(here, code)
  await walk.go(page, '/acquisition-plans')
  await page.getByText('门店活码').waitFor()
  await walk.look(page, 'plans-1440')
}

export const channelPages: readonly (readonly [string, string])[] = [
  ['channels-390', '/channels'],
  ['channel-tree-390', '/channels?of=tree'],
  ['channel-names-390', '/channels?of=names'],
  ['channel-costs-390', '/channels?of=costs'],
  ['channel-links-390', '/channels?of=links'],
  ['plans-390', '/acquisition-plans'],
  ['plan-390', '/acquisition-plans/1'],
  ['plan-kinds-390', '/acquisition-plans/2'],
]
