import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Formatter, Rsa } from 'wechatpay-axios-plugin'
import { pageSignature } from '../../lab/engine/aes.ts'
import { type Bench, type Json, startBench } from '../../lab/fixture.ts'
import { chromiumPath, launch, shots, Walk } from './walk.ts'

const pageText = (lab: string, who: string, config: Json, order: Json): string => `<!doctype html><title>H5</title>
<h2>${who}</h2><p id="state">…</p><button id="pay">付款</button>
<script src="${lab}/jssdk/jweixin.js"></script><script>
const say = (text) => { document.getElementById('state').append(' ', Object.assign(document.createElement('i'), { textContent: text })) }
wx.config(${JSON.stringify(config)})
wx.error((e) => say(e.errMsg))
wx.ready(() => { say('ready'); wx.updateAppMessageShareData({ title: '三人拼团配镜', link: location.origin + '/h5?by=1' }) })
wx.invoke('getCurExternalContact', {}, (r) => { if (r.userId) say(r.userId) })
document.getElementById('pay').onclick = () => wx.chooseWXPay({ ...${JSON.stringify(order)}, success: () => say('paid') })
</script>`

/** What the company's page hands to `chooseWXPay`. */
function handedOver({ lab }: Bench): Json {
  const { officialAccount, pay } = lab.world.credentials
  const prepay = `prepay_id=${lab.world.rows.orders.get('walk0001')?.prepay}`
  const nonceStr = Formatter.nonce()
  const paySign = Rsa.sign(`${officialAccount.appid}\n1\n${nonceStr}\n${prepay}\n`, pay.merchantPrivateKey)
  return { timestamp: '1', nonceStr, package: prepay, signType: 'RSA', paySign }
}

/** A page of the company: it asks who its reader is, signs itself for the JS-SDK, and takes a payment. */
async function companyPage(bench: Bench): Promise<string> {
  const { officialAccount, wecom } = bench.lab.world.credentials
  const { appid, secret } = officialAccount
  const token = await bench.token('account')
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '', `http://${request.headers.host}`)
    const side = url.pathname === '/side'
    const code = url.searchParams.get('code')
    if (code === null) {
      const query = `appid=${side ? wecom.corpid : appid}&redirect_uri=${encodeURIComponent(url.href)}&response_type=code&scope=snsapi_base&state=1`
      response.writeHead(302, { location: `${bench.lab.url}/connect/oauth2/authorize?${query}#wechat_redirect` }).end()
      return
    }
    const known = side
      ? await bench.get(`/cgi-bin/auth/getuserinfo?access_token=${await bench.token()}&code=${code}`)
      : await bench.get(
          `/sns/oauth2/access_token?appid=${appid}&secret=${secret}&code=${code}&grant_type=authorization_code`,
        )
    const path = side
      ? `/cgi-bin/get_jsapi_ticket?access_token=${await bench.token()}`
      : `/cgi-bin/ticket/getticket?type=jsapi&access_token=${token}`
    const { ticket } = await bench.get<{ ticket: string }>(path)
    const config = {
      appId: side ? wecom.corpid : appid,
      timestamp: 1,
      nonceStr: 'n',
      signature: pageSignature(ticket, 'n', 1, url.href),
    }
    const who = String(known['openid'] ?? known['userid'])
    response
      .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
      .end(pageText(bench.lab.url, who, config, handedOver(bench)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** An order of the person, as the company's server would place it. */
async function placeOrder(bench: Bench, openid: string): Promise<void> {
  const { pay, officialAccount } = bench.lab.world.credentials
  const body = JSON.stringify({
    ...{ appid: officialAccount.appid, mchid: pay.mchid, description: '离焦镜片', out_trade_no: 'walk0001' },
    ...{ notify_url: `${bench.hook}/pay`, amount: { total: 360_000 }, payer: { openid } },
  })
  const [time, nonce, path] = [String(Formatter.timestamp()), Formatter.nonce(), '/v3/pay/transactions/jsapi']
  const signature = Rsa.sign(`POST\n${path}\n${time}\n${nonce}\n${body}\n`, pay.merchantPrivateKey)
  const parts = { mchid: pay.mchid, serial_no: pay.serial, timestamp: time, nonce_str: nonce, signature }
  const authorization = `WECHATPAY2-SHA256-RSA2048 ${Object.entries(parts)
    .map(([name, value]) => `${name}="${value}"`)
    .join(',')}`
  const headers = { authorization, 'content-type': 'application/json' }
  expect((await fetch(bench.lab.url + path, { method: 'POST', body, headers })).status).toBe(200)
}

describe.skipIf(!chromiumPath)('the phones of the lab in a real browser (needs Chromium)', () => {
  test('a code is scanned, the welcome read, its page opened and paid in; a member sends to all and sees who it is', async () => {
    const bench = await startBench()
    onTestFinished(() => bench.stop())
    const { url, world } = bench.lab
    const api = async (path: string, body: unknown) =>
      bench.post(`/cgi-bin/externalcontact/${path}?access_token=${await bench.token()}`, body)
    const way = await api('add_contact_way', { type: 1, scene: 2, user: ['s01a'], state: 'walk' })
    const h5 = await companyPage(bench)
    const browser = await launch()
    onTestFinished(() => browser.close())
    const walk = new Walk(url)
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    const page = await walk.open(context)

    // Whoever opens what a code says is asked which phone scans it; the first one is made.
    await page.goto(`${url}/?scan=${encodeURIComponent(String(way['qr_code']).replace('.png', ''))}`)
    const customer = page.locator('.phone').first()
    await customer.getByText('已添加').waitFor()
    const [person] = world.rows.people.all()
    const id = String(person?.id)
    const { openid } = await bench.get<{ openid: string }>(`/lab/people/${id}`)
    await placeOrder(bench, openid)
    const [welcome] = world.rows.welcomes.all()
    const link = { msgtype: 'link', link: { title: '预约视力检查', desc: '点开看看', url: `${h5}/h5` } }
    expect(
      await api('send_welcome_msg', { welcome_code: welcome?.id, text: { content: '您好' }, attachments: [link] }),
    ).toMatchObject({ errcode: 0 })
    await customer.getByText('预约视力检查').click()

    const frame = customer.frameLocator('iframe')
    await frame.getByText('ready').waitFor()
    await frame.getByText(openid).waitFor()
    await frame.getByRole('button', { name: '付款' }).click()
    await customer.getByText('¥3600.00').waitFor()
    await page.screenshot({ path: join(shots, 'lab-pay-1440.png') })
    await customer.getByRole('button', { name: '支付', exact: true }).click()
    await frame.getByText('paid').waitFor()
    expect(world.rows.orders.get('walk0001')?.state).toBe('SUCCESS')

    // Somebody else's phone gets the page as a card.
    await page.getByRole('button', { name: '新客户手机' }).click()
    await expect.poll(() => world.rows.people.size).toBe(2)
    await customer.getByRole('button', { name: '转发给' }).click()
    await customer.getByRole('dialog').getByRole('button').first().click()
    await page
      .locator('.phone')
      .nth(1)
      .getByRole('button', { name: String(person?.name) })
      .click()
    await page.locator('.phone').nth(1).getByText('三人拼团配镜').waitFor()

    await api('add_msg_template', { sender: 's01a', text: { content: '周末店庆' } })
    await page.getByRole('button', { name: '员工手机' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 's01a' }).click()
    const staff = page.locator('.phone.wecom')
    await staff.getByRole('button', { name: '工作台 1' }).click()
    await staff.getByRole('button', { name: '发送给 1' }).click()
    await staff.getByText('已发送 1/1').waitFor()
    await customer.getByRole('button', { name: '返回' }).click()
    await customer.getByText('周末店庆').waitFor()
    await customer.getByLabel('说点什么').fill('几点开始？')
    await customer.getByRole('button', { name: '发送', exact: true }).click()
    await bench.post('/lab/settings', { sidebarUrl: `${h5}/side` })
    await staff.getByRole('button', { name: '客户', exact: true }).click()
    await staff.getByRole('button', { name: String(person?.name) }).click()
    await staff.getByText('几点开始？').waitFor()
    await walk.look(page, 'lab-1440')
    await staff.getByRole('button', { name: '侧边栏' }).click()
    const side = staff.frameLocator('iframe')
    await side.getByText('s01a').waitFor()
    await side.getByText(/^wm/).waitFor()

    // A picture of a code, from the album.
    const picture = Buffer.from(await (await fetch(String(way['qr_code']))).arrayBuffer())
    const second = page.locator('.phone').nth(1)
    await second.getByRole('button', { name: '返回' }).click()
    await second.getByRole('button', { name: '扫一扫' }).click()
    await second.locator('input[type=file]').setInputFiles({ name: 'code.png', mimeType: 'image/png', buffer: picture })
    await expect.poll(() => world.rows.relations.size).toBe(2)

    await customer.getByRole('button', { name: '更多' }).click()
    await customer.getByRole('dialog').getByRole('button', { name: '删除联系人' }).click()
    await expect.poll(() => world.rows.relations.all().filter(({ ended }) => ended?.by === 'customer').length).toBe(1)

    const state = await context.storageState()
    for (const [width, colorScheme] of [
      [390, 'light'],
      [390, 'dark'],
      [1440, 'dark'],
    ] as const) {
      const other = await walk.open(
        await browser.newContext({ viewport: { width, height: 844 }, colorScheme, storageState: state }),
      )
      await other.goto(width === 1440 ? `${url}/?lang=en` : url)
      await other.locator('.phone .chat').first().waitFor()
      await walk.look(other, `lab-${width}-${colorScheme}`)
    }
    expect(walk.errors).toEqual([])
    expect((await bench.get<{ totals: Json }>('/lab/ledger')).totals).toMatchObject({ 'pay.paid': 1, share: 1 })
  })
})
