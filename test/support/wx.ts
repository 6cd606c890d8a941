import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Context, createContext, runInContext } from 'node:vm'
import { Sent } from './sent.ts'

/** What the mini program SDK gives its users, as far as the stories use it. */
export interface MiniSdk {
  setPara(para: object): void
  init(): void
  initWithOpenid(options: object, callback: (openid?: string) => void): void
  login(id: string): void
  setOpenid(openid: string): void
  bind(key: string, value: string): void
  unbind(key: string, value: string): void
  setProfile(properties: object): void
  setOnceProfile(properties: object): void
  incrementProfile(properties: object): void
  appendProfile(properties: object): void
  track(event: string, properties?: object): void
}

type Handler = (options?: object) => unknown
type Page = Record<string, Handler>
interface Launch {
  path: string
  query: Record<string, string>
  scene: number
}
interface Request {
  url: string
  method?: string
  data?: string
  success?(answer: object): void
  fail?(error: object): void
  complete?(answer: object): void
}

const sdkFile = createRequire(import.meta.url).resolve('sa-sdk-miniprogram/sensorsdata.min.js')
const source = `(function (module, exports) {${readFileSync(sdkFile, 'utf8')}\n})`

/** A phone with WeChat: what `wx` is to one mini program, whose storage stays when it is closed. */
export class Phone {
  readonly sent: Sent
  readonly #storage = new Map<string, unknown>()

  constructor(sent = new Sent()) {
    this.sent = sent
  }

  /** How many records the SDK has put by. */
  kept(): number {
    return [this.#storage.get('sensors_mp_prepare_data') ?? []].flat().length
  }

  /** Opens the mini program at a path with a query, as a shared card does. */
  open(url: string, begin: (sdk: MiniSdk) => void, scene = 1001): MiniProgram {
    const { pathname, searchParams } = new URL(url, 'wx://app/')
    const query = Object.fromEntries(searchParams)
    return new MiniProgram(this.sent, this.#storage, { path: pathname.slice(1), query, scene }, begin)
  }
}

/** The running mini program: its code in a realm of its own, as WeChat runs it. */
export class MiniProgram {
  readonly sdk: MiniSdk
  readonly #launch: Launch
  readonly #page: Page = {}
  readonly #shown: Handler[] = []
  readonly #hidden: Handler[] = []
  readonly #timers = new Set<NodeJS.Timeout>()
  readonly #realm: Context

  constructor(sent: Sent, storage: Map<string, unknown>, launch: Launch, begin: (sdk: MiniSdk) => void) {
    this.#launch = launch
    const pages = [{ route: launch.path, __route__: launch.path, options: launch.query }]
    this.#realm = createContext({
      console,
      setTimeout: (work: () => void, ms: number) => this.#later(work, ms),
      clearTimeout: (timer: NodeJS.Timeout) => clearTimeout(timer),
      wx: this.#wx(sent, storage),
      getCurrentPages: () => pages,
      getApp: () => ({}),
      App: () => undefined,
      Page: (page: Page) => Object.assign(this.#page, page),
      Component: () => undefined,
      __wxConfig: { page: {}, global: {} },
    })
    runInContext('var global = globalThis', this.#realm)
    const module = { exports: {} }
    runInContext(source, this.#realm)(module, module.exports)
    this.sdk = module.exports as MiniSdk
    begin(this.sdk)
    runInContext('App({})', this.#realm)
    runInContext(shopPage, this.#realm)
    for (const handler of this.#shown) handler(launch)
    this.do('onLoad', launch.query)
    this.do('onShow')
  }

  /** Calls what the page offers: its life cycle, a tap, a share. */
  do(name: string, options?: object): unknown {
    return this.#page[name]?.call(this.#page, options)
  }

  tap(id: string) {
    this.do('onBuy', { type: 'tap', currentTarget: { id, dataset: { name: '购买' } }, target: { id } })
  }

  /** Shares the page; answers with the address on the card. */
  share(): string {
    return String((this.do('onShareAppMessage', {}) as { path: string }).path)
  }

  /** Into the background, where the SDK sends what it has. */
  hide() {
    this.do('onHide')
    for (const handler of this.#hidden) handler()
  }

  /** WeChat ends it: nothing of it runs any more. */
  kill() {
    for (const timer of this.#timers) clearTimeout(timer)
  }

  /** The same value as the mini program's own code makes it: the SDK takes no array of another realm for one. */
  #own(value: unknown): unknown {
    return value === undefined ? '' : runInContext(`(${JSON.stringify(value)})`, this.#realm)
  }

  #later(work: () => void, ms: number) {
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      work()
    }, ms)
    this.#timers.add(timer)
    return timer
  }

  #wx(sent: Sent, storage: Map<string, unknown>) {
    return {
      onAppShow: (handler: Handler) => void this.#shown.push(handler),
      onAppHide: (handler: Handler) => void this.#hidden.push(handler),
      getLaunchOptionsSync: () => ({ ...this.#launch, query: { ...this.#launch.query } }),
      getStorageSync: (key: string) => this.#own(storage.get(key)),
      setStorageSync: (key: string, value: unknown) => void storage.set(key, JSON.parse(JSON.stringify(value))),
      getStorage: ({ key, complete }: { key: string; complete: Handler }) =>
        this.#later(() => void complete({ data: this.#own(storage.get(key)) }), 1),
      getNetworkType: (call: { success: Handler; complete: Handler }) => {
        call.success({ networkType: 'wifi' })
        call.complete({})
      },
      getSystemInfo: (call: { success: Handler; complete: Handler }) => {
        call.success(device)
        call.complete({})
      },
      getAccountInfoSync: () => ({ miniProgram: { appId: 'wx0123456789abcdef', envVersion: 'release' } }),
      setNavigationBarTitle: () => undefined,
      login: ({ success }: { success: Handler }) => this.#later(() => void success({ code: 'js-code' }), 1),
      request: (call: Request) => void request(sent, call),
    }
  }
}

const shopPage = `Page({
  onLoad: function () {}, onShow: function () {}, onHide: function () {}, onBuy: function () {},
  onShareAppMessage: function () { return { title: '新品', path: 'pages/goods?sku=A-01' } },
})`

const device = {
  brand: 'HUAWEI',
  model: 'Mate 60',
  platform: 'android',
  system: 'Android 14',
  version: '8.0.50',
  SDKVersion: '3.5.0',
  screenWidth: 390,
  screenHeight: 844,
}

/** Every answer is a success to `wx.request`, whatever its status; only no answer is a failure. */
async function request(sent: Sent, { url, method = 'GET', data, success, fail, complete }: Request) {
  try {
    const init = data === undefined ? { method } : { method, body: data, headers: { 'content-type': 'text/plain' } }
    const answer = await sent.through(new URL(url), data ?? '', () => fetch(url, init))
    const text = await answer.text()
    const result = { statusCode: answer.status, data: json(text), errMsg: 'request:ok' }
    success?.(result)
    complete?.(result)
  } catch (error) {
    const result = { errMsg: `request:fail ${String(error)}` }
    fail?.(result)
    complete?.(result)
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
