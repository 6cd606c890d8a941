import Bowser from 'bowser'

/** What opened a page, by its user agent. */
export interface Client {
  /** The app whose built-in browser it is. */
  app?: string
  browser?: string
  browserVersion?: string
  os?: string
  osVersion?: string
  device?: string
  /** A crawler, a preview or a script; counted like everybody, so that it can be told apart. */
  bot?: true
}

/** The first that fits counts: WeCom says MicroMessenger too. Marketplaces by the names of their ids (`platform:…`). */
const apps: readonly [app: string, sign: RegExp][] = [
  ['wecom', /\bwxwork\//i],
  ['wechat', /\bMicroMessenger\//i],
  ['alipay', /\bAlipayClient\//i],
  ['taobao', /\bAliApp\(TB\//i],
  ['tmall', /\bAliApp\(TM\//i],
  ['dingtalk', /\bDingTalk\//i],
  ['feishu', /\b(?:Lark|Feishu)\//i],
  ['douyin', /\baweme[_/]/i],
  ['toutiao', /\bNewsArticle\//i],
  ['kuaishou', /\b(?:Kwai|ksNebula)\b/i],
  ['xiaohongshu', /\b(?:xhsdiscover|discover)\//i],
  ['weibo', /__weibo__|\bWeibo\b/i],
  ['bilibili', /\bBili(?:App|bili)?\b/i],
  ['zhihu', /\bZhihuHybrid\b/i],
  ['jd', /\bjdapp\b/i],
  ['pdd', /\bphh_android|\bpinduoduo\b/i],
  ['baidu', /\bbaiduboxapp\//i],
  ['qq', /\bQQ\//],
]
const bots =
  /bot\b|spider|crawl|slurp|preview|headless|phantom|lighthouse|externalhit|^(?:curl|wget|python|java|go-http|okhttp|node|axios|postman)/i

/** Reads a user agent; what it does not say is absent. */
export function clientOf(userAgent: string): Client {
  const { browser, os, platform } = Bowser.parse(userAgent)
  const app = apps.find(([, sign]) => sign.test(userAgent))?.[0]
  const said = {
    app,
    // In the browser of an app the name is the app's, and the version is that of WeChat within WeCom.
    browser: app === undefined ? browser.name : undefined,
    browserVersion: app === undefined ? browser.version : undefined,
    os: os.name,
    osVersion: os.name === 'Windows' ? os.versionName : os.version,
    device: platform.type === 'bot' ? undefined : platform.type,
  }
  const client: Client = Object.fromEntries(Object.entries(said).filter(([, value]) => value))
  return platform.type === 'bot' || bots.test(userAgent) ? { ...client, bot: true } : client
}
