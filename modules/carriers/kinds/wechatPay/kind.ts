import { z } from 'zod'
import { field } from '#kit/form'
import type { CarrierKind } from '../../core/kind.ts'

const base = 'https://api.mch.weixin.qq.com'
const pem = (label: string) =>
  z
    .string()
    .trim()
    .regex(new RegExp(`^-----BEGIN (?:RSA )?${label}-----[\\s\\S]+-----END (?:RSA )?${label}-----$`))

/** A merchant. Platform keys: the public key of newer merchants, certificates of older ones, both while they change over. */
export const wechatPaySettings = z.object({
  mchid: field(
    z
      .string()
      .trim()
      .regex(/^\d{8,12}$/),
    { zh: '商户号', en: 'Merchant ID', wrong: { zh: '应当是 8 到 12 位数字', en: 'It has 8 to 12 digits' } },
  ),
  serial: field(
    z
      .string()
      .trim()
      .toUpperCase()
      .regex(/^[0-9A-F]{20,48}$/),
    {
      zh: '商户 API 证书序列号',
      en: 'Serial of the merchant certificate',
      help: { zh: '账户中心 → API 安全 → 商户 API 证书', en: 'Account centre, API security' },
    },
  ),
  privateKey: field(pem('PRIVATE KEY'), {
    zh: '商户 API 私钥（apiclient_key.pem 全文）',
    en: 'Private key of the merchant (all of apiclient_key.pem)',
    text: 'password',
  }),
  apiV3Key: field(z.string().trim().length(32), {
    zh: 'APIv3 密钥',
    en: 'APIv3 key',
    wrong: { zh: '应当是 32 位', en: 'It has 32 characters' },
    text: 'password',
  }),
  publicKeyId: field(
    z
      .string()
      .trim()
      .regex(/^PUB_KEY_ID_\d+$/)
      .or(z.literal(''))
      .default(''),
    {
      zh: '微信支付公钥 ID',
      en: 'ID of the public key',
      help: { zh: '以 PUB_KEY_ID_ 开头', en: 'Begins with PUB_KEY_ID_' },
    },
  ),
  publicKey: field(pem('PUBLIC KEY').or(z.literal('')).default(''), {
    zh: '微信支付公钥（pub_key.pem 全文）',
    en: 'Public key of WeChat Pay (all of pub_key.pem)',
    help: {
      zh: '新商户用公钥；只有平台证书的老商户两项都留空，证书会自动下载',
      en: 'Older merchants with certificates leave both empty: certificates are fetched',
    },
    text: 'long',
  }),
  base: field(z.url({ protocol: /^https?$/ }).default(base), {
    zh: '接口地址',
    en: 'API address',
    help: { zh: '一般不改；连模拟环境时填模拟环境的地址', en: 'Leave it as it is; a simulated platform has its own' },
  }),
})
export type WechatPaySettings = z.output<typeof wechatPaySettings>

export const wechatPay: CarrierKind = {
  kind: 'wechatPay',
  title: { zh: '微信支付', en: 'WeChat Pay' },
  help: { zh: '小程序与公众号收款、退款、商家转账', en: 'Payments, refunds and transfers to customers' },
  settings: wechatPaySettings,
  secrets: ['privateKey', 'apiV3Key'],
  same: 'mchid',
  shows: [],
  base,
  steps: [
    {
      zh: '商户平台「账户中心 → API 安全」里申请商户 API 证书，设置 APIv3 密钥，下载微信支付公钥',
      en: 'Under account centre, API security: apply for the certificate, set the APIv3 key, take the public key',
    },
    {
      zh: '「产品中心 → AppID 账号管理」里关联公众号和小程序',
      en: 'Bind official account and mini program to the merchant',
    },
    {
      zh: '商家转账要在「产品中心」开通，并申请转账场景（如 1000 现金营销）',
      en: 'Transfers have to be opened, with a scene such as 1000',
    },
    { zh: '回调地址不用在后台填，下单时会自动带上', en: 'Callbacks need no setting: each order brings its address' },
  ],
}
