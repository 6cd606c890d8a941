import { z } from 'zod'
import { field } from '#kit/form'
import type { CarrierKind } from '../../core/kind.ts'
import { keyFields, signField, smsBase, smsSteps } from '../sms/fields.ts'
import { smsWay } from '../sms/ways.ts'

const base = 'https://sms.tencentcloudapi.com'

export const tencentSmsSettings = z.object({
  secretId: keyFields.id('SecretId', 'SecretId'),
  secretKey: keyFields.secret('SecretKey', 'SecretKey'),
  sdkAppId: field(
    z
      .string()
      .trim()
      .regex(/^\d{6,12}$/),
    {
      zh: '短信应用 SDKAppID',
      en: 'SDKAppID of the SMS app',
      help: { zh: '短信控制台 → 应用管理', en: 'SMS console, apps' },
      wrong: { zh: '应当是数字', en: 'It is a number' },
    },
  ),
  region: field(z.enum(['ap-guangzhou', 'ap-beijing', 'ap-nanjing']).default('ap-guangzhou'), {
    zh: '地域',
    en: 'Region',
    choices: {
      'ap-guangzhou': { zh: '广州', en: 'Guangzhou' },
      'ap-beijing': { zh: '北京', en: 'Beijing' },
      'ap-nanjing': { zh: '南京', en: 'Nanjing' },
    },
  }),
  sign: signField,
  base: smsBase(base),
})
export type TencentSmsSettings = z.output<typeof tencentSmsSettings>

export const tencentSms: CarrierKind = {
  kind: 'tencentSms',
  title: { zh: '腾讯云短信', en: 'Tencent Cloud SMS' },
  help: { zh: '短信发送、送达回执、回复退订', en: 'SMS, delivery reports, opt-outs' },
  settings: tencentSmsSettings,
  secrets: ['secretKey'],
  shows: [],
  ways: [smsWay],
  base,
  steps: [
    {
      zh: '在访问管理里新建只有短信权限（QcloudSMSFullAccess）的子用户，取它的密钥',
      en: 'Make a sub-user with the right to SMS alone (QcloudSMSFullAccess) and take its keys',
    },
    ...smsSteps,
    {
      zh: '「应用管理 → 基础配置」里把短信下发状态和回复的回调地址都填成下面的地址',
      en: 'Enter the callback address below for delivery reports and for answers in the settings of the app',
    },
  ],
}
