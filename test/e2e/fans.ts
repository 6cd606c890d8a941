import { expect } from 'vitest'
import { codeIn } from '../../modules/acquisition/server/posters/draw.ts'
import { bring } from '../support/bring.ts'
import { soon, type WechatWorld } from './wechatWorld.ts'

const orders = JSON.stringify({ no: 'orderNo', id: 'identity:phone', at: 'paidAt', yuan: 'amount' })
const people = JSON.stringify({ id: 'identity:phone', no: 'identity:member_id', at: 'enteredAt' })

/** Lists of three platforms, of people some of whom are known, added and buying. Answers the number of the first list. */
async function bringFans({ siyu, api }: WechatWorld): Promise<string> {
  const phone = (i: number) => `138001${String(10_000 + i)}`
  const known = Array.from({ length: 12 }, (_, i) => `${phone(i)},${i % 3 === 0 ? `VIP${i}` : ''},2026-05-01`)
  await bring(siyu, { kind: 'people', carrier: 'wecom', mapping: people }, ['id,no,at', ...known])
  await bring(siyu, { kind: 'orders', mapping: orders }, ['no,id,at,yuan', `P1,${phone(0)},2026-05-03,199`])
  const fans = Array.from({ length: 60 }, (_, i) =>
    [i % 7 === 6 ? '' : `70${i}`, `微博用户${i}`, '2026-06-01 10:00:00', i % 4 === 0 ? phone(i / 2) : ''].join(','),
  )
  await bring(siyu, { kind: 'followers', preset: 'weibo-followers' }, ['UID,昵称,关注时间,手机号', ...fans])
  const weibo = (await api.imports.list({ limit: 1 })).items[0]?.id ?? ''
  const others = ['MT1,阿团,2026-06-02', ',只有名字,2026-06-02']
  await bring(siyu, { kind: 'followers', preset: 'meituan-followers' }, ['用户ID,昵称,收藏时间', ...others])
  await bring(siyu, { kind: 'redemptions', preset: 'meituan-redemptions' }, [
    '券号,团购名称,验证时间,验证门店,手机号,用户昵称,实付金额,状态',
    `V1,双人验光,2026-06-06 12:00:00,西湖店,${phone(0)},吃货,98,已验证`,
    'V2,镜片清洗,2026-06-07 12:00:00,西湖店,,路人,19.9,已验证',
  ])
  const now = new Date(siyu.clock()).toISOString()
  await bring(siyu, { kind: 'people', carrier: 'wecom', mapping: people }, ['id,no,at', `${phone(14)},VIP14,${now}`])
  await bring(siyu, { kind: 'orders', mapping: orders }, ['no,id,at,yuan', `P2,${phone(14)},${now},268`])
  return weibo
}

/** Lists of fans, one of them and its people; whoever is not added becomes the audience of a message. */
async function seeLists({ page, walk, api }: WechatWorld, list: string) {
  await walk.go(page, '/fans')
  await page.getByText('美团点评 · 团购核销').waitFor()
  await walk.look(page, 'fans-1440')
  await walk.go(page, '/fans?of=platforms')
  await page.getByRole('link', { name: '微博' }).waitFor()
  await walk.look(page, 'fan-platforms-1440')
  await walk.go(page, `/fans/${list}`)
  await page.getByRole('heading', { name: '从粉丝到首单' }).waitFor()
  const { progress } = await api.fans.batch({ id: list })
  await page.getByRole('link', { name: `会员 ${progress.members}` }).click()
  await soon(async () => page.url()).toContain('part=members')
  await walk.look(page, 'fan-list-1440')
  await page.getByRole('region', { name: '没有对上客户' }).getByRole('button').first().click()
  await page.getByText('只有昵称').nth(1).waitFor()
  await page.getByRole('button', { name: '号码分给员工加好友' }).click()
  await page.getByRole('dialog').getByText('人群', { exact: true }).first().waitFor()
  await walk.look(page, 'fans-to-phones-1440')
  await page.keyboard.press('Escape')
  await walk.go(page, `/fans/${list}`)
  await page.getByRole('button', { name: '发短信' }).click()
  await soon(async () => page.url()).toContain('/sends/new?segment=')
}

/** A link is given away: its code and a poster, of which a decoder reads the link. */
async function seePromotion({ page, walk, api }: WechatWorld) {
  const link = await api.links.create({ name: '新人 9.9 元专业验光', url: 'https://shop.example/new' })
  await walk.go(page, '/links')
  await page.getByRole('button', { name: '推广' }).first().click()
  const drawer = page.getByRole('dialog').last()
  await drawer.getByRole('img', { name: /二维码/ }).waitFor()
  await drawer.getByLabel('边长（像素）').fill('900')
  await walk.look(page, 'promote-code-1440')
  const png = await drawer.getByRole('link', { name: '下载 PNG' }).getAttribute('href')
  expect(await codeIn(Buffer.from(png?.split(',')[1] ?? '', 'base64'))).toBe(link.shortUrl)
  await drawer.getByRole('tab', { name: '海报' }).click()
  await drawer.getByLabel('说明').fill('到店出示即可使用，每人限一次')
  await drawer.getByLabel('品牌').fill('明眸眼镜')
  // It is drawn when nobody types any more.
  const drawn = page.waitForResponse((answer) => (answer.request().postData() ?? '').includes('"template":"frame"'))
  await drawer.getByText('彩色边框').click()
  await drawn
  const poster = drawer.getByRole('img', { name: /海报/ })
  await walk.look(page, 'promote-poster-1440')
  await soon(async () => {
    const picture = (await poster.getAttribute('src')) ?? ''
    return codeIn(Buffer.from(picture.split(',')[1] ?? '', 'base64'))
  }).toBe(link.shortUrl)
  await seeSaved({ page, walk }, drawer)
  await page.keyboard.press('Escape')
}

/** The poster is kept, opened again after another one was begun, changed and deleted. */
async function seeSaved(
  { page, walk }: Pick<WechatWorld, 'page' | 'walk'>,
  drawer: ReturnType<WechatWorld['page']['getByRole']>,
) {
  await drawer.getByRole('button', { name: '保存海报' }).click()
  const kept = drawer.getByRole('region', { name: '已保存的海报' })
  await kept.getByText('新人 9.9 元专业验光').waitFor()
  await drawer.getByLabel('标题').fill('开学季验光')
  await drawer.getByRole('button', { name: '另存一张' }).click()
  await kept.getByText('开学季验光').waitFor()
  await kept.getByRole('button', { name: '打开 新人 9.9 元专业验光' }).click()
  await kept.getByText('正在编辑').waitFor()
  await expect.poll(() => drawer.getByLabel('标题').inputValue()).toBe('新人 9.9 元专业验光')
  await walk.look(page, 'promote-saved-1440')
  await kept.getByRole('button', { name: '删除 开学季验光' }).click()
  await page
    .getByRole('dialog')
    .last()
    .getByRole('button', { name: /删\s?除/ })
    .click()
  await kept.getByText('开学季验光').waitFor({ state: 'hidden' })
}

/** One person is given an address of their own, and their page tells it. */
async function seeGiven({ page, walk, api }: WechatWorld) {
  const kind = { kind: 'coupon' as const, name: '首单券', title: '首单减 20', organiser: '明眸', cost: 2000 }
  const hook = await api.campaignHooks.create(kind)
  await api.campaignHooks.change({ id: hook.id, on: true })
  await walk.go(page, `/campaign-hooks/${hook.id}`)
  await page.getByRole('button', { name: '专属领取链接' }).click()
  const drawer = page.getByRole('dialog').last()
  await drawer.getByRole('searchbox').fill('13800110000')
  await page.keyboard.press('Enter')
  await drawer.getByRole('radio').first().check()
  await drawer.getByRole('button', { name: '生成并复制' }).click()
  await drawer.getByText(`/m/hook/${hook.id}?t=`).waitFor()
  await walk.look(page, 'hook-give-1440')
  const { id } = await api.people.lookup({ type: 'phone', value: '13800110000' })
  await walk.go(page, `/people/${id}`)
  await page.getByText('给了领取链接').waitFor()
  await page.getByText('核销团购券').first().waitFor()
  await walk.look(page, 'person-fan-1440')
}

/** A message whose openings are tested on a part, while it is held and on its page; nothing of it leaves. */
async function seeTrial({ page, walk, api, lab, siyu }: WechatWorld) {
  const settings = { ...lab.world.credentials.sms.aliyun, sign: '明眸眼镜', base: lab.url }
  const { id: account } = await api.carrierAccounts.create({ kind: 'aliyunSms', name: '短信', settings })
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the vendors' own placeholders
  const text = '${opening}，到店领镜布。拒收请回复R'
  await api.sms.putTemplate({ id: account, code: 'M1', text, purpose: 'promotion' })
  const said = (opening: string) => ({ template: 'M1', values: { opening } })
  const ways = [{ way: 'sms', account, content: said('您的镜片该换了'), variants: [said('老顾客专属福利')] }]
  const { id: person } = await api.people.lookup({ type: 'phone', value: '13800110000' })
  const startAt = new Date(siyu.clock() + 86_400_000).toISOString()
  const trial = { share: 0.2, waitHours: 4 }
  const { id } = await api.sends.create({ name: '换镜片', people: [person], ways, startAt, trial })
  await walk.go(page, `/sends/${id}`)
  await page.getByText('先发 20% 的人，4 小时后看结果，余下的发胜出的文案').waitFor()
  await walk.look(page, 'send-trial-1440')
}

/** Fans of public platforms, how whatever has an address is given away, a claim link for one person, and a test of openings. */
export async function seeFans(here: WechatWorld) {
  const { page, walk } = here
  const list = await bringFans(here)
  await seeLists(here, list)
  await seePromotion(here)
  await seeGiven(here)
  await seeTrial(here)
  await page.evaluate("localStorage.setItem('siyu.language', 'en')")
  await page.goto(`${here.url}/console/fans/${list}`)
  await page.getByRole('heading', { name: 'From fan to first order' }).waitFor()
  await walk.look(page, 'fan-list-en-1440')
  await page.evaluate("localStorage.setItem('siyu.language', 'zh')")
}

export const fanPages = [
  ['fans-390', '/fans'],
  ['fan-platforms-390', '/fans?of=platforms'],
  ['fan-list-390', '/fans/3'],
  ['send-trial-390', '/sends/1'],
] as const
