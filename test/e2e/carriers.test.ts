import type { Page } from 'playwright-core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startLab } from '../../lab/index.ts'
import { dataFolder, apiOf as siyuApi, siyuProcess } from '../support/siyu.ts'
import { cardPages, seeCards } from './cards.ts'
import { signIn } from './signIn.ts'
import { seeAcquisitionLinks, seeAds, seeHandover, touchPages } from './touch.ts'
import { chromiumPath, launch, Walk } from './walk.ts'

const soon = <T>(read: () => T) => expect.poll(read, { timeout: 30_000, interval: 50 })

type Api = ReturnType<typeof siyuApi>
type Post = (path: string, body: object) => Promise<Record<string, string>>

/** The official account at work: templates, a fan who is answered, a menu, a code. */
async function seeOfficial(page: Page, walk: Walk, { fans, api, post }: { fans: string; api: Api; post: Post }) {
  await walk.go(page, '/message-templates')
  await page.getByText('预约到店提醒').first().waitFor()
  await walk.look(page, 'templates-1440')
  await page.getByRole('button', { name: '试填' }).first().click()
  await walk.look(page, 'template-trial-1440')
  await page.keyboard.press('Escape')

  const { id } = await post('/lab/people', { name: '小何' })
  await post(`/lab/people/${id}/follow`, {})
  await post(`/lab/people/${id}/write`, { app: 'account', text: '周末几点关门' })
  await soon(async () => (await api.official.talks({ id: fans })).items.length).toBe(1)
  await walk.go(page, '/official-accounts')
  await page.getByRole('button', { name: /周末几点关门/ }).click()
  await page.getByRole('textbox', { name: '回复' }).fill('晚上九点')
  await walk.look(page, 'talks-1440')
  await page.getByRole('button', { name: /发\s?送/ }).click()
  await page.getByText('还能回复 7 条').first().waitFor()

  await seeMenuAndCodes(page, walk)
}

/** Its menu is published, and a code of it made. */
async function seeMenuAndCodes(page: Page, walk: Walk) {
  await page.getByTitle('自定义菜单').click()
  await page.getByRole('button', { name: '添加菜单' }).click()
  await page.getByLabel('名称').fill('营业时间')
  await page.getByLabel('回复内容').fill('早十晚九')
  await walk.look(page, 'menu-1440')
  await page.getByRole('button', { name: /发\s?布/ }).click()
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

/** A live code is made by hand and scanned; who was shown whom and why, where it hangs, and what the patrol says. */
async function seeLiveCodes(page: Page, walk: Walk, { api, post }: { api: Api; post: Post }) {
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

describe.skipIf(!chromiumPath)('carriers in a real browser (needs Chromium)', () => {
  test('[C1] [C8] [C15] an account is connected by hand, a code is made and scanned, a message planned and confirmed', async () => {
    const lab = await startLab()
    onTestFinished(() => lab.stop())
    const { url } = await siyuProcess({
      folder: dataFolder(),
      env: { SIYU_DEMO: 'off', SIYU_OUTGOING_HOSTS: '127.0.0.1' },
    })
    const api = siyuApi(url)
    await api.guarding.change({ quietFrom: '03:00', quietTo: '03:00' })
    const post = async (path: string, body: object) =>
      (await fetch(lab.url + path, { method: 'POST', body: JSON.stringify(body) })).json() as Promise<
        Record<string, string>
      >
    const browser = await launch()
    onTestFinished(() => browser.close())
    const walk = new Walk(url)
    const page = await walk.open(await browser.newContext({ viewport: { width: 1440, height: 900 } }))
    const storageState = await signIn(page, url)

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

    await walk.go(page, '/staff-codes')
    await page.getByRole('button', { name: '新建员工码' }).first().click()
    await drawer.getByLabel('名称').fill('门店海报')
    await drawer.getByRole('combobox').first().click()
    await page.keyboard.type('s01a')
    await page.getByTitle(/s01a/).click()
    await page.keyboard.press('Escape')
    await drawer.getByLabel('来源渠道').fill('海报')
    await drawer.getByLabel('欢迎语').fill('你好 {{客户昵称}}')
    await walk.look(page, 'staff-code-1440')
    await drawer.getByRole('button', { name: /保\s?存/ }).click()
    await page.getByText('可用', { exact: true }).waitFor()
    const [code] = (await api.staffCodes.list({})).items
    const people: string[] = []
    for (const name of ['小林', '小周']) {
      const { id, unionid = '' } = await post('/lab/people', { name })
      await post(`/lab/people/${id}/scan`, { url: code?.qrCode ?? '' })
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

    await seeLiveCodes(page, walk, { api, post })
    await seeCards(page, walk, { url, api, post })
    const touch = { lab, api, post }
    const handover = await seeHandover(page, walk, touch)
    await seeAds(page, walk, touch, handover)
    await seeAcquisitionLinks(page, walk, touch)
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

    const { officialAccount: oa, sms } = lab.world.credentials
    const weixin = { appid: oa.appid, secret: oa.secret, token: oa.token, encodingAESKey: oa.encodingAESKey }
    const base = lab.url
    const fans = await api.carrierAccounts.create({
      ...{ kind: 'officialAccount', name: '服务号', settings: { ...weixin, base } },
    })
    await post('/lab/callbacks', { officialAccount: url + fans.callback })
    const texts = await api.carrierAccounts.create({
      ...{ kind: 'aliyunSms', name: '短信', settings: { ...sms.aliyun, sign: '明眸眼镜', base } },
    })
    const [text] = lab.world.rows.smsTemplates.all().filter(({ kind }) => kind === 'marketing')
    await api.sms.putTemplate({ id: texts.id, code: text?.id ?? '', text: text?.content ?? '', purpose: 'promotion' })
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
    await seeOfficial(page, walk, { fans: fans.id, api, post })
    const narrow = await browser.newContext({
      viewport: { width: 390, height: 844 },
      colorScheme: 'dark',
      storageState,
    })
    const phone = await walk.open(narrow)
    for (const [name, path] of [
      ['carriers-390', '/carriers'],
      ['staff-codes-390', '/staff-codes'],
      ['live-codes-390', '/live-codes'],
      ['live-code-page-390', '/live-codes/1'],
      ['printed-390', '/live-codes?of=printed'],
      ...cardPages,
      ['sends-390', '/sends'],
      ['send-390', '/sends/1'],
      ['chat-groups-390', '/chat-groups'],
      ['chat-group-390', '/chat-groups/1'],
      ['new-send-390', '/sends/new'],
      ['templates-390', '/message-templates'],
      ['talks-390', '/official-accounts'],
      ['menu-390', '/official-accounts?tab=menu'],
      ['scenes-390', '/official-accounts?tab=scenes'],
      ...touchPages,
    ] as const) {
      await walk.go(phone, path)
      await walk.look(phone, name)
    }
    await walk.go(page, '/sends/1')
    await page.getByRole('button', { name: /停\s?止/ }).click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /确\s?定/ })
      .click()
    await page.getByText('已停止').first().waitFor()
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
    await walk.go(page, '/posts/new')
    await page.getByLabel('名称').fill('开学配镜节')
    await page.getByLabel('文字').fill('孩子开学前，先来查查视力')
    await page.getByRole('button', { name: '看看会到哪里' }).click()
    await page.getByText('位员工，最多').waitFor()
    await walk.look(page, 'post-new-1440')
    await page.getByRole('button', { name: '创建' }).click()
    await page.getByText('等待开始').first().waitFor()
    await walk.look(page, 'post-1440')
    for (const [name, path] of [
      ['posts-390', '/posts'],
      ['post-390', '/posts/1'],
      ['post-new-390', '/posts/new'],
      ['transfers-390', '/transfers'],
      ['transfer-390', '/transfers/1'],
      ['transfer-new-390', '/transfers/new?from=s02a'],
    ] as const) {
      await walk.go(phone, path)
      await walk.look(phone, name)
    }
    await walk.go(page, `/people/${people[0]}`)
    await page.getByText('发出欢迎语').waitFor()
    await walk.look(page, 'person-touched-1440')
    expect(walk.errors).toEqual([])
  })
})
