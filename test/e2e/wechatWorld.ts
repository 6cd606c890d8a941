import type { Browser, Page } from 'playwright-core'
import { expect, onTestFinished } from 'vitest'
import { type Lab, startLab } from '../../lab/index.ts'
import type { Config } from '../../platform/config.ts'
import { type SiyuHere, siyuHere } from '../support/inProcess.ts'
import { type Api, dataFolder } from '../support/siyu.ts'
import { signIn } from './signIn.ts'
import { launch, Walk } from './walk.ts'

/** Asks until it is so: what the platforms tell arrives a little later. */
export const soon = <T>(read: () => T) => expect.poll(read, { timeout: 30_000, interval: 50 })

/** Tells the lab something that happens in its world. */
export type Post = (path: string, body?: unknown) => Promise<Record<string, string>>

/** Siyu, the platforms it talks to, and a browser that is signed in. */
export interface WechatWorld {
  readonly lab: Lab
  readonly siyu: SiyuHere
  readonly api: Api
  readonly url: string
  readonly post: Post
  readonly browser: Browser
  readonly walk: Walk
  readonly page: Page
  /** A phone at the console, dark, of the same colleague. */
  phone(): Promise<Page>
}

/** Begins one; messages may leave at any hour in it. Everything ends with the test. */
export async function wechatWorld(config: Partial<Config> = {}): Promise<WechatWorld> {
  const lab = await startLab()
  onTestFinished(() => lab.stop())
  const siyu = await siyuHere(dataFolder(), { outgoingHosts: ['127.0.0.1'], ...config })
  onTestFinished(() => siyu.stop())
  // Somebody at a screen sees time pass.
  const passing = setInterval(() => siyu.clock.advance(250), 250)
  onTestFinished(() => clearInterval(passing))
  const { api, url } = siyu
  await api.guarding.change({ quietFrom: '03:00', quietTo: '03:00' })
  const post: Post = async (path, body = {}) =>
    (await fetch(lab.url + path, { method: 'POST', body: JSON.stringify(body) })).json() as Promise<
      Record<string, string>
    >
  const browser = await launch()
  onTestFinished(() => browser.close())
  const walk = new Walk(url)
  const page = await walk.open(await browser.newContext({ viewport: { width: 1440, height: 900 } }))
  const storageState = await signIn(page, url)
  const dark = { viewport: { width: 390, height: 844 }, colorScheme: 'dark' as const, storageState }
  return {
    ...{ lab, siyu, api, url, post, browser, walk, page },
    phone: async () => walk.open(await browser.newContext(dark)),
  }
}

/** Connects the corp of the lab and waits until its customers are here. Answers the account's number. */
export async function connectCorp({ lab, api, url, post }: WechatWorld): Promise<string> {
  const { corpid, agentid, secret, token, encodingAESKey } = lab.world.credentials.wecom
  const settings = { corpid, agentid: String(agentid), secret, token, encodingAESKey, base: lab.url }
  const { id, callback } = await api.carrierAccounts.create({ kind: 'wecom', name: '总部', settings })
  await post('/lab/callbacks', { wecom: url + callback })
  await api.carrierAccounts.sync({ id })
  await soon(async () => (await api.carrierAccounts.get({ id })).syncedAt !== null).toBe(true)
  return id
}

/** Connects the official account of the lab, from outside the browser: what is open there has to be loaded anew. */
export async function connectOfficial({ lab, api, url, post }: WechatWorld, more: object = {}): Promise<string> {
  const { appid, secret, token, encodingAESKey } = lab.world.credentials.officialAccount
  const settings = { appid, secret, token, encodingAESKey, base: lab.url, ...more }
  const { id, callback } = await api.carrierAccounts.create({ kind: 'officialAccount', name: '服务号', settings })
  await post('/lab/callbacks', { officialAccount: url + callback })
  return id
}

/** Looks at pages on one phone, one after another. */
export async function lookAtAll(walk: Walk, phone: Page, pages: readonly (readonly [name: string, path: string])[]) {
  for (const [name, path] of pages) {
    await walk.go(phone, path)
    await walk.look(phone, name)
  }
}
