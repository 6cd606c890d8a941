import type { SmsRow } from '../sms/answers.ts'

/** What the codes of Aliyun's SMS service ask for. */
export const aliyunRows: readonly SmsRow[] = [
  [
    /^isv\.BUSINESS_LIMIT_CONTROL$/,
    'limited',
    '这个号码收得太多，服务商暂时不发',
    'The number got too many: none for a while',
  ],
  [/^Throttling/, 'limited', '调用太频繁，稍后再试', 'Called too often: again in a while'],
  [/^isv\.DAY_LIMIT_CONTROL$/, 'limited', '达到账号的日发送上限', 'The daily limit of the account is reached'],
  [/^isv\.MOBILE_NUMBER_ILLEGAL$/, 'wrong', '手机号不对', 'The number is wrong'],
  [
    /^isv\.(?:TEMPLATE_MISSING_PARAMETERS|INVALID_JSON_PARAM|PARAM_LENGTH_LIMIT)$/,
    'wrong',
    '模板变量不对',
    'The values do not fit the template',
  ],
  [/^isv\.SMS_TEMPLATE_ILLEGAL$/, 'setup', '模板不存在或没有通过', 'The template is unknown or not approved'],
  [
    /^isv\.SMS_SIGNATURE_ILLEGAL$/,
    'setup',
    '签名不存在、没有通过，或被拉黑',
    'The signature is unknown, not approved or blocked',
  ],
  [/^isv\.AMOUNT_NOT_ENOUGH$/, 'setup', '账户余额不足，请充值', 'The balance is used up: top it up'],
  [
    /^isv\.(?:OUT_OF_SERVICE|PRODUCT_UN_SUBSCRIPT|ACCOUNT_NOT_EXISTS|ACCOUNT_ABNORMAL)$/,
    'setup',
    '短信服务未开通或已停用',
    'The SMS service is not open or switched off',
  ],
  [/^isv\.BLACK_KEY_CONTROL_LIMIT$/, 'wrong', '内容里有不允许的词', 'A word of the text is not allowed'],
  [/^InvalidAccessKeyId/, 'setup', 'AccessKey ID 不对', 'The AccessKey ID is wrong'],
  [/^(?:SignatureDoesNotMatch|IncompleteSignature)/, 'setup', 'AccessKey Secret 不对', 'The AccessKey secret is wrong'],
  [/^InvalidTimeStamp/, 'setup', '服务器时间不准，请校时', 'The clock of this server is wrong'],
  [
    /^(?:Forbidden|NoPermission|isp\.RAM_PERMISSION_DENY)/,
    'setup',
    '子账号没有短信权限',
    'The user has no right to SMS',
  ],
  [/^(?:isp\.SYSTEM_ERROR|ServiceUnavailable|InternalError)/, 'busy', '服务商系统繁忙', 'The provider is busy'],
]
