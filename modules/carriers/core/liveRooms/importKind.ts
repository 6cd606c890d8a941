import { z } from 'zod'
import { field } from '#kit/form'
import type { ImportKind, ImportPreset, ImportTarget } from '#modules/intake'

const target = (name: string, cell: ImportTarget['cell'], zh: string, en: string): ImportTarget => ({
  ...{ name, cell, title: { zh, en } },
})
const figure = (name: string, zh: string, en: string) => target(name, 'value', zh, en)

const targets: readonly ImportTarget[] = [
  { ...target('startedAt', 'value', '开播时间', 'Began at') },
  target('endedAt', 'value', '结束时间', 'Ended at'),
  {
    ...figure('duration', '直播时长', 'Duration'),
    help: { zh: '不写单位时按分钟', en: 'Minutes where no unit is said' },
  },
  {
    ...target('roomNo', 'id', '直播编号', 'Number of the room'),
    help: { zh: '没有编号时用账号加开播时间认同一场', en: 'Without one a room is known by account and beginning' },
  },
  target('title', 'text', '直播主题', 'Title'),
  target('account', 'text', '主播账号', 'Account'),
  figure('viewers', '观看人数', 'Viewers'),
  figure('views', '观看次数', 'Views'),
  figure('peak', '最高在线', 'Most at a time'),
  figure('averageSeconds', '人均观看时长', 'Average time watched'),
  figure('likes', '点赞', 'Likes'),
  figure('comments', '评论', 'Comments'),
  figure('shares', '分享', 'Shares'),
  figure('newFollowers', '新增关注', 'New followers'),
  figure('reserved', '预约人数', 'Reserved by'),
  figure('orders', '成交订单', 'Orders'),
  figure('buyers', '成交人数', 'Buyers'),
  { ...figure('gmv', '成交金额（元）', 'GMV (yuan)'), money: true },
]

// Names of columns from memory of the platforms' exports, several versions of each: an operator can change every mapping.
const preset = (name: string, zh: string, en: string, mapping: ImportPreset['mapping']): ImportPreset => ({
  ...{
    name,
    title: { zh: `${zh}（列名凭记忆，可改）`, en: `${en} (columns from memory)` },
    mapping,
    options: { platform: zh },
  },
})

const presets: readonly ImportPreset[] = [
  preset('wechat-channels', '视频号', 'WeChat Channels', {
    ...{ 直播ID: 'roomNo', 直播编号: 'roomNo', 直播主题: 'title', 直播标题: 'title', 直播描述: 'title' },
    ...{ 视频号: 'account', 视频号名称: 'account', 主播: 'account', 开播时间: 'startedAt', 直播开始时间: 'startedAt' },
    ...{
      下播时间: 'endedAt',
      直播结束时间: 'endedAt',
      直播时长: 'duration',
      观看人数: 'viewers',
      累计观看人数: 'viewers',
    },
    ...{ 总观看人数: 'viewers', 观看次数: 'views', 总观看次数: 'views', 最高在线人数: 'peak', 在线峰值: 'peak' },
    ...{
      平均观看时长: 'averageSeconds',
      人均观看时长: 'averageSeconds',
      点赞次数: 'likes',
      总热度: 'likes',
      点赞数: 'likes',
    },
    ...{ 评论次数: 'comments', 评论人数: 'comments', 分享次数: 'shares', 分享人数: 'shares', 新增关注: 'newFollowers' },
    ...{
      新增关注人数: 'newFollowers',
      涨粉: 'newFollowers',
      预约人数: 'reserved',
      成交订单数: 'orders',
      支付订单数: 'orders',
    },
    ...{ 成交人数: 'buyers', 支付人数: 'buyers', 成交金额: 'gmv', 支付金额: 'gmv', '成交金额(元)': 'gmv', GMV: 'gmv' },
  }),
  preset('douyin-live', '抖音', 'Douyin', {
    ...{ 直播间ID: 'roomNo', 直播标题: 'title', 达人昵称: 'account', 主播昵称: 'account', 开播时间: 'startedAt' },
    ...{ 下播时间: 'endedAt', 直播时长: 'duration', 观看人数: 'viewers', 累计观看人数: 'viewers', 观看次数: 'views' },
    ...{ 最高在线人数: 'peak', 人均观看时长: 'averageSeconds', 评论次数: 'comments', 新增粉丝数: 'newFollowers' },
    ...{ 成交订单数: 'orders', 成交人数: 'buyers', 直播间成交金额: 'gmv', 成交金额: 'gmv', 用户支付金额: 'gmv' },
  }),
  preset('taobao-live', '淘宝直播', 'Taobao live', {
    ...{ 直播ID: 'roomNo', 场次ID: 'roomNo', 直播标题: 'title', 主播昵称: 'account', 开播时间: 'startedAt' },
    ...{ 结束时间: 'endedAt', 直播时长: 'duration', 观看人数: 'viewers', 观看次数: 'views', 最高在线人数: 'peak' },
    ...{
      人均观看时长: 'averageSeconds',
      新增粉丝数: 'newFollowers',
      成交笔数: 'orders',
      成交人数: 'buyers',
      成交金额: 'gmv',
    },
  }),
]

export const liveRoomOptions = z.object({
  platform: field(z.string().trim().min(1).max(40).default('视频号'), {
    zh: '平台',
    en: 'Platform',
    help: {
      zh: '和订单的渠道写成一样，场次就能和订单对上',
      en: 'Written as the channel of its orders is, a room finds them',
    },
  }),
  account: field(z.string().trim().max(64).default(''), {
    zh: '主播账号',
    en: 'Account',
    help: { zh: '文件里没有账号列时填', en: 'Where the file has no column of it' },
  }),
})

/** The import of live rooms: one row is one room. */
export const liveRoomKind: ImportKind = {
  ...{ kind: 'liveRooms', title: { zh: '直播场次', en: 'Live rooms' }, targets, key: 'startedAt', presets },
  options: liveRoomOptions,
  lacking: (found) =>
    found.has('startedAt') ? null : { zh: '还缺开播时间（startedAt）', en: 'When it began (startedAt) is missing' },
}
