import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import type { Lab } from '../../lab/index.ts'
import { chromiumPath } from './walk.ts'
import { connectCorp, connectOfficial, soon, wechatWorld } from './wechatWorld.ts'

/** A corp of the lab, connected, a side bar in it, and an official account that asks who reads. */
async function world() {
  const here = await wechatWorld()
  const account = await connectCorp(here)
  await here.post('/lab/settings', { callbackPauseMs: 1, sidebarUrl: `${here.url}/m/sidebar` })
  await connectOfficial(here, { readers: 'on' })
  return { ...here, account }
}

type World = Awaited<ReturnType<typeof world>>

/** In the console: a colleague is bound to a member, and a code of that member is made. */
async function makeCode({ page, walk, api, account }: World) {
  const password = 'a long password 长密码'
  const { id } = await api.staff.addStaff({ name: '陈店长', account: 's01a', role: 'operator', password })
  await api.staff.bindMember({ id, account, member: 's01a' })
  await walk.go(page, '/staff-codes')
  await page.getByRole('button', { name: '新建员工码' }).first().click()
  const drawer = page.getByRole('dialog').last()
  await drawer.getByLabel('名称').fill('门店海报')
  await drawer.getByRole('combobox').first().click()
  await page.keyboard.type('s01a')
  await page.getByTitle(/s01a/).click()
  await page.keyboard.press('Escape')
  await drawer.getByLabel('来源渠道').fill('海报')
  await drawer.getByLabel('欢迎语').fill('你好 {{客户昵称}}，欢迎来店里验光')
  await walk.look(page, 'staff-code-1440')
  await drawer.getByRole('button', { name: /保\s?存/ }).click()
  await page.getByText('可用', { exact: true }).waitFor()
  const [code] = (await api.staffCodes.list({})).items
  return code?.qrCode ?? ''
}

/** On the phones of the lab: the code is scanned, the welcome read. */
async function scan(phones: Page, lab: Lab, qrCode: string) {
  await phones.goto(`${lab.url}/?scan=${encodeURIComponent(qrCode)}`)
  const customer = phones.locator('.phone').first()
  await customer.getByText('已添加').waitFor()
  await customer.getByText(/^你好 .+，欢迎来店里验光$/).waitFor()
  const [person] = lab.world.rows.people.all()
  const [welcome] = lab.world.rows.welcomes.all()
  return { customer, id: String(person?.id), name: String(person?.name), welcome }
}

/** The member's phone of the lab, at the chat with the customer and its side bar. */
async function openSideBar(phones: Page, name: string) {
  await phones.getByRole('button', { name: '员工手机' }).click()
  await phones.getByRole('dialog').getByRole('button', { name: 's01a' }).click()
  const staff = phones.locator('.phone.wecom')
  await staff.getByRole('button', { name: '客户', exact: true }).click()
  await staff.getByRole('button', { name }).click()
  await staff.getByRole('button', { name: '侧边栏' }).click()
  const side = staff.frameLocator('iframe')
  await side.getByRole('heading', { name }).waitFor()
  return { staff, side }
}

describe.skipIf(!chromiumPath)('WeChat from the first scan to the last word (needs Chromium)', () => {
  test('[C1] [C9] [C12] [C16] [C49] [A43] [A51] a code, a scan, a welcome, a person, tags both ways, a mass message confirmed and received, its link clicked, and the customer gone', async () => {
    const here = await world()
    const { lab, siyu, api, post, browser, walk, page } = here
    // As a browser on a desk says it: one without a head counts as a crawler.
    const userAgent =
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36'
    const phones = await walk.open(await browser.newContext({ viewport: { width: 1440, height: 900 }, userAgent }))

    const { customer, id, name, welcome } = await scan(phones, lab, await makeCode(here))
    // The lab takes a welcome within 20 s and once.
    expect(welcome?.used).toBe(true)
    const { unionid = '' } = (await (await fetch(`${lab.url}/lab/people/${id}`)).json()) as Record<string, string>
    // The welcome is faster than all else that follows from an addition.
    const known = () => api.people.lookup({ type: 'unionid', value: unionid }).catch(() => null)
    await soon(known).not.toBeNull()
    const person = (await known()) ?? expect.fail('nobody')
    await walk.go(page, `/people/${person.id}`)
    await page.getByText('发出欢迎语').waitFor()
    await page.getByRole('region', { name: '身份' }).getByText('UnionID').waitFor()
    await walk.look(page, 'wechat-person-1440')

    const tag = await post('/lab/tags', { group: '意向', name: '渐进片' })
    const other = await post('/lab/tags', { group: '意向', name: '离焦镜' })
    await lab.idle()
    await soon(async () => (await api.tags.list({ limit: 50 })).items.length).toBe(2)
    const { staff, side } = await openSideBar(phones, name)
    await side.getByRole('button', { name: '修改 标签' }).click()
    await side.getByRole('dialog').getByRole('button', { name: '渐进片' }).click()
    await side.getByRole('dialog').getByRole('button', { name: '渐进片', pressed: true }).waitFor()
    await side.getByRole('dialog').getByRole('button', { name: '关闭' }).click()
    const marked = () => lab.world.rows.relations.all().flatMap(({ tags }) => [...tags])
    await soon(marked).toEqual([tag['tag_id']])
    await post('/lab/staff/s01a/mark', { person: id, add_tag: [other['tag_id']], remove_tag: [tag['tag_id']] })
    await lab.idle()
    await soon(async () => (await api.tags.ofPerson({ id: person.id })).items.map((one) => one.name)).toEqual([
      '离焦镜',
    ])
    await page.reload()
    await page.getByText('离焦镜').first().waitFor()

    const link = await api.links.create({ name: '周末新款', url: `${lab.url}/lab/world` })
    await api.segments.createList({ name: '新朋友', note: '', people: [person.id] })
    await walk.go(page, '/sends')
    await page.getByRole('button', { name: '新建群发' }).first().click()
    await page.getByLabel('名称').fill('周末到店')
    await page.getByLabel('人群').click()
    await page.getByText(/^新朋友/).click()
    await page.getByRole('button', { name: '下一步' }).click()
    await page.getByRole('button', { name: '添加方式' }).click()
    await page.getByRole('menuitem', { name: /^企业微信群发/ }).click()
    await page.getByLabel('内容').first().fill(`周末新款到店 {{link:${link.id}}}`)
    await page.getByRole('button', { name: '看看谁会收到' }).click()
    await page.getByText('会发给 1 人').first().waitFor()
    await page.getByRole('button', { name: '下一步' }).click()
    await page.getByRole('button', { name: '创建群发' }).click()
    await page.getByText('等待开始').waitFor()
    siyu.clock.advance(61_000)
    await soon(() => lab.world.rows.mass.size).toBe(1)

    await staff.getByRole('button', { name: '返回' }).click()
    await staff.getByRole('button', { name: '返回' }).click()
    await staff.getByRole('button', { name: '工作台 1' }).click()
    await staff.getByRole('button', { name: '发送给 1' }).click()
    await staff.getByText('已发送 1/1').waitFor()
    await customer.getByText('周末新款到店').waitFor()
    await walk.look(phones, 'wechat-phones-1440')
    await customer.locator('a[href*="/s/"]').click()
    siyu.clock.advance(61_000)
    await soon(async () => (await api.sends.get({ id: '1' })).state).toBe('done')
    const history = async () => (await api.people.timeline({ id: person.id })).items.map((one) => one.name)
    await soon(history).toContain('link_clicked')
    await walk.go(page, '/sends/1')
    await page.reload()
    await walk.look(page, 'wechat-send-1440')

    await customer.getByRole('button', { name: '返回' }).click()
    await customer.getByRole('button', { name: '更多' }).click()
    await customer.getByRole('dialog').getByRole('button', { name: '删除联系人' }).click()
    await lab.idle()
    await soon(async () =>
      (await api.people.get({ id: person.id })).carriers.map((one) => one.endedAt !== null),
    ).toEqual([true])
    await walk.go(page, `/people/${person.id}`)
    await page.reload()
    await walk.look(page, 'wechat-gone-1440')
    await walk.go(page, '/carriers')
    await walk.look(page, 'wechat-account-1440')
    expect(walk.errors).toEqual([])
  }, 120_000)
})
