import { no, ok, type Result } from '#kit/result'

/** Schemes that lead into an app, beside web pages. */
const schemes = ['https:', 'http:', 'weixin:', 'wxwork:', 'alipays:', 'taobao:', 'snssdk1128:', 'openapp.jdmobile:']

/** Apps and devices a target can be for; the first that fits counts. */
export const places = ['wecom', 'wechat', 'alipay', 'douyin', 'ios', 'android', 'desktop'] as const
export type Place = (typeof places)[number]

const parts = /^([a-z][a-z0-9+.-]*:)(?:\/\/([^/?#\\\s]*))?([^?#\s]*)(?:\?[^#\s]*)?(?:#\S*)?$/i

/** Whether somebody may be sent there. */
export function targetOf(text: string): Result<string, 'no-address' | 'own-link'> {
  const [, scheme = '', host = '', path = ''] = parts.exec(text) ?? []
  if (!schemes.includes(scheme.toLowerCase())) return no('no-address')
  if (/^https?:$/i.test(scheme) && (host === '' || host.includes('@'))) return no('no-address')
  return path.startsWith('/s/') ? no('own-link') : ok(text)
}

export interface Leading {
  readonly url: string
  readonly targets: readonly { readonly place: Place; readonly url: string }[]
  readonly variants: readonly { readonly url: string; readonly weight: number }[]
  readonly urlWeight: number
}

/** Whether it leads anywhere: without a weight of its own it needs a variant. */
export const isLed = (urlWeight: number, variants: readonly unknown[]): boolean => urlWeight > 0 || variants.length > 0

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

export const isAt = (place: Place, userAgent: string): boolean => signs[place].test(userAgent)

/** The address as a header can carry it, with what the visitor's own query says and it does not. */
export function withQuery(url: string, query: string): string {
  if (query === '' || !/^https?:/i.test(url)) return carried(url)
  const [main = '', ...rest] = url.split('#')
  const hash = rest.length > 0 ? `#${rest.join('#')}` : ''
  const [path, own = ''] = main.split(/\?(.*)/s)
  const names = new Set(own.split('&').map(nameIn))
  const more = query.split('&').filter((part) => part !== '' && !names.has(nameIn(part)))
  const all = [...(own === '' ? [] : [own]), ...more].join('&')
  return carried(`${path}${all === '' ? '' : `?${all}`}${hash}`)
}

const nameIn = (part: string) => part.split('=')[0] ?? ''

/** A header is ASCII; browsers read the rest from its escapes. */
const carried = (text: string) => text.replace(/[^\x21-\x7e]+/g, encodeURIComponent)

/** Apps and devices that somebody is at. */
export const placesOf = (userAgent: string): Place[] => places.filter((place) => isAt(place, userAgent))
