import { describe, expect, onTestFinished, test } from 'vitest'
import { startLab } from '../../lab/index.ts'
import { dataFolder, apiOf as siyuApi, siyuProcess } from '../support/siyu.ts'
import { channelPages, seeChannels, seePlans } from './channelSteps.ts'
import { signIn } from './signIn.ts'
import { chromiumPath, launch, Walk } from './walk.ts'

const soon = <T>(read: () => T) => expect.poll(read, { timeout: 30_000, interval: 50 })

describe.skipIf(!chromiumPath)('channels and acquisition plans in a real browser', () => {
  test('costs, names, links, the report and a plan, at a desk and on a phone', async () => {
    const lab = await startLab()
    onTestFinished(() => lab.stop())
    const siyu = await siyuProcess({ dataDir: dataFolder(), outgoingHosts: ['127.0.0.1'] })
    const api = siyuApi(siyu.url)
    const post = async (path: string, body: object) =>
      (await fetch(lab.url + path, { method: 'POST', body: JSON.stringify(body) })).json() as Promise<
        Record<string, string>
      >
    await post('/lab/settings', { callbackPauseMs: 1 })
    const { corpid, agentid, secret, token, encodingAESKey } = lab.world.credentials.wecom
    const settings = { corpid, agentid: String(agentid), secret, token, encodingAESKey, base: lab.url }
    const account = await api.carrierAccounts.create({ kind: 'wecom', name: '总部', settings })
    await post('/lab/callbacks', { wecom: siyu.url + account.callback })
    await api.carrierAccounts.sync({ id: account.id })
    await soon(async () => (await api.carrierAccounts.get({ id: account.id })).syncedAt !== null).toBe(true)
    const browser = await launch()
    onTestFinished(() => browser.close())
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: 'light' })
    const walk = new Walk(siyu.url)
    const page = await walk.open(context)
    const storageState = await signIn(page, siyu.url)
    const known = { url: siyu.url, api, post, wecom: account.id }
    const code = await seeChannels(page, walk, known)
    await seePlans(page, walk, known, code)
    const dark = { colorScheme: 'dark' as const, storageState }
    const phone = await walk.open(await browser.newContext({ viewport: { width: 390, height: 844 }, ...dark }))
    for (const [name, path] of channelPages) {
      await walk.go(phone, path)
      await walk.look(phone, name)
    }
    const wide = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...dark })
    await wide.addInitScript(() => localStorage.setItem('siyu.language', 'en'))
    const english = await walk.open(wide)
    for (const [name, path] of channelPages) {
      await walk.go(english, path)
      await walk.look(english, name.replace('390', 'dark-en'))
    }
    expect(walk.errors).toEqual([])
  }, 180_000)
})
