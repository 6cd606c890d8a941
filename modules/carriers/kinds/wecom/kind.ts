import { z } from 'zod'
import { field } from '#kit/form'
import type { CarrierKind } from '../../core/kind.ts'
import { wecomMass } from './ways.ts'

/** How many mass messages a customer may receive, as the corp has set it at WeCom (developer page 92135, 2025-11-17). */
export const massRules = ['monthDays', 'weekly', 'daily'] as const

/** A self-built app of a corp that may use 客户联系. */
export const wecomSettings = z.object({
  corpid: field(
    z
      .string()
      .trim()
      .regex(/^[A-Za-z0-9_-]{6,64}$/),
    {
      zh: '企业 ID',
      en: 'Corp ID',
      help: { zh: '我的企业 → 企业信息，以 ww 开头', en: 'My company, company information; begins with ww' },
    },
  ),
  agentid: field(
    z
      .string()
      .trim()
      .regex(/^\d{1,12}$/),
    {
      zh: '应用 AgentId',
      en: 'Agent ID',
      help: { zh: '应用管理 → 自建应用的详情页', en: 'Apps, the page of the self-built app' },
      wrong: { zh: '应当是数字', en: 'It is a number' },
    },
  ),
  secret: field(z.string().trim().min(8).max(128), {
    zh: '应用 Secret',
    en: 'App secret',
    help: {
      zh: '这个自建应用要在「客户联系 → 可调用接口的应用」里勾选',
      en: 'The app has to be ticked under customer contact, apps that may call the API',
    },
    text: 'password',
  }),
  token: field(
    z
      .string()
      .trim()
      .regex(/^[A-Za-z0-9]{1,32}$/),
    {
      zh: '回调 Token',
      en: 'Callback token',
      text: 'password',
    },
  ),
  encodingAESKey: field(
    z
      .string()
      .trim()
      .regex(/^[A-Za-z0-9]{43}$/),
    {
      zh: '回调 EncodingAESKey',
      en: 'Callback EncodingAESKey',
      wrong: { zh: '应当是 43 位字母和数字', en: 'It has 43 letters and digits' },
      text: 'password',
    },
  ),
  base: field(z.url({ protocol: /^https?$/ }).default('https://qyapi.weixin.qq.com'), {
    zh: '接口地址',
    en: 'API address',
    help: {
      zh: '一般不改；连模拟环境时填模拟环境的地址',
      en: 'Leave it as it is; a simulated platform has its own',
    },
  }),
  mass: field(z.enum(massRules).default('monthDays'), {
    zh: '群发次数规则',
    en: 'Rule of mass messages',
    help: {
      zh: '要和企业微信「群发助手」里的设置一致；员工自己发的也算',
      en: 'As it is set at WeCom; what members send by themselves counts too',
    },
    choices: {
      monthDays: { zh: '每月与当月天数相同', en: 'As many a month as it has days' },
      weekly: { zh: '每周 7 次', en: '7 a week' },
      daily: { zh: '每天 1 次', en: '1 a day' },
    },
  }),
  capacity: field(z.number().int().min(1).max(100_000).default(5000), {
    zh: '每位员工的客户上限',
    en: 'Customers a member may have',
    help: { zh: '企业微信默认 5,000，可以申请提高到 20,000', en: 'WeCom lets 5,000, and 20,000 on application' },
  }),
})
export type WecomSettings = z.output<typeof wecomSettings>

export const wecom: CarrierKind = {
  kind: 'wecom',
  title: { zh: '企业微信', en: 'WeCom' },
  help: {
    zh: '员工、客户、标签、客户群、欢迎语、群发、朋友圈、离职继承',
    en: 'Members, customers, tags, groups, welcomes, mass messages, moments, hand-over',
  },
  settings: wecomSettings,
  secrets: ['secret', 'token', 'encodingAESKey'],
  same: 'corpid',
  shows: ['members', 'contacts', 'tags', 'welcomes', 'sync', 'transfers', 'posts'],
  ways: [wecomMass],
  base: 'https://qyapi.weixin.qq.com',
  steps: [
    {
      zh: '在企业微信管理后台新建一个自建应用，把要管理客户的员工放进可见范围',
      en: 'Make a self-built app at WeCom and let it see the members who have customers',
    },
    {
      zh: '「客户联系 → 可调用接口的应用」里勾选它，并把它能看到的员工加入「使用范围」',
      en: 'Tick it under customer contact, apps that may call the API, and give those members customer contact',
    },
    {
      zh: '应用的「接收消息」里填上下面的回调地址、Token 和 EncodingAESKey，保存时企业微信会立即验证',
      en: 'Enter the callback address below with token and EncodingAESKey; WeCom proves it as you save',
    },
    {
      zh: '「企业可信 IP」里加上本机的出口 IP，否则接口返回 60020',
      en: 'Add the address this server calls from to the trusted IPs, else calls answer 60020',
    },
    {
      zh: '绑定微信开放平台账号，否则拿不到 unionid，客户无法与公众号、小程序打通',
      en: 'Bind an open platform account, else there is no unionid and customers stay apart from your other accounts',
    },
    {
      zh: '员工侧边栏和登录：应用里设好「网页授权及 JS-SDK」可信域名和「企业微信授权登录」回调域，都填本站域名；再到「客户联系 → 聊天工具 → 聊天附件栏」加页面 /m/sidebar',
      en: 'Side bar and login of members: trust the domain of this site for web pages and JS-SDK and for the login, and add the page /m/sidebar to the chat tools of customer contact',
    },
  ],
}
