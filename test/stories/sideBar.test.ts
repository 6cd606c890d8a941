import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Lab, startLab } from '../../lab/index.ts'
import { chromiumPath, launch, Walk } from '../e2e/walk.ts'
import { type SiyuHere, siyuHere } from '../support/inProcess.ts'
import { type Api, apiOf, prepare } from '../support/siyu.ts'
import { Visitor } from '../support/visitor.ts'

const soon = <T>(read: () => T) => expect.poll(read, { timeout: 30_000, interval: 30 })

const folder = mkdtempSync(join(tmpdir(), 'siyu-side-bar-'))
let lab: Lab
let siyu: SiyuHere
let api: Api
let account = ''
let qrCode = ''

const labPost = async (path: string, body: unknown = {}): Promise<Record<string, string>> =>
  (await fetch(lab.url + path, { method: 'POST', body: JSON.stringify(body) })).json() as Promise<
    Record<string, string>
  >
const person = (unionid: string) => api.people.lookup({ type: 'unionid', value: unionid })

/** A new customer who has scanned the code of s01a, known here. */
async function arrives(name: string) {
  const { id = '', unionid = '', external_userid: external = '' } = await labPost('/lab/people', { name })
  await labPost(`/lab/people/${id}/scan`, { url: qrCode })
  await lab.idle()
  const known = () =>
    person(unionid).then(
      ({ enteredAt }) => enteredAt !== null,
      () => false,
    )
  await soon(known).toBe(true)
  return { id, external, person: (await person(unionid)).id }
}

const member = (userid: string) => new Visitor(siyu.url, { 'x-lab-staff': userid })

/** A colleague with an account, bound to a member of the platform. */
async function colleague(name: string, role: 'admin' | 'operator' | 'frontline', userid: string) {
  const made = await api.staff.addStaff({ name, account: userid, role, password: 'a long password 长密码' })
  return api.staff.bindMember({ id: made.id, account, member: userid })
}

beforeAll(async () => {
  lab = await startLab()
  await labPost('/lab/settings', { callbackPauseMs: 1 })
  siyu = await siyuHere(prepare(folder), { outgoingHosts: ['127.0.0.1'] })
  api = apiOf(siyu.url)
})
afterAll(async () => {
  await siyu?.stop()
  await lab?.stop()
  rmSync(folder, { recursive: true, force: true })
})

test('an account is connected, its members read, a code made', async () => {
  // Somebody has to stay an admin.
  await api.staff.setup({ account: 'boss', name: '老板', password: 'a long password 长密码' })
  const { corpid, agentid, secret, token, encodingAESKey } = lab.world.credentials.wecom
  const settings = { corpid, agentid: String(agentid), secret, token, encodingAESKey, base: lab.url }
  const made = await api.carrierAccounts.create({ kind: 'wecom', name: '总部', settings })
  account = made.id
  await labPost('/lab/callbacks', { wecom: siyu.url + made.callback })
  await api.carrierAccounts.sync({ id: account })
  await soon(async () => (await api.carrierAccounts.get({ id: account })).syncedAt !== null).toBe(true)
  qrCode = (await api.staffCodes.create({ account, name: '门店海报', staff: ['s01a'], source: '海报' })).qrCode ?? ''
})

describe('[F16] a member enters by the platform', () => {
  test('who is bound comes in by OAuth, once, in the browser that began it', async () => {
    const boss = await colleague('陈店长', 'operator', 's01a')
    expect(boss.bindings).toEqual([{ account, member: 's01a' }])
    expect((await api.staff.loginWays()).items).toMatchObject([{ account, title: { en: 'WeCom' } }])
    const visitor = member('s01a')
    const { status, seen, text, headers } = await visitor.open(`${siyu.url}/m/sidebar`)
    expect(status).toBe(200)
    expect(seen.map((url) => new URL(url).pathname)).toEqual([
      ...['/m/sidebar', '/m/login', '/connect/oauth2/authorize', '/m/login/back', '/m/sidebar'],
    ])
    expect(text).toContain('客户侧边栏')
    expect(headers.get('content-security-policy')).toContain(`frame-ancestors ${lab.url}`)
    expect((await visitor.call('GET', '/me')).body).toMatchObject({ name: '陈店长', kind: 'staff' })
    const back = seen[3] ?? ''
    const again = await visitor.once(back)
    expect([again.status, again.text]).toEqual([403, expect.stringContaining('已过期或已用过')])
    const trail = await api.trail.list({ limit: 20 })
    expect(trail.items.filter(({ action }) => action === 'staff.entered')).toHaveLength(1)
  })

  test('what was begun elsewhere, a code that is made up, and another site as aim lead nowhere', async () => {
    const one = member('s01a')
    const begun = await one.once(`${siyu.url}/m/login`)
    const gave = await one.once(begun.to ?? '')
    const other = member('s01a')
    await other.once(`${siyu.url}/m/login`)
    expect((await other.once(gave.to ?? '')).status).toBe(403)
    const third = member('s01a')
    const { to } = await third.once(`${siyu.url}/m/login`)
    const state = new URL(to ?? '').searchParams.get('state')
    const forged = await third.once(`${siyu.url}/m/login/back?code=made-up&state=${state}`)
    expect([forged.status, forged.text]).toEqual([403, expect.stringContaining('登录码无效')])
    const lured = await member('s01a').open(`${siyu.url}/m/login?next=//evil.example/`)
    expect(lured.seen.at(-1)).toBe(`${siyu.url}/m/sidebar`)
    const late = member('s01a')
    const began = await late.once(`${siyu.url}/m/login`)
    const back = (await late.once(began.to ?? '')).to ?? ''
    siyu.clock.advance(11 * 60_000)
    expect((await late.once(back)).text).toContain('已过期或已用过')
  })

  test('a scan on the page of the console leads back to the console', async () => {
    const next = encodeURIComponent('/console/people')
    const { seen } = await member('s01a').open(`${siyu.url}/m/login?by=scan&next=${next}`)
    expect(seen.map((url) => new URL(url).pathname).slice(1, 2)).toEqual(['/wwlogin/sso/login'])
    expect(seen.at(-1)).toBe(`${siyu.url}/console/people`)
  })
})

describe('[F17] who a member is here', () => {
  test('somebody outside the company, not bound or disabled is told so and has no session', async () => {
    const customer = await labPost('/lab/people', { name: '路人' })
    const outsider = new Visitor(siyu.url, { 'x-lab-person': customer['id'] ?? '' })
    expect((await outsider.open(`${siyu.url}/m/sidebar`)).text).toContain('不是这家企业的成员')
    const unbound = member('s01b')
    expect((await unbound.open(`${siyu.url}/m/sidebar`)).text).toContain('还没有绑定账号')
    expect(unbound.cookies.has('siyu_session')).toBe(false)
    const { id } = await colleague('离职的人', 'operator', 's02a')
    await api.staff.changeStaff({ id, disabled: true })
    expect((await member('s02a').open(`${siyu.url}/m/sidebar`)).text).toContain('已停用')
  })

  test('a member is one colleague, and whoever is unbound is out at once', async () => {
    const { id } = await colleague('李导购', 'frontline', 's01b')
    const other = await api.staff.addStaff({
      name: '别人',
      account: 'other',
      role: 'frontline',
      password: 'a long one 12',
    })
    const taken = api.staff.bindMember({ id: other.id, account, member: 's01b' })
    await expect(taken).rejects.toMatchObject({ status: 409 })
    await expect(api.staff.bindMember({ id: other.id, account, member: 'nobody' })).rejects.toMatchObject({
      status: 404,
    })
    const visitor = member('s01b')
    await visitor.open(`${siyu.url}/m/sidebar`)
    expect((await visitor.call('GET', '/desk/tasks')).status).toBe(200)
    expect((await api.staff.unbindMember({ id, account })).bindings).toEqual([])
    expect((await visitor.call('GET', '/desk/tasks')).status).toBe(401)
  })

  test('where the settings say so the first entry makes an account with the least role, however many enter at once', async () => {
    await api.staff.changeEntry({ create: true })
    const visitors = [member('s03a'), member('s03a'), member('s03a')]
    await Promise.all(visitors.map((one) => one.open(`${siyu.url}/m/sidebar`)))
    const made = (await api.staff.listStaff()).items.filter(({ bindings }) => bindings.some((b) => b.member === 's03a'))
    expect(made.map(({ role }) => role)).toEqual(['frontline'])
    const [inside] = visitors.filter((one) => one.cookies.has('siyu_session'))
    expect((await inside?.call('GET', '/people'))?.status).toBe(403)
    const scanned = await member('s03a').open(`${siyu.url}/m/login?by=scan&next=/console/`)
    expect(scanned.seen.at(-1)).toBe(`${siyu.url}/m/sidebar`)
    expect((await inside?.call('GET', '/scripts'))?.status).toBe(200)
    await api.staff.changeEntry({ create: false })
  })
})

/** Who has the customers of these tests. */
let s01a: Visitor

describe('the desk', () => {
  let customer: Awaited<ReturnType<typeof arrives>>

  test('[C46] a page is signed by tickets that are fetched once; an address that is no page of ours is not', async () => {
    s01a = member('s01a')
    await s01a.open(`${siyu.url}/m/sidebar`)
    customer = await arrives('小林')
    const url = `${siyu.url}/m/sidebar?from=chat`
    const signed = await Promise.all([1, 2, 3].map(() => s01a.call('POST', '/desk/signatures', { url })))
    for (const { body } of signed)
      for (const [of, agent] of [
        [body.ofCompany, false],
        [body.ofApp, true],
      ] as const) {
        const checked = await labPost('/lab/jssdk/check', { ...of, appId: body.company, url, agent })
        expect(checked).toMatchObject({ ok: true })
      }
    const { items } = (await (await fetch(`${lab.url}/lab/ledger?kind=call&limit=10000`)).json()) as {
      items: { path?: string }[]
    }
    expect(items.filter(({ path }) => path?.includes('ticket')).length).toBeLessThanOrEqual(2)
    for (const other of ['https://evil.example/', `${siyu.url}/console/`])
      expect((await s01a.call('POST', '/desk/signatures', { url: other })).status).toBe(400)
  })

  test('[C47] a customer is shown to the member who has them, in one look, and to nobody else of the frontline', async () => {
    const { body, status } = await s01a.call('GET', `/desk/customers?external=${customer.external}`)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      ...{ person: customer.person, name: '小林', source: '海报', tags: [], followUps: [] },
      orders: { count: 0, net: 0, lastAt: null },
      members: [{ mine: true }],
    })
    const other = member('s03a')
    await other.open(`${siyu.url}/m/sidebar`)
    const of = (path: string, method = 'GET', more?: object) =>
      other.call(method, `/desk/customers/${customer.person}${path}`, more)
    const asked = [
      other.call('GET', `/desk/customers?external=${customer.external}`),
      ...[of('/timeline'), of('/follow-ups'), of('/follow-ups', 'POST', { note: 'x' }), of('/tags/1', 'PUT')],
      ...[of('/tags/1', 'DELETE'), of('/reveal', 'POST', { reason: '好奇' })],
    ]
    expect((await Promise.all(asked)).map((one) => one.status)).toEqual(asked.map(() => 403))
    expect((await s01a.call('GET', '/desk/customers?external=wm-nobody')).status).toBe(404)
  })

  test('[C48] what was noted stands in the history; it waits for its member until it is done, and goes with the person', async () => {
    const nextAt = new Date(siyu.clock() + 3_600_000).toISOString()
    const noted = await s01a.call('POST', `/desk/customers/${customer.person}/follow-ups`, {
      note: '想要渐进片',
      nextAt,
    })
    expect(noted.body).toMatchObject({ note: '想要渐进片', name: '小林', mine: true, doneAt: null })
    const told = await api.people.timeline({ id: customer.person, facts: 'touch' })
    expect(told.items[0]).toMatchObject({ name: 'follow-up noted', detail: { title: '想要渐进片' } })
    const due = async () => (await s01a.call('GET', '/desk/tasks')).body.followUps
    expect(await due()).toMatchObject([{ id: noted.body.id, nextAt }])
    const done = await s01a.call('POST', `/desk/follow-ups/${noted.body.id}/done`)
    expect(done.body.doneAt).not.toBeNull()
    expect(await due()).toEqual([])
    const other = await arrives('戊')
    await s01a.call('POST', `/desk/customers/${other.person}/follow-ups`, { note: '删除前', nextAt })
    expect(await due()).toMatchObject([{ note: '删除前' }])
    siyu.clock.advance(60_000)
    const { id } = await api.privacy.erase({ id: other.person, reason: '本人要求' })
    await soon(async () => (await api.privacy.get({ id })).state).toBe('done')
    expect(await due()).toEqual([])
  })

  test('[CT3] [CT4] [CT5] a script is written, found by its words, changed by one at a time, and its uses are counted once', async () => {
    const written = await api.scripts.create({
      folder: '复查',
      title: '三个月复查',
      text: '{{客户昵称}}，该复查视力了',
    })
    await api.scripts.create({ folder: '接待', title: '问好', text: '您好，我是{{员工姓名}}' })
    await expect(api.scripts.create({ folder: 'x', title: 'x', text: '{{密码}}' })).rejects.toMatchObject({
      status: 400,
    })
    const found = async (q: string) => (await api.scripts.list({ q })).items.map(({ title }) => title)
    expect([await found('复查 视力'), await found('没有')]).toEqual([['三个月复查'], []])
    const change = { id: written.id, folder: '复查', title: '季度复查', text: written.text, version: written.version }
    expect(await api.scripts.change(change)).toMatchObject({ title: '季度复查', version: 2 })
    await expect(api.scripts.change(change)).rejects.toMatchObject({ status: 409 })
    for (const key of ['one-use-1', 'one-use-1', 'one-use-2'])
      expect((await s01a.call('POST', `/scripts/${written.id}/uses`, { key })).status).toBe(200)
    const { items, folders } = await api.scripts.list({})
    expect(items.map(({ title, uses }) => [title, uses])).toEqual([
      ['季度复查', 2],
      ['问好', 0],
    ])
    expect(folders).toEqual([
      { name: '复查', scripts: 1 },
      { name: '接待', scripts: 1 },
    ])
  })
})

/** Answers a page that is looked at alone as the phone around it would. */
const phoneAround = (external: string) => `addEventListener('message', ({ data }) => {
  if (data?.lab !== 'bridge') return
  const result = data.api === 'getCurExternalContact' ? { userId: '${external}' } : {}
  postMessage({ lab: 'answer', id: data.id, result }, '*')
}); window.name = 'lab-wecom'`

describe.skipIf(!chromiumPath)('in a real browser (needs Chromium)', () => {
  test('[C49] beside a chat a member sees who it is, tags them, notes something and sends a script; a mass message waits', async () => {
    const customer = await arrives('小周')
    const group = await labPost('/lab/tags', { group: '意向', name: '渐进片' })
    await labPost('/lab/tags', { group: '意向', name: '离焦镜' })
    await lab.idle()
    await soon(async () => (await api.tags.list({ limit: 50 })).items.length).toBe(2)
    await labPost('/lab/settings', { sidebarUrl: `${siyu.url}/m/sidebar` })
    await labPost(`/lab/people/${customer.id}/chat`, { staff: 's01a', text: '孩子的眼镜度数变了吗' })
    const browser = await launch()
    const walk = new Walk(siyu.url)
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    const page = await walk.open(context)
    await page.goto(lab.url)
    await page.getByRole('button', { name: '员工手机' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 's01a' }).click()
    const phone = page.locator('.phone.wecom')
    await phone.getByRole('button', { name: '小周' }).click()
    await phone.getByRole('button', { name: '侧边栏' }).click()
    const side = phone.frameLocator('iframe')
    await side.getByRole('heading', { name: '小周' }).waitFor()
    await side.getByRole('button', { name: '修改 标签' }).click()
    await side.getByRole('dialog').getByRole('button', { name: '渐进片' }).click()
    await side.getByRole('dialog').getByRole('button', { name: '渐进片', pressed: true }).waitFor()
    await side.getByRole('dialog').getByRole('button', { name: '关闭' }).click()
    const tagsAtLab = async () => {
      const { staff } = (await (await fetch(`${lab.url}/lab/people/${customer.id}`)).json()) as {
        staff: { tags: string[] }[]
      }
      return staff.flatMap(({ tags }) => tags)
    }
    await soon(tagsAtLab).toEqual([group['tag_id']])
    await side.getByRole('button', { name: '跟进记录' }).click()
    await side.getByLabel('写下这次聊了什么').fill('周末带孩子来验光')
    await side.getByRole('button', { name: '明天' }).click()
    await side.getByRole('button', { name: '保存' }).click()
    await side.getByText('周末带孩子来验光').first().waitFor()
    await side.getByRole('button', { name: '话术' }).click()
    await side.getByRole('button', { name: /^季度复查/ }).click()
    expect(await side.getByLabel('发送前可以改').inputValue()).toBe('小周，该复查视力了')
    await side.getByRole('button', { name: '发送到聊天' }).click()
    await side.getByText('近 90 天用了 3 次').waitFor()
    const { items } = (await (await fetch(`${lab.url}/lab/people/${customer.id}/inbox`)).json()) as {
      items: { text: string }[]
    }
    expect(items.map(({ text }) => text)).toContain('小周，该复查视力了')
    const told = await api.people.timeline({ id: customer.person, facts: 'touch' })
    expect(told.items.map(({ detail }) => detail['title'])).toContain('周末带孩子来验光')
    await walk.look(page, 'side-bar-lab-1440')
    await api.guarding.change({ quietFrom: '03:00', quietTo: '03:00' })
    const content = { text: '周末新款到店，欢迎来试戴', attachments: [] }
    await api.sends.create({ account, name: '周末到店', people: [customer.person], content })
    siyu.clock.advance(61_000)
    const sends = async () => (await s01a.call('GET', '/desk/tasks')).body.sends
    await soon(sends).toMatchObject([{ name: '周末到店', people: 1, reminders: 0 }])

    const state = await context.storageState()
    for (const [colorScheme, locale, scripts, tasks] of [
      ['light', 'zh-CN', '话术', /^任务/],
      ['dark', 'en-US', 'Scripts', /^Tasks/],
    ] as const) {
      // The walk's own waiting evaluates text; in the phone above the pages have run under their policy.
      const size = { viewport: { width: 390, height: 844 }, storageState: state, bypassCSP: true }
      const alone = await walk.open(await browser.newContext({ ...size, colorScheme, locale }))
      await alone.addInitScript(phoneAround(customer.external))
      await alone.goto(`${siyu.url}/m/sidebar`)
      await alone.getByRole('heading', { name: '小周' }).waitFor()
      await alone.getByText('周末带孩子来验光').first().waitFor()
      await walk.look(alone, `side-bar-${colorScheme}`)
      await alone.getByRole('button', { name: scripts }).click()
      await alone.getByText('季度复查').waitFor()
      await walk.look(alone, `side-bar-scripts-${colorScheme}`)
      await alone.getByRole('button', { name: tasks }).click()
      await walk.look(alone, `side-bar-tasks-${colorScheme}`)
      await alone.goto(`${siyu.url}/m/team`)
      await walk.look(alone, `team-${colorScheme}`)
    }
    // What stands behind it in the console: scripts, numbers to add, who is whom, and the login by a scan.
    const staff = ['s01a', 's01b']
    const text = Array.from({ length: 30 }, (_, n) => `139000010${n + 10}`).join('\n')
    await api.phoneLists.create({
      account,
      name: '老会员回访',
      staff,
      cap: 20,
      text,
      basis: '到店登记时同意',
      hello: '明眸眼镜',
    })
    const desk = await walk.open(await browser.newContext({ viewport: { width: 1440, height: 900 } }))
    await walk.go(desk, '/login')
    await desk.getByRole('link', { name: '用企业微信扫码登录' }).waitFor()
    await walk.look(desk, 'login-scan-1440')
    await desk.getByLabel('账号').fill('boss')
    await desk.getByLabel('密码').fill('a long password 长密码')
    await desk.getByLabel('密码').press('Enter')
    await desk.waitForURL(/console\/?$/)
    await walk.go(desk, '/phone-lists')
    await desk.getByRole('button', { name: '按员工看' }).click()
    await desk.getByRole('cell', { name: '沈静' }).waitFor()
    await walk.look(desk, 'phone-lists-1440')
    await desk.getByRole('button', { name: '新建任务' }).click()
    await desk.getByLabel('为什么可以加这些人').waitFor()
    await walk.look(desk, 'phone-list-new-1440')
    await walk.go(desk, '/scripts')
    await walk.look(desk, 'scripts-1440')
    await walk.go(desk, '/settings')
    await walk.look(desk, 'settings-bound-1440')
    const bossState = await desk.context().storageState()
    const size = { viewport: { width: 390, height: 844 }, colorScheme: 'dark' as const, storageState: bossState }
    const pocket = await walk.open(await browser.newContext(size))
    for (const path of ['/phone-lists', '/scripts']) {
      await walk.go(pocket, path)
      await walk.look(pocket, `${path.slice(1)}-390`)
    }
    expect(walk.errors).toEqual([])
    await browser.close()
  })
})
