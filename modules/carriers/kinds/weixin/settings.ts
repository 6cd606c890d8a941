import { z } from 'zod'
import { field } from '#kit/form'

export const weixinBase = 'https://api.weixin.qq.com'

/** What official accounts and mini programs are both connected by. */
export const weixinFields = {
  appid: field(
    z
      .string()
      .trim()
      .regex(/^wx[0-9a-f]{16}$/),
    {
      zh: 'AppID',
      en: 'AppID',
      help: { zh: '以 wx 开头，18 位', en: 'Begins with wx, 18 letters and digits' },
      wrong: { zh: '以 wx 开头，一共 18 位', en: 'wx and 16 more' },
    },
  ),
  secret: field(z.string().trim().min(8).max(128), { zh: 'AppSecret', en: 'AppSecret', text: 'password' }),
  token: field(
    z
      .string()
      .trim()
      .regex(/^[A-Za-z0-9]{3,32}$/),
    { zh: '消息推送 Token', en: 'Token of the message push', text: 'password' },
  ),
  encodingAESKey: field(
    z
      .string()
      .trim()
      .regex(/^[A-Za-z0-9]{43}$/),
    {
      zh: '消息推送 EncodingAESKey',
      en: 'EncodingAESKey of the message push',
      wrong: { zh: '应当是 43 位字母和数字', en: 'It has 43 letters and digits' },
      text: 'password',
    },
  ),
  mode: field(z.enum(['secure', 'plain']).default('secure'), {
    zh: '消息加密方式',
    en: 'Encryption of messages',
    help: {
      zh: '和平台上选的一致；兼容模式选安全模式。明文模式下消息内容没有签名，尽量不用',
      en: 'As chosen at the platform; for compatible take secure. Plain messages are not signed: avoid it',
    },
    choices: { secure: { zh: '安全模式', en: 'Secure' }, plain: { zh: '明文模式', en: 'Plain' } },
  }),
  base: field(z.url({ protocol: /^https?$/ }).default(weixinBase), {
    zh: '接口地址',
    en: 'API address',
    help: { zh: '一般不改；连模拟环境时填模拟环境的地址', en: 'Leave it as it is; a simulated platform has its own' },
  }),
}

const weixinSettings = z.object(weixinFields)
export type WeixinSettings = z.output<typeof weixinSettings>
