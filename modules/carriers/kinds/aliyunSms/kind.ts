import { z } from 'zod'
import type { CarrierKind } from '../../core/kind.ts'
import { keyFields, signField, smsBase, smsSteps } from '../sms/fields.ts'
import { smsWay } from '../sms/ways.ts'

const base = 'https://dysmsapi.aliyuncs.com'

export const aliyunSmsSettings = z.object({
  accessKeyId: keyFields.id('AccessKey ID', 'AccessKey ID'),
  accessKeySecret: keyFields.secret('AccessKey Secret', 'AccessKey secret'),
  sign: signField,
  base: smsBase(base),
})
export type AliyunSmsSettings = z.output<typeof aliyunSmsSettings>

export const aliyunSms: CarrierKind = {
  kind: 'aliyunSms',
  title: { zh: '阿里云短信', en: 'Aliyun SMS' },
  help: { zh: '短信发送、送达回执、回复退订', en: 'SMS, delivery reports, opt-outs' },
  settings: aliyunSmsSettings,
  secrets: ['accessKeySecret'],
  shows: [],
  ways: [smsWay],
  base,
  steps: [
    {
      zh: '在 RAM 里新建只有短信权限（AliyunDysmsFullAccess）的子账号，取它的 AccessKey',
      en: 'Make a RAM user with the right to SMS alone (AliyunDysmsFullAccess) and take its AccessKey',
    },
    ...smsSteps,
    {
      zh: '「通用设置 → HTTP 批量推送」里把送达回执和上行短信的地址都填成下面的回调地址',
      en: 'Enter the callback address below for delivery reports and for answers (HTTP batch push)',
    },
  ],
}
