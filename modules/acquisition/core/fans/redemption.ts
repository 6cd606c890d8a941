import { z } from 'zod'
import type { Bilingual } from '#kit/api'
import { field } from '#kit/form'
import { fenOf } from '#kit/money'
import { no, ok, type Result } from '#kit/result'
import { day, parseTime } from '#kit/time'
import { kindOf } from '#modules/identity'
import type { ImportKind, ImportPreset, ImportTarget } from '#modules/intake'

const target = (name: string, cell: ImportTarget['cell'], zh: string, en: string): ImportTarget => ({
  name,
  cell,
  title: { zh, en },
})

// Column names from memory of the back offices' exports: an operator can change every mapping.
const preset = (
  name: string,
  title: Bilingual,
  options: { platform: string; source: string },
  mapping: Readonly<Record<string, string>>,
): ImportPreset => ({ name, title, mapping, options })

const presets: readonly ImportPreset[] = [
  preset(
    'meituan-redemptions',
    { zh: '美团 / 大众点评核销', en: 'Meituan / Dianping redemptions' },
    { platform: '美团点评', source: 'meituan' },
    {
      ...{ 券号: 'voucher', 团购券码: 'voucher', 券码: 'voucher', 订单号: 'orderNo' },
      ...{ 团购名称: 'product', 套餐名称: 'product', 项目名称: 'product' },
      ...{ 验证时间: 'redeemedAt', 消费时间: 'redeemedAt', 核销时间: 'redeemedAt' },
      ...{ 验证门店: 'store', 消费门店: 'store', 核销门店: 'store' },
      ...{ 手机号: 'identity:phone', 用户手机号: 'identity:phone', 用户昵称: 'nickname', 昵称: 'nickname' },
      ...{ 实付金额: 'amount', '实付金额(元)': 'amount', 售价: 'amount', 状态: 'status', 券状态: 'status' },
    },
  ),
  preset(
    'douyin-redemptions',
    { zh: '抖音来客核销', en: 'Douyin life redemptions' },
    { platform: '抖音', source: 'douyin-life' },
    {
      ...{ 券ID: 'voucher', 券码: 'voucher', 订单编号: 'orderNo', 订单号: 'orderNo', 商品名称: 'product' },
      ...{ 核销时间: 'redeemedAt', 核销门店: 'store', 手机号: 'identity:phone', 用户昵称: 'nickname' },
      ...{ 用户实付: 'amount', 用户实付金额: 'amount', 券状态: 'status' },
    },
  ),
]

export const redemptionOptions = z.object({
  platform: field(z.string().trim().min(1).max(40).default('美团点评'), { zh: '平台', en: 'Platform' }),
  source: field(z.string().trim().min(1).max(100).default('redemptions'), {
    zh: '订单来源',
    en: 'Source of the orders',
    help: {
      zh: '同一来源里已有这张订单时，核销不再重复记账',
      en: 'Where this source has the order already, the redemption adds no money to the ledger',
    },
  }),
})

/** An import of vouchers that were redeemed in stores: each is something a customer did, and an order where it says its amount. */
export const redemptionKind: ImportKind = {
  kind: 'redemptions',
  title: { zh: '团购核销', en: 'Redeemed vouchers' },
  key: 'voucher',
  targets: [
    target('voucher', 'id', '券码', 'Voucher'),
    { ...target('identity', 'id', '客户编号', "Customer's id"), typed: true, accepts: (type) => kindOf(type) !== null },
    target('nickname', 'text', '昵称', 'Nickname'),
    target('redeemedAt', 'value', '核销时间', 'Redeemed at'),
    target('product', 'text', '团购名称', 'What it is for'),
    target('store', 'text', '核销门店', 'Store'),
    { ...target('amount', 'value', '实付金额（元）', 'Amount paid (yuan)'), money: true },
    target('orderNo', 'id', '订单号', 'Order number'),
    target('status', 'text', '状态', 'Status'),
  ],
  presets,
  options: redemptionOptions,
  lacking(found) {
    if (!found.has('voucher')) return { zh: '还缺券码（voucher）', en: 'The voucher (voucher) is missing' }
    return found.has('redeemedAt')
      ? null
      : { zh: '还缺核销时间（redeemedAt）', en: 'The time of redemption (redeemedAt) is missing' }
  },
}

export interface Redemption {
  readonly voucher: string
  readonly product: string
  readonly store: string
  /** Epoch ms. */
  readonly at: number
  /** Fen. */
  readonly amount: number | null
  readonly orderNo: string | null
}

export type RedemptionRefusal = 'no-voucher' | 'no-time' | 'bad-amount' | 'taken-back'

export const redemptionReasons: Record<RedemptionRefusal, Bilingual> = {
  'no-voucher': { zh: '没有券码', en: 'The voucher is missing' },
  'no-time': { zh: '没有核销时间，或无法识别', en: 'The time of redemption is missing or cannot be read' },
  'bad-amount': { zh: '金额无法识别', en: 'The amount cannot be read' },
  'taken-back': { zh: '没有核销，或已撤销、退款', en: 'Not redeemed, or taken back' },
}

const takenBack = /未核销|未验证|未使用|待核销|撤销|已退|退款/
/** As orders, at most. */
const largestFen = 100_000_000_000

/** Reads the cells of one row, by target; the time is at most 40 years ago and a day ahead. */
export function readRedemption(
  values: Readonly<Record<string, string>>,
  { zone, now }: { readonly zone: string; readonly now: number },
): Result<Redemption, RedemptionRefusal> {
  const { voucher, redeemedAt, amount: text, status = '', product = '', store = '', orderNo = null } = values
  if (voucher === undefined) return no('no-voucher')
  if (takenBack.test(status)) return no('taken-back')
  const at = redeemedAt === undefined ? null : parseTime(redeemedAt, zone)
  if (!at?.ok || at.value > now + day || at.value < now - 40 * 365.25 * day) return no('no-time')
  const amount = text === undefined ? null : fenOf(text)
  if (amount && (!amount.ok || amount.value < 0 || amount.value > largestFen)) return no('bad-amount')
  return ok({ voucher, product, store, at: at.value, amount: amount?.ok ? amount.value : null, orderNo })
}
