import { z } from 'zod'
import type { CarrierKind } from '../../core/kind.ts'
import { weixinBase, weixinFields } from '../weixin/settings.ts'
import { miniSubscription } from '../weixin/ways.ts'

export const miniProgramSettings = z.object(weixinFields)

export const miniProgram: CarrierKind = {
  kind: 'miniProgram',
  title: { zh: '小程序', en: 'Mini program' },
  help: {
    zh: '登录、手机号、订阅消息、打开小程序的链接',
    en: 'Login, phone numbers, subscription messages, links that open it',
  },
  settings: miniProgramSettings,
  secrets: ['secret', 'token', 'encodingAESKey'],
  same: 'appid',
  shows: ['contacts'],
  ways: [miniSubscription],
  base: weixinBase,
  steps: [
    {
      zh: '小程序后台「开发管理 → 开发设置」里取 AppID 和 AppSecret，并把本机出口 IP 加入白名单',
      en: 'Take AppID and AppSecret from the development settings, and put the address of this server on the white list',
    },
    {
      zh: '「消息推送」里填下面的回调地址、Token 和 EncodingAESKey，选安全模式，JSON 或 XML 都可以',
      en: 'Enter the callback address below under message push with token and EncodingAESKey; secure mode, JSON or XML',
    },
    {
      zh: '「服务器域名」里加上本系统的域名：小程序用 wx.login 的 code 调用登录接口',
      en: 'Add the domain of this system to the server domains: the mini program logs in with the code of wx.login',
    },
    {
      zh: '绑定到与企业微信、公众号相同的微信开放平台账号，否则拿不到 unionid',
      en: 'Bind it to the same open platform account as WeCom and official account, else there is no unionid',
    },
    {
      zh: '取手机号要在隐私保护指引里说明，并由用户点按钮同意',
      en: 'Phone numbers have to stand in the privacy guide, and the user gives one by a button',
    },
  ],
}
