import { describe, expect, test } from 'vitest'
import { chromiumPath } from './walk.ts'
import { seeChannelsShop, seeFollowerMenus } from './wechatShop.ts'
import { lookAtAll, wechatWorld } from './wechatWorld.ts'

describe.skipIf(!chromiumPath)('a channels shop, live rooms, and menus for some followers (needs Chromium)', () => {
  test('[C88] [C89] [C91] [C92] connected, sold, imported and looked at; a tag and a menu of it published', async () => {
    const here = await wechatWorld()
    await seeChannelsShop(here)
    await seeFollowerMenus(here)
    const phone = await here.phone()
    await lookAtAll(here.walk, phone, [
      ['live-rooms-390', '/live-rooms'],
      ['channels-accounts-390', '/carriers'],
      ['menu-variants-390', '/official-accounts?tab=menu'],
    ])
    expect(here.walk.errors).toEqual([])
  })
})
