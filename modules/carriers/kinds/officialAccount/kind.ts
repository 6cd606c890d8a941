import { z } from 'zod'
import { field } from '#kit/form'
import type { CarrierKind } from '../../core/kind.ts'
import type { WindowTrigger } from '../../core/windows.ts'
import { weixinBase, weixinFields } from '../weixin/settings.ts'
import { officialMass, officialService, officialSubscription, officialTemplate } from '../weixin/ways.ts'

const answers = (zh: string, en: string, usual: number) =>
  field(z.number().int().min(0).max(1000).default(usual), { zh, en })

/** A verified service account. Numbers of answers changed over the years, so they are settings. */
export const officialAccountSettings = z.object({
  ...weixinFields,
  answersAfterMessage: answers('用户发消息后 48 小时内可回复条数', 'Answers within 48 h of a message', 5),
  answersAfterClick: answers('点菜单后 1 分钟内可回复条数', 'Answers within a minute of a menu click', 3),
  answersAfterFollow: answers('关注后 1 分钟内可回复条数', 'Answers within a minute of a follow', 3),
  answersAfterScan: answers('扫码后 1 分钟内可回复条数', 'Answers within a minute of a scan', 3),
  readers: field(z.enum(['off', 'on']).default('off'), {
    zh: '认出点链接的人',
    en: 'Know who taps a link',
    help: {
      zh: '群发里同一条链接在微信里打开时静默授权，认出是谁点的。先在公众平台把本站域名填进「网页授权域名」',
      en: 'Asks silently who opens the link of a message to many inside WeChat. First enter this domain at the platform as one for web authorisation',
    },
    choices: { off: { zh: '不认', en: 'No' }, on: { zh: '认', en: 'Yes' } },
  }),
  massesAMonth: field(z.number().int().min(0).max(100).default(4), {
    zh: '每位粉丝每月可收群发条数',
    en: 'Messages to many a follower may get in a month',
  }),
  templatesADay: field(z.number().int().min(0).max(100_000_000).default(100_000), {
    zh: '模板消息每天可发条数',
    en: 'Template messages a day',
    help: { zh: '以公众平台上显示的为准', en: 'As the platform shows it' },
  }),
})
export type OfficialAccountSettings = z.output<typeof officialAccountSettings>

/** Answers the account may give, by what the customer did. */
export const quotasOf = (settings: OfficialAccountSettings): Readonly<Record<WindowTrigger, number>> => ({
  message: settings.answersAfterMessage,
  click: settings.answersAfterClick,
  follow: settings.answersAfterFollow,
  scan: settings.answersAfterScan,
})

export const officialAccount: CarrierKind = {
  kind: 'officialAccount',
  title: { zh: '公众号（服务号）', en: 'Official account' },
  help: {
    zh: '粉丝关注与取关、菜单与扫码、48 小时内客服回复',
    en: 'Who follows and leaves, menu and codes, answers within 48 hours',
  },
  settings: officialAccountSettings,
  secrets: ['secret', 'token', 'encodingAESKey'],
  same: 'appid',
  shows: ['contacts', 'tags', 'sync'],
  ways: [officialService, officialMass, officialTemplate, officialSubscription],
  base: weixinBase,
  steps: [
    {
      zh: '公众平台「设置与开发 → 开发接口管理」里取 AppID 和 AppSecret，并把本机出口 IP 加入白名单',
      en: 'Take AppID and AppSecret from the development settings, and put the address of this server on the white list',
    },
    {
      zh: '「服务器配置」里填下面的回调地址、Token 和 EncodingAESKey，选安全模式，保存时微信会立即验证，然后启用',
      en: 'Enter the callback address below with token and EncodingAESKey, choose secure mode, save, and switch it on',
    },
    {
      zh: '启用服务器配置后，公众平台里原来的自动回复和自定义菜单会失效，先记下来',
      en: 'With it on, answers and menu made at the platform stop working: write them down first',
    },
    {
      zh: '绑定到与企业微信、小程序相同的微信开放平台账号，否则拿不到 unionid',
      en: 'Bind it to the same open platform account as WeCom and mini program, else there is no unionid',
    },
    { zh: '点「同步客户」把已有粉丝读进来', en: 'Sync customers to read those who follow already' },
  ],
}
