import { describe, expect, test } from 'vitest'
import { channelPages, seeChannels, seePlans } from './channelSteps.ts'
import { chromiumPath } from './walk.ts'
import { connectCorp, lookAtAll, wechatWorld } from './wechatWorld.ts'

describe.skipIf(!chromiumPath)('channels and acquisition plans in a real browser (needs Chromium)', () => {
  test('costs, names, links, the report and a plan, at a desk and on a phone', async () => {
    const here = await wechatWorld()
    await connectCorp(here)
    await seePlans(here, await seeChannels(here))
    await lookAtAll(here.walk, await here.phone(), channelPages)
    expect(here.walk.errors).toEqual([])
  })
})
