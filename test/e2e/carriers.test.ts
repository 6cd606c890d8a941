import { describe, expect, test } from 'vitest'
import { chromiumPath } from './walk.ts'
import { connectOfficial, lookAtAll, soon, type WechatWorld, wechatWorld } from './wechatWorld.ts'

/** The corp of the lab is connected by hand, and checked. */
async function connectByHand({ page, walk, lab, api, post }: WechatWorld) {
  await walk.go(page, '/carriers')
  await page.getByRole('button', { name: '连接账号' }).first().click()
  // A closed drawer may still be sliding away while the next one opens.
  const drawer = page.getByRole('dialog').last()
  const { corpid, agentid, secret, token, encodingAESKey } = lab.world.credentials.wecom
  const fields = { 名称: '总部', '企业 ID': corpid, '应用 AgentId': String(agentid), '应用 Secret': secret }
  const more = { '回调 Token': token, '回调 EncodingAESKey': encodingAESKey, 接口地址: lab.url }
  for (const [label, value] of Object.entries({ ...fields, ...more }))
    await drawer.getByLabel(label, { exact: true }).fill(value)
  await walk.look(page, 'carriers-connect-1440')
  await drawer.getByRole('button', { name: '连接账号' }).click()
  await drawer.waitFor({ state: 'hidden' })
  const callback = (await page.locator('code.break').first().textContent()) ?? ''
  expect(await post('/lab/callbacks', { wecom: callback })).toMatchObject({ wecom: { ok: true } })
  await page.getByRole('button', { name: '检查凭证' }).click()
  await page.getByText('通讯录可见范围').waitFor()
  await page.getByRole('button', { name: '同步客户' }).click()
  await soon(async () => (await api.carrierAccounts.list()).items[0]?.syncedAt ?? null).not.toBeNull()
  await walk.look(page, 'carriers-1440')
}

/** People are in groups, one leaves, and one group has lost its owner. */
async function seeGroups({ page, walk, lab, api, post }: WechatWorld) {
  const { chat_id } = await post('/lab/staff/s01a/groups', { name: '视力专家一群' })
  const inChat: string[] = []
  for (const name of ['小林妈妈', '小周爸爸', '路过的人']) {
    const { id = '' } = await post('/lab/people', { name })
    await post(`/lab/people/${id}/join`, { chat_id, invitor: 's01a' })
    inChat.push(id)
  }
  await post(`/lab/people/${inChat[2]}/leave`, { chat_id })
  const { chat_id: orphan } = await post('/lab/staff/s02a/groups', { name: '二店福利群' })
  await post(`/lab/people/${inChat[0]}/join`, { chat_id: orphan })
  await post('/lab/staff/s02a/leave', {})
  await lab.idle()
  await soon(() => api.chatGroups.count({})).toMatchObject({ people: 2, leftToday: 1, orphaned: 1 })
  await walk.go(page, '/chat-groups')
  await walk.look(page, 'chat-groups-1440')
  await page.getByRole('link', { name: '视力专家一群' }).click()
  await page.getByRole('heading', { name: '成员' }).waitFor()
  await walk.look(page, 'chat-group-1440')
}

/** The official account at work: a fan who is answered, a menu, a code. */
async function seeOfficial(here: WechatWorld, fans: string) {
  const { page, walk, api, post } = here
  const { id } = await post('/lab/people', { name: '小何' })
  await post(`/lab/people/${id}/follow`)
  await post(`/lab/people/${id}/write`, { app: 'account', text: '周末几点关门' })
  await soon(async () => (await api.official.talks({ id: fans })).items.length).toBe(1)
  await walk.go(page, '/official-accounts')
  await page.reload()
  await page.getByRole('button', { name: /周末几点关门/ }).click()
  await page.getByRole('textbox', { name: '回复' }).fill('晚上九点')
  await walk.look(page, 'talks-1440')
  await page.getByRole('button', { name: /发\s?送/ }).click()
  await page.getByText('还能回复 7 条').first().waitFor()

  await seeMenuAndCodes(here)
}

/** Its menu is published, and a code of it made. */
async function seeMenuAndCodes({ page, walk }: WechatWorld) {
  await page.getByTitle('自定义菜单').click()
  await page.getByRole('button', { name: '添加菜单' }).click()
  await page.getByLabel('名称').fill('营业时间')
  await page.getByLabel('回复内容').fill('早十晚九')
  await walk.look(page, 'menu-1440')
  await page.getByRole('button', { name: /^发\s?布$/ }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /确\s?定/ })
    .click()
  await page.getByText('已发布').first().waitFor()

  await page.getByTitle('带参二维码').click()
  await page.getByRole('button', { name: '生成二维码' }).first().click()
  const drawer = page.getByRole('dialog').last()
  await drawer.getByLabel('名称').fill('橱窗')
  await drawer.getByLabel('来源渠道').fill('橱窗海报')
  await drawer.getByLabel('打标签').fill('看过橱窗')
  await walk.look(page, 'scene-making-1440')
  await drawer.getByRole('button', { name: '生成二维码' }).click()
  await page.getByText('橱窗海报').waitFor()
  await walk.look(page, 'scenes-1440')
}

/** The customers of one member go to two others. */
async function seeTransfer({ page, walk }: WechatWorld) {
  await walk.go(page, '/transfers/new')
  await page.getByRole('combobox', { name: '员工' }).click()
  await page.keyboard.type('s01a')
  await page.getByTitle(/s01a/).click()
  await page.getByLabel('交给谁').click()
  await page.keyboard.type('s03')
  await page.getByTitle(/s03a/).click()
  await page.getByTitle(/s03b/).click()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: '看看怎么分' }).click()
  await page.getByRole('heading', { name: '怎么分' }).waitFor()
  await walk.look(page, 'transfer-new-1440')
  await page.getByRole('button', { name: '开始移交' }).click()
  await page.getByText('等待开始').first().waitFor()
  await walk.look(page, 'transfer-1440')
}

const onThePhone = [
  ['carriers-390', '/carriers'],
  ['chat-groups-390', '/chat-groups'],
  ['chat-group-390', '/chat-groups/1'],
  ['talks-390', '/official-accounts'],
  ['menu-390', '/official-accounts?tab=menu'],
  ['scenes-390', '/official-accounts?tab=scenes'],
  ['transfers-390', '/transfers'],
  ['transfer-390', '/transfers/1'],
  ['transfer-new-390', '/transfers/new?from=s02a'],
] as const

describe.skipIf(!chromiumPath)('carriers in a real browser (needs Chromium)', () => {
  test('[C1] an account is connected by hand; groups, an official account and a hand-over of customers', async () => {
    const here = await wechatWorld()
    await connectByHand(here)
    await seeGroups(here)
    await seeOfficial(here, await connectOfficial(here))
    await seeTransfer(here)
    await lookAtAll(here.walk, await here.phone(), onThePhone)
    expect(here.walk.errors).toEqual([])
  })
})
