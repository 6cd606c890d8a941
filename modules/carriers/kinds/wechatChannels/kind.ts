import { z } from 'zod'
import { field } from '#kit/form'
import type { CarrierKind } from '../../core/kind.ts'
import { weixinBase, weixinFields } from '../weixin/settings.ts'

export const wechatChannelsSettings = z.object({
  ...weixinFields,
  sourceKind: field(z.enum(['private', 'platform']).default('private'), {
    zh: '这家店的订单算',
    en: 'Orders of this shop count as',
    help: {
      zh: '客人主要从社群、企微、公众号进店的算私域；主要靠推荐流量的算公域',
      en: 'Private where customers come from groups, members and the account; public where they come by recommendation',
    },
    choices: {
      private: { zh: '私域成交', en: 'Private domain' },
      platform: { zh: '公域成交', en: 'Marketplace' },
    },
  }),
  orderSource: field(z.string().trim().min(1).max(100).default('wechat-shop'), {
    zh: '订单来源',
    en: 'Source of the orders',
    help: {
      zh: '订单号在同一来源内只算一次。默认和导入模板「微信小店」的来源相同：导入过的订单和读到的是同一张；改了以后，已有的订单留在原来的来源里',
      en: 'An order number counts once within it. It is that of the preset “WeChat shop”, so that imported orders and those read are the same; after a change, what is there stays under the old one',
    },
  }),
  syncDays: field(z.number().int().min(1).max(365).default(90), {
    zh: '同步时往回读多少天的订单',
    en: 'Days of orders that a sync reads back',
  }),
})
export type WechatChannelsSettings = z.output<typeof wechatChannelsSettings>

export const wechatChannels: CarrierKind = {
  kind: 'wechatChannels',
  title: { zh: '视频号小店（微信小店）', en: 'Shop of a channels account' },
  help: {
    zh: '小店订单、退款实时入账，买家按 openid、unionid 认人；直播场次用导入',
    en: 'Orders and refunds of the shop as they happen, buyers by openid and unionid; live rooms by import',
  },
  settings: wechatChannelsSettings,
  secrets: ['secret', 'token', 'encodingAESKey'],
  same: 'appid',
  shows: ['contacts', 'orders', 'offers'],
  base: weixinBase,
  steps: [
    {
      zh: '微信小店后台「服务市场 → 自研」里取 AppID 和 AppSecret，并把本机出口 IP 加入白名单',
      en: 'Take AppID and AppSecret from the shop’s own development settings, and put the address of this server on the white list',
    },
    {
      zh: '同一页「消息推送」里填下面的回调地址、Token 和 EncodingAESKey，选安全模式，JSON 格式',
      en: 'Enter the callback address below under message push with token and EncodingAESKey; secure mode, JSON',
    },
    {
      zh: '订阅订单的付款、发货、确认收货、取消和售后更新事件',
      en: 'Subscribe to orders being paid, sent, received, cancelled, and to after-sales updates',
    },
    {
      zh: '把小店绑定到与企业微信、公众号、小程序相同的微信开放平台账号，否则订单里没有 unionid',
      en: 'Bind the shop to the same open platform account as WeCom, official account and mini program, else orders have no unionid',
    },
    {
      zh: '以前导入过这家店的订单：「订单来源」填当时的来源，同一张订单就不会算两次',
      en: 'Where orders of this shop were imported before: enter their source, so that no order counts twice',
    },
    { zh: '点「同步订单」把以前的订单读进来', en: 'Sync orders to read what was sold before' },
    {
      zh: '直播场次：视频号助手「数据中心 → 直播数据」导出，到「导入」里选「直播场次」',
      en: 'Live rooms: export them from the channels assistant, then import them as live rooms',
    },
  ],
}
