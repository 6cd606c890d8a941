import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Leading, places, targetOf, wayOf, withQuery } from './link.ts'

const agents = {
  wecom: 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) MicroMessenger/8.0.49 wxwork/4.1.22',
  wechat: 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) MicroMessenger/8.0.49 NetType/WIFI',
  alipay: 'Mozilla/5.0 (Linux; Android 14) AlipayClient/10.5.90',
  douyin: 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5) aweme_29.1.0',
  ios: 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Safari/604.1',
  android: 'Mozilla/5.0 (Linux; Android 14; Pixel) Chrome/125 Mobile Safari/537.36',
  desktop: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/125.0 Safari/537.36',
}
const link = (more: Partial<Leading> = {}): Leading => ({
  ...{ url: 'https://shop.example/', targets: [], variants: [], urlWeight: 1 },
  ...more,
})

test('[A2] every app and device has its own target; the first that fits counts', () => {
  const all = places.map((place) => ({ place, url: `https://${place}.example/` }))
  for (const place of places)
    expect(wayOf(link({ targets: all }), agents[place], 0).url).toBe(`https://${place}.example/`)
  expect(wayOf(link({ targets: all }), 'curl/8', 0)).toEqual({ url: 'https://shop.example/', way: 0 })
})

test('[A2] variants share the visitors by weight, and the same chance leads the same way', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }), fc.nat(9), (weights, own) => {
      const variants = weights.map((weight, i) => ({ url: `https://v${i + 1}.example/`, weight }))
      const total = own + weights.reduce((sum, weight) => sum + weight, 0)
      const ways = Array.from(
        { length: total },
        (_, i) => wayOf(link({ variants, urlWeight: own }), '', (i + 0.5) / total).way,
      )
      expect([own, ...weights]).toEqual(
        [...Array(weights.length + 1).keys()].map((way) => ways.filter((one) => one === way).length),
      )
    }),
  )
})

test('[A2] the query of the visitor is passed on and replaces nothing', () => {
  expect(withQuery('https://a.example/x?utm_source=sms', 'utm_source=evil&gdt_vid=1')).toBe(
    'https://a.example/x?utm_source=sms&gdt_vid=1',
  )
  expect(withQuery('https://a.example/页?q=眼镜#顶', 'q=x&b=2')).toBe(
    `https://a.example/${encodeURIComponent('页')}?q=${encodeURIComponent('眼镜')}&b=2#${encodeURIComponent('顶')}`,
  )
  expect(withQuery('https://a.example/x', 'a=1')).toBe('https://a.example/x?a=1')
  expect(withQuery('weixin://dl/business/?t=abc', 'a=1')).toBe('weixin://dl/business/?t=abc')
})

test('[A4] pages and known apps only, never what runs in the browser, never a short link', () => {
  for (const good of ['https://a.example/x?y#z', 'http://a.example', 'weixin://dl/business/?t=abc'])
    expect(targetOf(good).ok).toBe(true)
  for (const bad of [
    'javascript:alert(1)',
    'data:text/html,x',
    '//a.example',
    'a.example',
    '',
    'https://',
    'https://u:p@a.example/',
    'https://a.example/s/abc',
    'file:///etc/passwd',
    'https://a.example/\nset-cookie: x',
    'https://a b.example/',
  ])
    expect([bad, targetOf(bad).ok]).toEqual([bad, false])
})
