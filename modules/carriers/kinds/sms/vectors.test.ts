import { expect, test } from 'vitest'
import { aliyunRows } from '../aliyunSms/answers.ts'
import { aliyunSignature } from '../aliyunSms/server/client.ts'
import { tencentRows } from '../tencentSms/answers.ts'
import { tencentAuthorization } from '../tencentSms/server/client.ts'
import { smsTrouble } from './answers.ts'

test('[C27] the signature of Aliyun: the sample of its documents', () => {
  const params = {
    ...{ AccessKeyId: 'testId', Action: 'SendSms', Format: 'XML', RegionId: 'cn-hangzhou', Version: '2017-05-25' },
    ...{ SignatureMethod: 'HMAC-SHA1', SignatureVersion: '1.0', Timestamp: '2017-07-12T02:42:19Z', OutId: '123' },
    ...{ SignatureNonce: '45e25e9b-0a6f-4070-8c85-2956eda1b466', PhoneNumbers: '15300000001' },
    ...{ SignName: '阿里云短信测试专用', TemplateParam: '{"customer":"test"}', TemplateCode: 'SMS_71390007' },
  }
  expect(aliyunSignature('GET', params, 'testSecret')).toBe('zJDF+Lrzhj/ThnlvIToysFRq6t4=')
})

test('[C27] the signature of Tencent Cloud: what its own package makes', () => {
  const body =
    '{"PhoneNumberSet":["+8613800000000"],"SmsSdkAppId":"1400000000","SignName":"测试","TemplateId":"1001","TemplateParamSet":["1234"]}'
  const made = tencentAuthorization({
    ...{ id: 'AKIDEXAMPLE', key: 'SECRETEXAMPLE', host: 'sms.tencentcloudapi.com', timestamp: 1_700_000_000, body },
  })
  expect(made).toContain('Signature=89e3925023316201628b6b178b02d88a82853849f8929d034babd825513b72b9')
})

test.each([
  [aliyunRows, 'isv.BUSINESS_LIMIT_CONTROL', '触发天级流控', { meaning: 'limited', waitMs: 3_600_000 }],
  [aliyunRows, 'isv.BUSINESS_LIMIT_CONTROL', '触发分钟级流控', { meaning: 'limited', waitMs: 60_000 }],
  [aliyunRows, 'isv.AMOUNT_NOT_ENOUGH', '', { meaning: 'setup' }],
  [aliyunRows, 'isv.MOBILE_NUMBER_ILLEGAL', '', { meaning: 'wrong' }],
  [aliyunRows, 'SignatureDoesNotMatch', '', { meaning: 'setup' }],
  [aliyunRows, 'Throttling.User', '', { meaning: 'limited' }],
  [aliyunRows, 'isp.SYSTEM_ERROR', '', { meaning: 'busy' }],
  [aliyunRows, 'isv.NEVER_HEARD_OF', '', { meaning: 'wrong', code: 'isv.NEVER_HEARD_OF' }],
  [tencentRows, 'LimitExceeded.PhoneNumberDailyLimit', '', { meaning: 'limited', waitMs: 3_600_000 }],
  [tencentRows, 'FailedOperation.PhoneNumberInBlacklist', '', { meaning: 'wrong' }],
  [tencentRows, 'FailedOperation.InsufficientBalanceInSmsPackage', '', { meaning: 'setup' }],
  [tencentRows, 'AuthFailure.SignatureFailure', '', { meaning: 'setup' }],
  [tencentRows, 'InternalError.Timeout', '', { meaning: 'busy' }],
] as const)('[C27] %# %s means what has to be done about it', (rows, code, message, wanted) => {
  expect(smsTrouble(rows, code, message)).toMatchObject(wanted)
})
