import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shareOf } from './share.ts'

const app = 'wx0123456789abcdef'
const anyOf = (value: string, ...more: string[]) =>
  ['login_id', 'anonymous_id', 'cookie_id', 'device_id', ...more].map((type) => ({ type, value }))
const card = (i: unknown, d: unknown = 1) =>
  encodeURIComponent(JSON.stringify({ i, p: 'pages/goods', d, m: '转发消息卡片' }))

test('[T41] the share that the SDK read is its properties', () => {
  const said = {
    $share_distinct_id: 'member-1',
    $share_depth: 2,
    $share_url_path: 'pages/goods',
    $share_method: '转发消息卡片',
    $app_id: app,
  }
  const share = { by: anyOf('member-1', `openid:${app}`), depth: 2, path: 'pages/goods', method: '转发消息卡片' }
  expect(shareOf(said)).toEqual(share)
  expect(shareOf({ ...said, $share_depth: '-1', $share_url_path: '取值异常' })).toEqual({
    ...share,
    depth: null,
    path: null,
  })
  expect(shareOf({ ...said, $share_distinct_id: '取值异常' })).toBeNull()
  expect(shareOf({ ...said, $share_distinct_id: 'x'.repeat(256) })).toBeNull()
})

test('[T41] an address holds the share of its sender, packed or in single fields', () => {
  const share = { by: anyOf('m1'), depth: 2, path: 'pages/goods', method: '转发消息卡片' }
  expect(shareOf({ $url: `https://h5.example.cn/a?x=1&sampshare=${card('m1')}#top` })).toEqual(share)
  expect(shareOf({ $url_query: `sampshare=${encodeURIComponent(card('m1'))}` })).toEqual(share)
  const fields = 'sensors_share_i=m1&sensors_share_d=1&sensors_share_p=pages%2Fgoods&sensors_share_m=a'
  expect(shareOf({ $url: `pages/goods?${fields}` })).toEqual({ ...share, method: 'a' })
  expect(shareOf({ $url: `https://h5.example.cn/?sampshare=${card('m1').slice(0, 20)}` })).toBeNull()
  expect(shareOf({ $url: 'https://h5.example.cn/', $latest_share_distinct_id: 'm1' })).toBeNull()
})

test('[T41] a login by a key of its own is that id', () => {
  const by = (id: string) => shareOf({ $share_distinct_id: id, $app_id: app })?.by
  expect(by('$identity_mobile+13800138000')).toEqual([{ type: 'phone', value: '13800138000' }])
  expect(by('$identity_mp_openid+oABC')).toEqual([{ type: `openid:${app}`, value: 'oABC' }])
  expect(by('a+b@example.com')).toEqual(anyOf('a+b@example.com', `openid:${app}`))
})

test('whatever stands there, it is a share or none', () => {
  const value = fc.oneof(
    fc.anything(),
    fc.string(),
    fc.string().map((text) => `https://x.cn/?sampshare=${text}`),
  )
  fc.assert(
    fc.property(fc.tuple(value, value, value), ([a, b, c]) => {
      const share = shareOf({ $share_distinct_id: a, $url: b, $url_query: c, $share_depth: a })
      if (share) expect(share.by.length).toBeGreaterThan(0)
    }),
  )
})
