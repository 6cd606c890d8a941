import type { Bilingual } from '#kit/api'
import { minute } from '#kit/time'
import type { Trouble, TroubleMeaning } from '../../core/trouble.ts'

type Row = readonly [codes: readonly string[], meaning: TroubleMeaning, zh: string, en: string]

/** What codes of WeChat Pay v3 ask for. Decided by code; `message` is for people. */
const table: readonly Row[] = [
  [
    ['SYSTEM_ERROR', 'BANK_ERROR'],
    'busy',
    '微信支付系统繁忙，用同一个单号再试',
    'WeChat Pay is busy: tried again by the same number',
  ],
  [
    ['FREQUENCY_LIMITED', 'RATELIMIT_EXCEEDED'],
    'limited',
    '调用太频繁，稍后再试',
    'Called too often: again in a while',
  ],
  [
    ['SIGN_ERROR'],
    'setup',
    '签名不对：检查证书序列号和私钥是否一对，服务器时间是否准',
    'The signature is wrong: look at serial, key and clock',
  ],
  [['APPID_MCHID_NOT_MATCH'], 'setup', 'AppID 没有关联到这个商户号', 'The AppID is not bound to the merchant'],
  [['NO_AUTH'], 'setup', '商户号没有开通这个产品', 'The merchant has not opened this product'],
  [
    ['ACCOUNT_ERROR', 'MCH_NOT_EXISTS'],
    'setup',
    '商户号不对或账户异常',
    'The merchant is wrong or its account in trouble',
  ],
  [['NOT_ENOUGH'], 'setup', '商户余额不足', 'The balance of the merchant is used up'],
  [['RULE_LIMIT'], 'wrong', '超过平台的限额或次数', 'More than the platform allows'],
  [['ORDER_NOT_EXIST', 'RESOURCE_NOT_EXISTS', 'NOT_FOUND'], 'gone', '没有这个单', 'There is no such order or bill'],
  [['ORDERPAID'], 'wrong', '订单已支付', 'The order is paid'],
  [['ORDER_CLOSED'], 'wrong', '订单已关闭', 'The order is closed'],
  [['OUT_TRADE_NO_USED'], 'wrong', '单号已被另一笔订单用过', 'The number belongs to another order'],
  [['PARAM_ERROR', 'INVALID_REQUEST'], 'wrong', '参数不对', 'A parameter is wrong'],
]

const byCode = new Map(table.flatMap(([codes, meaning, zh, en]) => codes.map((code) => [code, { meaning, zh, en }])))
/** Every code that is known. */
export const payCodes: readonly string[] = [...byCode.keys()]
const unknown: Bilingual = { zh: '微信支付拒绝了', en: 'WeChat Pay refused' }

/** What an answer that is no success means. Unknown codes of 5xx are of the platform's own making and pass. */
export function payTrouble(status: number, code: string, message: string): Trouble {
  const row = byCode.get(code)
  const text = message.slice(0, 300)
  if (!row) return { meaning: status >= 500 ? 'busy' : 'wrong', code, text, advice: unknown }
  const { meaning, zh, en } = row
  return { meaning, code, text, advice: { zh, en }, ...(meaning === 'limited' ? { waitMs: minute } : {}) }
}
