import type { Row } from '../engine/table.ts'

/** A payment order. `id` = out_trade_no. */
export interface Order extends Row {
  appid: string
  description: string
  attach?: string
  notify: string
  total: number
  type: 'JSAPI' | 'NATIVE' | 'MWEB' | 'APP'
  openid?: string
  prepay: string
  at: number
  expires: number
  state: 'NOTPAY' | 'SUCCESS' | 'REFUND' | 'CLOSED' | 'PAYERROR'
  transaction?: string
  paid?: number
  person?: string
  sharing: boolean
  refunded: number
  shared: number
  unfrozen: boolean
}

/** `id` = out_refund_no. */
export interface Refund extends Row {
  refund: string
  order: string
  amount: number
  reason?: string
  notify?: string
  at: number
  done?: number
  status: 'PROCESSING' | 'SUCCESS' | 'CLOSED' | 'ABNORMAL'
}

/** A merchant transfer. `id` = out_bill_no. */
export interface Bill extends Row {
  bill: string
  appid: string
  openid: string
  amount: number
  scene: string
  remark: string
  notify?: string
  state:
    | 'ACCEPTED'
    | 'PROCESSING'
    | 'WAIT_USER_CONFIRM'
    | 'TRANSFERING'
    | 'SUCCESS'
    | 'FAIL'
    | 'CANCELING'
    | 'CANCELLED'
  package: string
  at: number
  updated: number
  reason?: string
}

export interface Sharing extends Row {
  order: string
  transaction: string
  sharing: string
  at: number
  state: 'PROCESSING' | 'FINISHED'
  receivers: {
    type: string
    account: string
    amount: number
    description: string
    result: 'PENDING' | 'SUCCESS' | 'CLOSED'
    fail_reason?: string
    detail_id: string
  }[]
  notify?: string
}

export interface Receiver extends Row {
  type: string
  account: string
  relation: string
}

/** A text registered with both SMS vendors. `id` = Aliyun's code. */
export interface SmsTemplate extends Row {
  tencent: string
  /** With `${name}` where a value goes. */
  content: string
  kind: 'code' | 'notice' | 'marketing'
}

export interface Sms extends Row {
  vendor: 'aliyun' | 'tencent'
  phone: string
  sign: string
  text: string
  kind: SmsTemplate['kind']
  at: number
  outId: string
  /** What the report will say. */
  outcome: string
}

export interface CallTask extends Row {
  name: string
  script: string
  state: 'running' | 'paused' | 'cancelled' | 'done'
  windows: { from: string; to: string }[]
  maxAttempts: number
  callback?: string
  at: number
}

export interface OutboundCall extends Row {
  task: string
  phone: string
  reference: string
  status:
    | 'queued'
    | 'answered'
    | 'no_answer'
    | 'busy'
    | 'rejected'
    | 'invalid_number'
    | 'failed'
    | 'opted_out'
    | 'cancelled'
  attempt: number
  at: number
  durationMs: number
  intent: string
}

/** Somebody tapped an advertisement. */
export interface AdClick extends Row {
  platform: 'tencent' | 'baidu' | 'oceanengine'
  at: number
}

/** What a platform was told came of a click; `id` = platform and what makes it count once. */
export interface AdConversion extends Row {
  platform: AdClick['platform']
  click: string
  event: string
  value: number
  at: number
  /** How often it was told. */
  told: number
}
