import { describe, expect, test } from 'vitest'
import { fanPages, seeFans } from './fans.ts'
import { chromiumPath } from './walk.ts'
import { lookAtAll, wechatWorld } from './wechatWorld.ts'

describe.skipIf(!chromiumPath)('fans in a real browser (needs Chromium)', () => {
  test('lists of fans are followed to the first order, a link is given away by code and poster, and one person is given a claim link', async () => {
    const here = await wechatWorld()
    await seeFans(here)
    await lookAtAll(here.walk, await here.phone(), fanPages)
    expect(here.walk.errors).toEqual([])
  })
})
