import { expect, test } from 'vitest'
import { clientOf } from './client.ts'

const phone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148'
const android =
  'Mozilla/5.0 (Linux; Android 14; ALN-AL00) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile'
const windows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0'

test('[T40] the app whose browser it is: WeCom before WeChat, whose name it carries too', () => {
  const told: [string, string][] = [
    [`${phone} wxwork/4.1.20 MicroMessenger/7.0.1 Language/zh`, 'wecom'],
    [`${windows} Safari/537.36 wxwork/4.1.22 (MicroMessenger/6.2) WindowsWechat`, 'wecom'],
    [`${android} Safari/537.36 MMWEBID/2247 MicroMessenger/8.0.51.2720(0x28003339) WeChat/arm64`, 'wechat'],
    [`${phone} aweme_27.5.0 JsSdk/2.0 NetType/WIFI`, 'douyin'],
    [`${phone} Weibo (iPhone13,2__weibo__13.10.2__iphone__os16.0)`, 'weibo'],
    [`${android} Safari/537.36 QQ/8.8.68.7265 NetType/WIFI`, 'qq'],
    [`${phone} AliApp(TB/10.28.10) WindVane/8.7.2`, 'taobao'],
    [`${phone} xhsdiscover/8.20`, 'xiaohongshu'],
  ]
  expect(told.map(([userAgent]) => clientOf(userAgent).app)).toEqual(told.map(([, app]) => app))
})

test('[T40] browser, system and kind of device, where the user agent tells', () => {
  expect(clientOf(`${windows} Safari/537.36`)).toEqual({
    browser: 'Chrome',
    browserVersion: '141.0.0.0',
    os: 'Windows',
    osVersion: '10',
    device: 'desktop',
  })
  expect(clientOf(`${phone} MicroMessenger/8.0`)).toEqual({
    app: 'wechat',
    os: 'iOS',
    osVersion: '17.2',
    device: 'mobile',
  })
  expect(clientOf('Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15').device).toBe('tablet')
  expect(clientOf('x')).toEqual({})
})

test('[T40] crawlers, previews and scripts are marked as bots, nobody else is', () => {
  const bots = [
    'Mozilla/5.0 (compatible; Baiduspider-render/2.0; +http://www.baidu.com/search/spider.html)',
    'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; Googlebot/2.1) Chrome/141.0.0.0 Safari/537.36',
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/141.0.0.0 Safari/537.36',
    'python-requests/2.32',
    'curl/8.5.0',
    'Sogou web spider/4.0',
  ]
  expect(bots.filter((one) => clientOf(one).bot !== true)).toEqual([])
  const people = [`${phone} MicroMessenger/8.0`, `${windows} Safari/537.36`, `${android} Safari/537.36 CUBOT_X30`]
  expect(people.filter((one) => clientOf(one).bot)).toEqual([])
})
