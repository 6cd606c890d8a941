import { expect, test } from 'vitest'
import { enrich } from './enrich.ts'

const clientOf = (userAgent: string) => ({ browser: userAgent })
const of = (properties: object, context: object = {}) =>
  enrich({ properties: { ...properties }, context: { ...context } }, clientOf)

test('[T40] campaign and click id are read from the address of a page', () => {
  const campaign = { source: 'wechat', medium: 'moments', name: '春装 1', term: 'a', content: 'b' }
  const query = '?utm_source=wechat&utm_medium=moments&utm_campaign=%E6%98%A5%E8%A3%85+1&utm_term=a&utm_content=b'
  const click = { id: 'abc_1', platform: 'tencent' }
  expect(of({ $url: `https://shop.example.cn/${query}&gdt_vid=abc_1#top` })).toEqual({ campaign, click })
  const page = { url: 'https://shop.example.cn/', search: `${query}&gdt_vid=abc_1` }
  expect(of({}, { page })).toEqual({ page, campaign, click })
  expect(of({ $url_query: query.slice(1) })).toEqual({ campaign })
  expect(of({ $url: 'https://x.cn/?utm_source=' })).toEqual({})
  expect(of({ $url: 'https://x.cn/utm_source=a' })).toEqual({})
})

test('[T40] the click ids of the platforms by their names', () => {
  const names = { clickid: 'oceanengine', bd_vid: 'baidu', qz_gdt: 'tencent', gclid: 'google', qhclickid: 'qihoo' }
  for (const [name, platform] of Object.entries(names))
    expect(of({ $url: `https://x.cn/?a=1&${name}=id%2F1` })).toEqual({ click: { id: 'id/1', platform } })
})

test('[T40] what the SDK says of the campaign itself stands, with the user agent read', () => {
  const campaign = { name: 'its own' }
  const page = { search: '?utm_campaign=address&utm_source=sms' }
  expect(of({}, { campaign, page, userAgent: 'UA' })).toEqual({
    campaign: { source: 'sms', name: 'its own' },
    page,
    userAgent: 'UA',
    client: { browser: 'UA' },
  })
  expect(of({ $utm_source: 'scene', $utm_campaign: 'poster', price: 1 })).toEqual({
    campaign: { source: 'scene', name: 'poster' },
  })
  expect(of({ $url: 7, $url_query: { a: 1 } }, { page: 'x', userAgent: '' })).toEqual({ page: 'x', userAgent: '' })
})
