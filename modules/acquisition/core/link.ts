import { no, ok, type Result } from '#kit/result'

/** Schemes that lead into an app, beside web pages. */
const schemes = ['https:', 'http:', 'weixin:', 'wxwork:', 'alipays:', 'taobao:', 'snssdk1128:', 'openapp.jdmobile:']

/** Apps and devices a target can be for; the first that fits counts. */
export const places = ['wecom', 'wechat', 'alipay', 'douyin', 'ios', 'android', 'desktop'] as const
export type Place = (typeof places)[number]

/** @returns the address as it is sent, or why not */
export function targetOf(text: string): Result<URL, 'no-address' | 'own-link'> {
  const url = URL.parse(text)
  if (!url || !schemes.includes(url.protocol)) return no('no-address')
  if (/^https?:$/.test(url.protocol) && (url.hostname === '' || url.username !== '')) return no('no-address')
  if (url.pathname.startsWith('/s/')) return no('own-link')
  return ok(url)
}

export interface Leading {
  readonly url: string
  readonly targets: readonly { readonly place: Place; readonly url: string }[]
  readonly variants: readonly { readonly url: string; readonly weight: number }[]
  readonly urlWeight: number
}

/** Which way somebody was sent: 0 = the address of the link, 1 … = its variants, -1 … = its targets. */
export interface Way {
  readonly url: string
  readonly way: number
}

/** @param chance in [0, 1), the same for the same visitor */
export function wayOf(link: Leading, userAgent: string, chance: number): Way {
  const at = link.targets.findIndex(({ place }) => isAt(place, userAgent))
  const target = link.targets[at]
  if (target) return { url: target.url, way: -1 - at }
  if (link.variants.length === 0) return { url: link.url, way: 0 }
  const all = [{ url: link.url, weight: link.urlWeight }, ...link.variants]
  let left = chance * all.reduce((sum, { weight }) => sum + weight, 0)
  for (const [way, { url, weight }] of all.entries()) {
    left -= weight
    if (left < 0) return { url, way }
  }
  return { url: link.url, way: 0 }
}

/** The browser of WeCom says MicroMessenger too. */
const signs: Record<Place, RegExp> = {
  wecom: /\bwxwork\//i,
  wechat: /^(?!.*\bwxwork\/).*\bMicroMessenger\//i,
  alipay: /\bAlipayClient\//i,
  douyin: /\baweme[_/]/i,
  ios: /\b(?:iPhone|iPad|iPod)\b/,
  android: /\bAndroid\b/,
  desktop: /^(?!.*\b(?:Mobile|iPhone|iPad|Android)\b).*\b(?:Windows NT|Macintosh|X11|Linux)\b/,
}

const isAt = (place: Place, userAgent: string): boolean => signs[place].test(userAgent)

/** The address with what the visitor's own query says and it does not. */
export function withQuery(url: string, query: string): string {
  if (query === '') return url
  const to = new URL(url)
  if (!/^https?:$/.test(to.protocol)) return url
  for (const [name, value] of new URLSearchParams(query))
    if (!to.searchParams.has(name)) to.searchParams.append(name, value)
  return to.href
}
