import type { UtmRule } from './tree.ts'

/** A channel that ships with Siyu. */
export interface Shipped {
  readonly name: string
  readonly names?: readonly string[]
  readonly utm?: readonly UtmRule[]
  readonly below?: readonly Shipped[]
}

const one = (name: string, names: readonly string[] = [], utm: readonly UtmRule[] = []): Shipped => ({
  ...{ name, names, utm },
})
const by = (source: string, medium = ''): UtmRule => ({ source, medium, campaign: '' })
const group = (name: string, below: readonly Shipped[], names: readonly string[] = []): Shipped => ({
  ...{ name, below, names },
})

/** Cards in parcels and messages to buyers stand below each marketplace; which batch is whose, only the company knows. */
const marketplace = (name: string, names: readonly string[], source: string): Shipped => ({
  ...{ name, names, utm: [by(source)] },
  below: [one('包裹卡', [`包裹卡 ${names[0]}*`]), one('买家短信', [`${names[0]}短信*`], [by(source, 'sms')])],
})

const publicSide = group('公域', [
  group('搜索', [
    one('SEO', ['自然搜索'], [by('', 'organic')]),
    one('SEM', ['搜索广告', '百度推广', '百度营销', 'adBaidu'], [by('baidu', 'cpc')]),
  ]),
  group(
    '信息流',
    [
      one('巨量引擎', ['抖音广告', '头条广告', 'adOceanengine'], [by('oceanengine'), by('douyin', 'feed')]),
      one('腾讯广告', ['广点通', '朋友圈广告', 'adTencent'], [by('tencent'), by('gdt')]),
      one('快手磁力引擎', ['快手广告'], [by('kuaishou', 'feed')]),
      one('小红书聚光', ['小红书广告'], [by('xiaohongshu', 'feed')]),
      one('微博粉丝通', ['微博广告'], [by('weibo', 'feed')]),
      one('B站花火', ['B站广告'], [by('bilibili', 'feed')]),
      one('知乎知+', ['知乎广告'], [by('zhihu', 'feed')]),
    ],
    ['信息流*'],
  ),
  group('自有内容', [
    one('小红书', [], [by('xiaohongshu')]),
    one('抖音', [], [by('douyin')]),
    one('快手', [], [by('kuaishou')]),
    one('微博', [], [by('weibo')]),
    one('B站', ['哔哩哔哩'], [by('bilibili')]),
    one('知乎', [], [by('zhihu')]),
    one('视频号', [], [by('wechatchannels')]),
  ]),
  group('垂直社区', [one('宝宝树'), one('豆瓣小组', ['豆瓣']), one('百度贴吧', ['贴吧'])], ['社区']),
  group('达人', [one('KOL', ['达人带货']), one('KOC', ['素人种草'])], ['达人*']),
])

const marketplaces = group('平台', [
  marketplace('天猫·淘宝', ['天猫', '淘宝'], 'tmall'),
  marketplace('京东', ['京东'], 'jd'),
  marketplace('拼多多', ['拼多多'], 'pdd'),
  marketplace('抖音小店', ['抖店', '抖音小店'], 'douyinshop'),
  one('美团·点评', ['美团', '大众点评', '团购*'], [by('meituan')]),
  one('包裹卡（未分平台）', ['包裹卡*']),
  one('短信（未分平台）', ['短信*'], [by('sms'), by('', 'sms')]),
  one('外呼与主动添加', ['外呼*', '加好友任务*']),
])

const offline = group('线下', [
  one('门店', ['门店*', '店员*', '导购*'], [by('store')]),
  one('地推'),
  one('活动与展会', ['活动*', '展会*']),
])

const fission = group('裂变', [
  one('客户邀请', ['@invited', '老带新', '转介绍']),
  one('裂变活动', ['助力*', '拼团*', '抽奖*']),
])

const ownSide = group('自有', [
  one('公众号', ['公众号*'], [by('mp'), by('wechat', 'article')]),
  one('小程序', ['小程序*'], [by('miniprogram')]),
  one('官网与 APP', ['官网', 'APP'], [by('website'), by('app')]),
])

/** The tree that a company begins with. */
export const shippedTree: readonly Shipped[] = [publicSide, marketplaces, offline, fission, ownSide]
