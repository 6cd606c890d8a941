import { apiKey } from '../../bench/siyu.ts'
import { connectOfficial, soon, type WechatWorld } from './wechatWorld.ts'

/** The shop of a channels account is connected by hand, sells something in a live room, and the room is looked at. */
export async function seeChannelsShop({ lab, page, walk, api, url, post }: WechatWorld) {
  const { appid, secret, token, encodingAESKey } = lab.world.credentials.channels
  const settings = { appid, secret, token, encodingAESKey, base: lab.url }
  const { id, callback } = await api.carrierAccounts.create({ kind: 'wechatChannels', name: '明眸小店', settings })
  await post('/lab/callbacks', { channels: url + callback })
  const began = new Date(lab.world.clock.now() - 600_000)
  for (const name of ['小林', '小周']) {
    const person = await post('/lab/people', { name })
    await post(`/lab/people/${person['id']}/shop-order`, {
      items: [{ title: '护理液', price: 6900, count: 2 }],
      live: '周五专场',
    })
  }
  await soon(async () => (await api.shop.list({ limit: 10 })).items.length).toBe(2)
  const rows = [
    '直播主题,视频号,开播时间,下播时间,观看人数,最高在线人数,平均观看时长,新增关注,成交订单数,成交金额',
    `周五专场,明眸眼镜,${began.toISOString()},${new Date(began.getTime() + 5_400_000).toISOString()},1.2万,860,3分12秒,120,2,276`,
    `试播,明眸眼镜,2026-06-01 20:00,,90,,,,,`,
  ]
  await walk.go(page, '/imports/new?kind=liveRooms')
  await page.locator('input[type=file]').setInputFiles({
    ...{ name: '直播数据.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.join('\n')) },
  })
  await walk.look(page, 'live-rooms-import-1440')
  await importAs(url, rows.join('\n'))
  await soon(async () => (await api.liveRooms.list({ limit: 10 })).items.length).toBe(2)
  await walk.go(page, '/live-rooms')
  await page.getByText('周五专场').first().waitFor()
  await page.getByText('视频号能做什么、不能做什么').click()
  await page.getByText('粉丝名单').waitFor()
  await walk.look(page, 'live-rooms-1440')
  await walk.go(page, '/carriers')
  await page.getByText('平台提供什么、不提供什么').click()
  await page.getByText('私信和评论').waitFor()
  await walk.look(page, 'channels-account-1440')
  return id
}

/** A file as the wizard would send it at its end. */
async function importAs(url: string, text: string) {
  const body = new FormData()
  body.append('kind', 'liveRooms')
  body.append('preset', 'wechat-channels')
  body.append('file', new Blob([text]), '直播数据.csv')
  const answer = await fetch(`${url}/api/v1/imports`, {
    ...{ method: 'POST', headers: { authorization: `Bearer ${apiKey}` }, body },
  })
  if (answer.status !== 201) throw new Error(await answer.text())
}

/** Tags of an official account and menus for some of its followers, written by hand. */
export async function seeFollowerMenus(here: WechatWorld) {
  const { page, walk, api, lab } = here
  const account = await connectOfficial(here)
  const reply = (text: string) => ({ does: 'reply' as const, name: text, text })
  await api.official.putMenu({ id: account, draft: [reply('营业时间'), reply('地址')] })
  await api.official.publishMenu({ id: account })
  await walk.go(page, '/carriers')
  await page.reload()
  const card = page.getByRole('region', { name: '服务号' })
  await card.getByText('公众号标签').click()
  await card.getByLabel('新标签').fill('老客')
  await card.getByRole('button', { name: /新\s?建/ }).click()
  await card.getByText('0 位粉丝').waitFor()
  await walk.look(page, 'follower-tags-1440')
  await walk.go(page, '/official-accounts?tab=menu')
  await page.getByRole('button', { name: '添加个性化菜单' }).click()
  await page.getByText(/^1\. 未命名/).click()
  const variants = page.getByRole('region', { name: '个性化菜单' })
  await variants.getByPlaceholder('名称').first().fill('老客专享')
  await variants.getByRole('combobox', { name: '标签' }).first().click()
  await page.getByTitle('老客').last().click()
  await variants.getByRole('button', { name: '添加菜单' }).click()
  await variants.getByRole('region', { name: '添加菜单' }).getByPlaceholder('名称').fill('专属福利')
  await variants.getByLabel('回复内容').fill('本月验光免费')
  await variants.getByRole('combobox', { name: '标签' }).last().click()
  await page.getByTitle('老客').last().click()
  await page.getByText('看到「老客专享」').waitFor()
  await walk.look(page, 'menu-variants-1440')
  await variants.getByRole('button', { name: '发布个性化菜单' }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /确\s?定/ })
    .click()
  await soon(() => lab.world.rows.menus.size).toBe(1)
}
