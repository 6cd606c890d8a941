import type { SmsRow } from '../sms/answers.ts'

/** What the codes of Tencent Cloud's SMS service ask for. */
export const tencentRows: readonly SmsRow[] = [
  [/^LimitExceeded\./, 'limited', '发得太多，服务商暂时不发', 'Too many were sent: none for a while'],
  [/^RequestLimitExceeded/, 'limited', '调用太频繁，稍后再试', 'Called too often: again in a while'],
  [
    /^FailedOperation\.PhoneNumberInBlacklist$/,
    'wrong',
    '号码在服务商的拒收名单里',
    'The number is on the black list of the provider',
  ],
  [
    /^FailedOperation\.SignatureIncorrectOrUnapproved$/,
    'setup',
    '签名不对或没有通过',
    'The signature is wrong or not approved',
  ],
  [
    /^FailedOperation\.TemplateIncorrectOrUnapproved$/,
    'setup',
    '模板不对或没有通过',
    'The template is wrong or not approved',
  ],
  [/^FailedOperation\.InsufficientBalanceInSmsPackage$/, 'setup', '短信套餐包用完了', 'The package of SMS is used up'],
  [/^FailedOperation\.ContainSensitiveWord$/, 'wrong', '内容里有不允许的词', 'A word of the text is not allowed'],
  [/^InvalidParameterValue\.IncorrectPhoneNumber$/, 'wrong', '手机号不对', 'The number is wrong'],
  [/^InvalidParameter/, 'wrong', '模板变量或参数不对', 'A value or a parameter is wrong'],
  [/^AuthFailure\.SecretIdNotFound$/, 'setup', 'SecretId 不对', 'The SecretId is wrong'],
  [/^AuthFailure\.SignatureExpire$/, 'setup', '服务器时间不准，请校时', 'The clock of this server is wrong'],
  [/^AuthFailure/, 'setup', 'SecretKey 不对', 'The SecretKey is wrong'],
  [/^UnauthorizedOperation\.SmsSdkAppIdVerifyFail$/, 'setup', 'SDKAppID 不对', 'The SDKAppID is wrong'],
  [/^UnauthorizedOperation/, 'setup', '子用户没有短信权限', 'The user has no right to SMS'],
  [/^InternalError/, 'busy', '服务商系统繁忙', 'The provider is busy'],
]
