import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { ok, type Result } from '#kit/result'
import type { Trouble } from '../../../core/trouble.ts'
import { type Pay, type PayCall, type PayKeys, payClient } from './client.ts'
import { sealField, signLines } from './crypto.ts'

const Nothing = z.looseObject({})
const Prepaid = z.looseObject({ prepay_id: z.string().min(1) })
const Order = z.looseObject({
  out_trade_no: z.string(),
  transaction_id: z.string().default(''),
  trade_state: z.string(),
  amount: z.looseObject({ total: z.number().int() }).optional(),
})
const Refund = z.looseObject({ out_refund_no: z.string(), refund_id: z.string(), status: z.string() })
const Bill = z.looseObject({
  out_bill_no: z.string(),
  transfer_bill_no: z.string().default(''),
  state: z.string(),
  package_info: z.string().optional(),
  fail_reason: z.string().optional(),
})

export interface NewOrder {
  readonly appid: string
  readonly openid: string
  /** Our number of it: the same one is one order. */
  readonly number: string
  readonly description: string
  /** Fen. */
  readonly amount: number
  /** Where the platform tells what became of it: https, without a query. */
  readonly notify: string
}

export interface NewRefund {
  readonly order: string
  /** Our number of the refund: the same one pays once. */
  readonly number: string
  /** Fen, of the order and of the refund. */
  readonly total: number
  readonly amount: number
  readonly reason?: string
  readonly notify: string
}

export interface NewTransfer {
  readonly appid: string
  readonly openid: string
  /** Our number of the bill, letters and digits; never another one for the same money. */
  readonly number: string
  /** Fen. */
  readonly amount: number
  readonly scene: string
  readonly remark: string
  /** Needed from 2,000 yuan on; sealed for the platform. */
  readonly realName?: string
  readonly report: readonly { readonly info_type: string; readonly info_content: string }[]
  readonly notify: string
}

const orderAt = (number: string) => `/v3/pay/transactions/out-trade-no/${encodeURIComponent(number)}`
const transfers = '/v3/fund-app/mch-transfer/transfer-bills'

/** What a merchant does at WeChat Pay. All numbers are ours, so that whatever is asked twice is done once. */
export function payCalls(keys: PayKeys) {
  const callOf = (account: Pay): PayCall => payClient(keys, account)
  const mchid = ({ settings }: Pay) => encodeURIComponent(settings.mchid)
  return {
    /** What the page hands to `wx.requestPayment`. */
    async order(account: Pay, { appid, openid, number, description, amount, notify }: NewOrder) {
      const body = {
        ...{ appid, mchid: account.settings.mchid, description, out_trade_no: number, notify_url: notify },
        ...{ amount: { total: amount, currency: 'CNY' }, payer: { openid } },
      }
      const got = await callOf(account)({ method: 'POST', path: '/v3/pay/transactions/jsapi', body, answer: Prepaid })
      return got.ok ? ok(handOver(account, appid, got.value.prepay_id)) : got
    },
    read: (account: Pay, number: string) =>
      callOf(account)({ method: 'GET', path: `${orderAt(number)}?mchid=${mchid(account)}`, answer: Order }),
    close: (account: Pay, number: string) =>
      callOf(account)({
        ...{ method: 'POST', path: `${orderAt(number)}/close` },
        ...{ body: { mchid: account.settings.mchid }, answer: Nothing },
      }),
    refund: (account: Pay, { order, number, total, amount, reason, notify }: NewRefund) =>
      callOf(account)({
        ...{ method: 'POST', path: '/v3/refund/domestic/refunds', answer: Refund },
        body: {
          ...{ out_trade_no: order, out_refund_no: number, notify_url: notify, ...(reason ? { reason } : {}) },
          amount: { refund: amount, total, currency: 'CNY' },
        },
      }),
    readRefund: (account: Pay, number: string) =>
      callOf(account)({
        ...{ method: 'GET', path: `/v3/refund/domestic/refunds/${encodeURIComponent(number)}`, answer: Refund },
      }),
    ...transferCalls(keys),
  }
}

const transferCalls = (keys: PayKeys) => ({
  transfer: (account: Pay, bill: NewTransfer, isAgain: boolean) => transfer(keys, account, bill, isAgain),
  readTransfer: (account: Pay, number: string) => readTransfer(payClient(keys, account), number),
  cancelTransfer: (account: Pay, number: string) =>
    payClient(
      keys,
      account,
    )({
      ...{ method: 'POST', path: `${transfers}/out-bill-no/${encodeURIComponent(number)}/cancel`, answer: Bill },
    }),
})

const readTransfer = (call: PayCall, number: string) =>
  call({ method: 'GET', path: `${transfers}/out-bill-no/${encodeURIComponent(number)}`, answer: Bill })

/**
 * Money to a customer, who confirms it. Whatever became of an earlier try, the old number is asked for first and used again:
 * another number could pay twice.
 */
async function transfer(
  keys: PayKeys,
  account: Pay,
  bill: NewTransfer,
  isAgain: boolean,
): Promise<Result<z.output<typeof Bill>, Trouble>> {
  const call = payClient(keys, account)
  if (isAgain) {
    const before = await readTransfer(call, bill.number)
    if (before.ok || before.refusal.meaning !== 'gone') return before
  }
  const ready = await keys.ready(account)
  if (!ready.ok) return ready
  const [, key = ''] = [...ready.value].at(-1) ?? []
  const { appid, openid, number, amount, scene, remark, realName, report, notify } = bill
  const body = {
    ...{ appid, openid, out_bill_no: number, transfer_scene_id: scene, transfer_amount: amount },
    ...{ transfer_remark: remark, notify_url: notify, transfer_scene_report_infos: report },
    ...(realName === undefined ? {} : { user_name: sealField(key, realName) }),
  }
  const made = await call({ method: 'POST', path: transfers, body, answer: Bill })
  if (made.ok || made.refusal.meaning === 'setup') return made
  // The status of an answer says nothing about the bill: whether it is there says only the bill.
  const found = await readTransfer(call, number)
  return found.ok ? found : made
}

/** Signed by the merchant, so that the phone believes it. */
function handOver({ settings }: Pay, appId: string, prepay: string) {
  const [timeStamp, nonceStr] = [String(Math.floor(Date.now() / 1000)), randomBytes(16).toString('hex')]
  const handed = `prepay_id=${prepay}`
  const paySign = signLines(settings.privateKey, appId, timeStamp, nonceStr, handed)
  return { appId, timeStamp, nonceStr, package: handed, signType: 'RSA', paySign }
}
