import { type PlanStep, usualRate } from './steps.ts'

/** A path to begin with, with what to say at each step. */
export interface PlanTemplate {
  readonly key: string
  readonly zh: string
  readonly en: string
  readonly path: readonly { readonly step: PlanStep; readonly copy: string; readonly expected?: number }[]
}

const say = (step: PlanStep, copy = '', expected?: number) => ({
  step,
  copy,
  ...(expected === undefined ? {} : { expected }),
})
const hello = '您好，我是您的专属顾问。镜片清洗、免费调校、验光预约，都可以直接找我。'

export const planTemplates: readonly PlanTemplate[] = [
  {
    ...{ key: 'parcel', zh: '包裹卡 → 企微', en: 'Parcel card → WeCom' },
    path: [
      say('seeCard', '扫码登记质保，另送镜布一块'),
      say('scan'),
      say('add', '点“添加到通讯录”，马上登记'),
      say('welcome', hello),
      say('claim', '填收货地址，镜布包邮寄给您', 0.65),
      say('order', '老顾客专享：只在这里能买到的套装', 0.09),
    ],
  },
  {
    ...{ key: 'sms', zh: '短信 → 浏览器 → 微信', en: 'SMS → browser → WeChat' },
    path: [
      say('readSms', '【品牌】您的镜片该换了，点链接领免费验光，拒收请回复R'),
      say('click'),
      say('land', '长按保存二维码，到微信扫一扫'),
      say('save', '也可以复制链接，到微信打开'),
      say('openWechat'),
      say('add', '添加顾问，报手机号即可预约'),
      say('welcome', hello),
      say('order', '预约到店，配镜立减', 0.09),
    ],
  },
  {
    ...{ key: 'feed', zh: '信息流 → 承接页 → 企微', en: 'Feed → hand-over page → WeCom' },
    path: [
      say('seeAd', '孩子眯眼看黑板？先做一次免费视力筛查'),
      say('click'),
      say('land', '三步领取：加顾问、约时间、到店'),
      say('openWechat', '一键打开微信'),
      say('add', '验光师一对一，不加不约'),
      say('welcome', hello),
      say('claim', '选一家离您最近的门店，领筛查券'),
      say('order'),
    ],
  },
  {
    ...{ key: 'kol', zh: 'KOL → 商城首单', en: 'KOL → first order in the shop' },
    path: [
      say('click', '评论区链接领达人专属价'),
      say('land', '达人同款，限时专属价'),
      say('register', '手机号一键登录'),
      say('order', '首单立减，七天无理由', 0.1),
    ],
  },
  {
    ...{ key: 'store', zh: '门店活码', en: 'Live code of a store' },
    path: [
      say('scan', '扫码入会，当场送镜布'),
      say('add', '店员在旁：点一下“添加”就好', 0.88),
      say('welcome', hello),
      say('claim', '出示这条消息，领镜布一块'),
      say('order', '下次换片前，先问问我', 0.02),
    ],
  },
]

/** The nodes of a template, each with what is expected of it. */
export const nodesOf = ({ path }: PlanTemplate) =>
  path.map(({ step, copy, expected }, i) => ({
    ...{ id: `n${i + 1}`, step, asset: null, condition: null, copy, script: null },
    expected: i === 0 ? null : (expected ?? usualRate(step, path[i - 1]?.step)),
  }))
