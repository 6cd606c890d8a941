import { z } from 'zod'
import { no, ok, type Result } from '#kit/result'
import type { CheckItem } from '../../../core/check.ts'
import type { Trouble } from '../../../core/trouble.ts'
import type { Account } from '../../../server/accounts.ts'
import type { Adapter, Applied, CallbackRefusal, Message, Opened, Query } from '../../../server/adapter.ts'
import { itemOf } from '../../../server/checking.ts'
import type { CarrierDeps } from '../../../server/deps.ts'
import { readJson } from '../../../server/errcodeCalls.ts'
import type { Limits, Rate } from '../../../server/limits.ts'
import { type MoneyTold, recordMoney } from '../../../server/money/record.ts'
import { wechatPaySettings } from '../kind.ts'
import { isSigned, type Pay, type PayKeys, payClient, signedIn } from './client.ts'
import { openResource, wholePem } from './crypto.ts'

export function asPay(account: Account): Pay {
  const settings = wechatPaySettings.parse(account.settings)
  const keys = { privateKey: wholePem(settings.privateKey), publicKey: wholePem(settings.publicKey) }
  return { ...account, settings: { ...settings, ...keys } }
}

type Deps = Pick<CarrierDeps, 'postgres' | 'outbox'> & { readonly keys: PayKeys; readonly limits: Limits }

/** Certificates are looked for because a callback names a new one, so often at most. */
const newKeys: Rate = { perMinute: 2, perHour: 20 }

/** What WeChat Pay tells: signed by the platform, opened with the merchant's key. */
export const wechatPayAdapter = (deps: Deps): Adapter => ({
  kind: 'wechatPay',
  prove: () => no('bad-message'),
  open: (account, _query, body, headers) => open(deps, asPay(account), body, headers),
  check: (account) => check(deps, asPay(account)),
  apply: (message) => apply(deps, message),
})

const Callback = z.looseObject({
  event_type: z.string().min(1),
  resource: z.looseObject({ ciphertext: z.string(), nonce: z.string(), associated_data: z.string().default('') }),
})

function open(deps: Deps, account: Pay, body: string, headers: Query): Result<Opened, CallbackRefusal> {
  const signed = signedIn((name) => headers[name])
  const keys = deps.keys.known(account)
  if (!isSigned(keys, signed, body, Date.now())) {
    // By a key we have not seen: the next try of the platform finds it.
    if (!keys.has(signed.serial) && deps.limits.take(`${account.id} keys`, newKeys) === 0)
      void deps.keys.ready(account, true)
    return no('bad-signature')
  }
  const read = Callback.safeParse(readJson(body))
  if (!read.success) return no('bad-message')
  const opened = openResource(account.settings.apiV3Key, read.data.resource)
  if (!opened.ok) return no('bad-message')
  // Told again it is sealed anew: what is in it stays the same, and so it is known again.
  const text = JSON.stringify({ event: read.data.event_type, resource: readJson(opened.value) })
  return ok({ event: read.data.event_type, about: null, text })
}

const shapes = {
  'TRANSACTION.': z.looseObject({
    ...{ mchid: z.string(), out_trade_no: z.string(), transaction_id: z.string(), trade_state: z.string() },
    ...{ amount: z.looseObject({ total: z.number().int() }), success_time: z.string().optional() },
  }),
  'REFUND.': z.looseObject({
    ...{ mchid: z.string(), out_refund_no: z.string(), refund_id: z.string(), refund_status: z.string() },
    ...{ amount: z.looseObject({ refund: z.number().int() }), success_time: z.string().optional() },
  }),
  'MCHTRANSFER.': z.looseObject({
    ...{ mch_id: z.string(), out_bill_no: z.string(), transfer_bill_no: z.string(), state: z.string() },
    ...{ transfer_amount: z.number().int(), update_time: z.string().optional() },
  }),
}

const Kept = z.object({ event: z.string(), resource: z.unknown() })

type Read = Omit<MoneyTold, 'account' | 'at'> & { readonly merchant: string; readonly time: string | undefined }

function readMoney(event: string, resource: unknown): Read | null {
  if (event.startsWith('TRANSACTION.')) {
    const one = shapes['TRANSACTION.'].safeParse(resource).data
    if (!one) return null
    const {
      mchid: merchant,
      out_trade_no: number,
      transaction_id: toldAs,
      trade_state: state,
      success_time: time,
    } = one
    return { kind: 'payment', merchant, number, toldAs, state, amount: one.amount.total, time }
  }
  if (event.startsWith('REFUND.')) {
    const one = shapes['REFUND.'].safeParse(resource).data
    if (!one) return null
    const { mchid: merchant, out_refund_no: number, refund_id: toldAs, refund_status: state, success_time: time } = one
    return { kind: 'refund', merchant, number, toldAs, state, amount: one.amount.refund, time }
  }
  const one = shapes['MCHTRANSFER.'].safeParse(resource).data
  if (!one) return null
  const { mch_id: merchant, out_bill_no: number, transfer_bill_no: toldAs, state, update_time: time } = one
  return { kind: 'transfer', merchant, number, toldAs, state, amount: one.transfer_amount, time }
}

async function apply(deps: Deps, message: Message): Promise<Applied> {
  const { event, resource } = Kept.parse(JSON.parse(message.text))
  if (!Object.keys(shapes).some((start) => event.startsWith(start))) return { kind: 'ignored' }
  const read = readMoney(event, resource)
  if (!read) return { kind: 'failed', why: 'a field is missing' }
  const { merchant, time, ...told } = read
  if (merchant !== asPay(message.account).settings.mchid) return { kind: 'failed', why: 'of another merchant' }
  const at = Date.parse(time ?? '')
  await recordMoney(deps, { ...told, account: message.account.id, at: Number.isNaN(at) ? message.receivedAt : at })
  return { kind: 'done' }
}

const names = {
  zh: '商户号、证书、私钥与平台公钥',
  en: 'Merchant, certificate, private key and the key of the platform',
}

/** Asks for an order that is not there: that it is not there is said, and signed, to a merchant who is believed. */
async function check({ keys }: Deps, account: Pay): Promise<readonly CheckItem[]> {
  const path = `/v3/pay/transactions/out-trade-no/siyu-check?mchid=${encodeURIComponent(account.settings.mchid)}`
  const got = await payClient(keys, account)({ method: 'GET', path, answer: z.looseObject({}) })
  const item: Result<unknown, Trouble> = !got.ok && got.refusal.meaning === 'gone' ? ok('') : got
  return [itemOf(names, item, () => '')]
}
