import { soon, type WechatWorld } from './wechatWorld.ts'

const browser = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Safari/604.1'

/** Opens an address as a phone does, and reads what its page knows. */
async function open(url: string, agent = browser) {
  const html = await (await fetch(url, { headers: { 'user-agent': agent } })).text()
  const found = /<script type="application\/json" id="data">(.*?)<\/script>/.exec(html)?.[1] ?? '{}'
  return (JSON.parse(found) as { data: { token: string; picture: string; address: string } }).data
}

/** A hand-over page is made by hand, visited, and read step by step. */
export async function seeHandover({ page, walk, api, post }: WechatWorld): Promise<string> {
  await walk.go(page, '/handover-pages')
  await page.getByRole('button', { name: '新建承接页' }).first().click()
  const drawer = page.getByRole('dialog').last()
  await drawer.getByLabel('名称').fill('短信承接')
  await drawer.getByLabel('页面标题').fill('加验光师，领镜布一块')
  await drawer.getByLabel('说明').fill('老顾客专属：到店免费清洗、调校，一年四次。')
  await drawer.getByRole('combobox', { name: '接待成员' }).click()
  await page.keyboard.type('s01a')
  await page.getByTitle(/s01a/).click()
  await page.keyboard.press('Escape')
  await walk.look(page, 'handover-making-1440')
  await drawer.getByRole('button', { name: /保\s?存/ }).click()
  await page.getByRole('heading', { name: '短信承接' }).waitFor()
  const [made] = (await api.handoverPages.list({})).items
  const url = made?.url ?? ''
  for (let i = 0; i < 24; i += 1) {
    const { token, address } = await open(`${url}?utm_campaign=${i % 2 ? '双十一' : '开学季'}`)
    if (i % 2 === 0) await fetch(`${url}/${token}/copy`, { method: 'POST' })
    if (i % 4 !== 0) continue
    const inside = await open(address, `${browser} MicroMessenger/8.0.49`)
    if (i % 8 !== 0) continue
    const { id } = await post('/lab/people', { name: `访客${i}` })
    await post(`/lab/people/${id}/scan`, { url: inside.picture })
  }
  await soon(async () => (await api.handoverPages.get({ id: made?.id ?? '' })).added).toBe(3)
  await page.reload()
  await page.getByText('最弱的一步').first().waitFor()
  await page.getByTitle('广告活动', { exact: true }).click()
  await page.getByText('双十一').first().waitFor()
  await walk.look(page, 'handover-page-1440')
  await walk.go(page, '/handover-pages')
  await walk.look(page, 'handover-pages-1440')
  return made?.id ?? ''
}

/** A platform of advertisements is connected by hand; costs are imported, and what was told is seen. */
export async function seeAds({ page, walk, lab, api, post }: WechatWorld, handover: string) {
  await walk.go(page, '/ads?of=accounts')
  await page.getByRole('button', { name: '连接广告平台' }).first().click()
  const drawer = page.getByRole('dialog').last()
  const { accountId, userActionSetId, accessToken } = lab.world.credentials.ads.tencent
  const fields = { 名称: '朋友圈投放', '广告主账号 ID': accountId, '数据源 ID': userActionSetId }
  for (const [label, value] of Object.entries({ ...fields, 'Access Token': accessToken, 接口地址: lab.url }))
    await drawer.getByLabel(label, { exact: true }).fill(value)
  await walk.look(page, 'ad-connect-1440')
  await drawer.getByRole('button', { name: '连接广告平台' }).click()
  await drawer.waitFor({ state: 'hidden' })
  await soon(async () => (await api.ads.accounts()).items.length).toBe(1)
  const { url = '' } = await api.handoverPages.get({ id: handover })
  const tapped = await post('/lab/ads/click', { platform: 'tencent', url: `${url}?utm_campaign=双十一` })
  const { address } = await open(tapped['url'] ?? '')
  const { picture } = await open(address, `${browser} MicroMessenger/8.0.49`)
  const { id } = await post('/lab/people', { name: '点广告的人' })
  await post(`/lab/people/${id}/scan`, { url: picture })
  await soon(async () => (await api.ads.conversions({})).items.length).toBe(1)
  await walk.go(page, '/ads?of=conversions')
  await page.getByText('没有同意，不回传').first().waitFor()
  await walk.look(page, 'ad-conversions-1440')
  await walk.go(page, '/ads')
  await page.getByRole('button', { name: '导入花费' }).click()
  const today = new Date().toISOString().slice(0, 10)
  const text = `日期,平台,推广计划,消耗,展示,点击\n${today},腾讯广告,双十一,1280.50,20000,310\n${today},抖音,开学季,960,15200,188\n昨天,抖音,x,1,1,1`
  await page
    .getByLabel('选择 CSV 文件')
    .setInputFiles({ name: '花费.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
  await page.getByText('第 4 行：日期看不懂').waitFor()
  await walk.look(page, 'ad-costs-1440')
  await page.getByRole('button', { name: /^导\s?入$/ }).click()
  await page.getByText('已导入：新增 2 行').waitFor()
  await page.keyboard.press('Escape')
  await page.getByText('朋友圈').or(page.getByText('腾讯广告（广点通）')).first().waitFor()
  await walk.look(page, 'ads-1440')
}

/** An acquisition link is made by hand and used until nothing is left. */
export async function seeAcquisitionLinks({ page, walk, api, post }: WechatWorld) {
  await post('/lab/settings', { acquisitionQuota: 2 })
  await walk.go(page, '/acquisition-links')
  await page.getByRole('button', { name: '新建获客链接' }).first().click()
  const drawer = page.getByRole('dialog').last()
  await drawer.getByLabel('名称').fill('短信直加')
  await drawer.getByRole('combobox', { name: '接待成员' }).click()
  await page.keyboard.type('s01a')
  await page.getByTitle(/s01a/).click()
  await page.keyboard.press('Escape')
  await walk.look(page, 'acquisition-link-1440')
  await drawer.getByRole('button', { name: /保\s?存/ }).click()
  await drawer.waitFor({ state: 'hidden' })
  const link = async () => (await api.acquisitionLinks.list({})).items[0]
  const to = async () =>
    (await fetch((await link())?.url ?? '', { redirect: 'manual', headers: { 'user-agent': browser } })).headers.get(
      'location',
    )
  for (const [i, name] of ['直加一', '直加二'].entries()) {
    const { id } = await post('/lab/people', { name })
    await post(`/lab/people/${id}/scan`, { url: (await to()) ?? '' })
    await soon(async () => (await link())?.added).toBe(i + 1)
  }
  await soon(async () => (await api.acquisitionLinks.quotas({})).items[0]?.alarm).toBe('empty')
  await page.reload()
  await page.getByText('额度用完了').first().waitFor()
  await walk.look(page, 'acquisition-links-1440')
}

export const touchPages: readonly (readonly [string, string])[] = [
  ['handover-pages-390', '/handover-pages'],
  ['handover-page-390', '/handover-pages/1'],
  ['ads-390', '/ads'],
  ['ad-conversions-390', '/ads?of=conversions'],
  ['ad-accounts-390', '/ads?of=accounts'],
  ['acquisition-links-390', '/acquisition-links'],
]
