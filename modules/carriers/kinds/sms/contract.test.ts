import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Lab, startLab } from '../../../../lab/index.ts'
import { failuresOf, setFailures } from '../../../../lab/world/failures.ts'
import { aliyunRows } from '../aliyunSms/answers.ts'
import { aliyunSender } from '../aliyunSms/server/client.ts'
import { tencentRows } from '../tencentSms/answers.ts'
import { tencentSender } from '../tencentSms/server/client.ts'
import { smsTrouble } from './answers.ts'

const aliyunCodes = [
  ...['BUSINESS_LIMIT_CONTROL', 'DAY_LIMIT_CONTROL', 'MOBILE_NUMBER_ILLEGAL', 'TEMPLATE_MISSING_PARAMETERS'],
  ...['INVALID_JSON_PARAM', 'PARAM_LENGTH_LIMIT', 'SMS_TEMPLATE_ILLEGAL', 'SMS_SIGNATURE_ILLEGAL', 'AMOUNT_NOT_ENOUGH'],
  ...['OUT_OF_SERVICE', 'PRODUCT_UN_SUBSCRIPT', 'ACCOUNT_NOT_EXISTS', 'ACCOUNT_ABNORMAL', 'BLACK_KEY_CONTROL_LIMIT'],
].map((code) => `isv.${code}`)
const aliyunOthers = [
  ...['Throttling.User', 'InvalidAccessKeyId.NotFound', 'SignatureDoesNotMatch', 'IncompleteSignature'],
  ...['InvalidTimeStamp.Expired', 'isp.RAM_PERMISSION_DENY', 'isp.SYSTEM_ERROR', 'ServiceUnavailable'],
]
const tencentCodes = [
  ...['PhoneNumberDailyLimit', 'PhoneNumberOneHourLimit', 'PhoneNumberThirtySecondLimit', 'AppDailyLimit'].map(
    (code) => `LimitExceeded.${code}`,
  ),
  ...['PhoneNumberInBlacklist', 'SignatureIncorrectOrUnapproved', 'TemplateIncorrectOrUnapproved'].map(
    (code) => `FailedOperation.${code}`,
  ),
  ...['InsufficientBalanceInSmsPackage', 'ContainSensitiveWord'].map((code) => `FailedOperation.${code}`),
  ...['InvalidParameterValue.IncorrectPhoneNumber', 'InvalidParameterValue.TemplateParameterFormatError'],
  ...['AuthFailure.SecretIdNotFound', 'AuthFailure.SignatureExpire', 'AuthFailure.SignatureFailure'],
  ...['UnauthorizedOperation.SmsSdkAppIdVerifyFail', 'UnauthorizedOperation', 'RequestLimitExceeded'],
  ...['InternalError.Timeout'],
]

let lab: Lab
beforeAll(async () => {
  lab = await startLab()
})
afterAll(() => lab?.stop())

const many = 1000

describe.each([
  ['aliyun', aliyunSender, aliyunRows, [...aliyunCodes, ...aliyunOthers]],
  ['tencent', tencentSender, tencentRows, tencentCodes],
] as const)('[C4] [C27] SMS of %s', (vendor, sender, rows, codes) => {
  const send = (phone: string) => {
    const { aliyun, tencent } = lab.world.credentials.sms
    const template = lab.world.rows.smsTemplates.all().find(({ kind }) => kind === 'notice')
    const settings = { ...(vendor === 'aliyun' ? aliyun : tencent), sign: '明眸眼镜', base: lab.url }
    const code = (vendor === 'aliyun' ? template?.id : template?.tencent) ?? ''
    const names = [...(template?.content ?? '').matchAll(/\$?\{(\w+)\}/g)].map(([, name = '']) => [name, '1'] as const)
    return sender.send(
      { id: '1', kind: `${vendor}Sms`, name: vendor, settings, on: true },
      { phone, template: code, values: names, ref: '7' },
    )
  }
  const failing = async (failure: { code?: string; timeout?: number; garbage?: boolean; effect?: boolean }) => {
    setFailures(lab.world, [{ id: '/', path: '/', times: many, ...failure }])
    const got = await send('13800000002')
    const tries = many - (failuresOf(lab.world)[0]?.times ?? many)
    setFailures(lab.world, [])
    return { got, tries }
  }

  test('a message goes out, with the number the provider gives it', async () => {
    expect(await send('13800000001')).toMatchObject({ ok: true, value: expect.stringMatching(/./) })
  })

  test('every row of what codes mean is one that a code of these asks for', () => {
    expect(rows.filter(([form]) => !codes.some((code) => form.test(code)))).toEqual([])
  })

  test.each(codes)('answered with %s it was asked once, and says what has to be done', async (code) => {
    const { got, tries } = await failing({ code })
    expect(got.ok ? got : [got.refusal.meaning, got.refusal.code]).toEqual([smsTrouble(rows, code, '').meaning, code])
    expect(tries).toBe(1)
  })

  test.each([
    ['an answer that is lost', { garbage: true, effect: true }],
    ['what is no answer', { garbage: true }],
  ])('after %s it is not sent again: nobody knows whether it went', async (_, failure) => {
    const { got, tries } = await failing(failure)
    expect([got.ok ? got : got.refusal.meaning, tries]).toEqual(['network', 1])
  })
})
