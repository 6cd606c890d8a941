import type { Bilingual } from '#kit/api'
import type { HookField } from './mapping.ts'
import type { Meanings } from './meaning.ts'
import type { Signature } from './signature.ts'

/** A hook to start from; an operator can change all of it. */
export interface HookPreset extends Meanings {
  readonly name: string
  readonly title: Bilingual
  readonly signature: Signature
  /** What the sender wants to read. */
  readonly answer: string
  /** A message to try it with. */
  readonly sample: string
}

const field = (path: string, target: string): HookField => ({ path, target })
const signedBody: Signature = { rule: 'hmac-sha256', at: 'header', name: 'X-Signature', clientId: '' }
const plain = {
  answer: '{"ok":true}',
  typePath: '',
  types: [],
  mappings: [],
  money: 'yuan',
  signature: signedBody,
} as const

const trade = {
  full_order_info: {
    order_info: {
      tid: 'E20260601120000012345678',
      status: 'WAIT_SELLER_SEND_GOODS',
      created: '2026-06-01 12:00:00',
      pay_time: '2026-06-01 12:03:10',
      update_time: '2026-06-01 12:03:10',
    },
    buyer_info: { buyer_phone: '13800000001', yz_open_id: 'yz_open_0001' },
    pay_info: { total_fee: '228.00', post_fee: '10.00', payment: '238.00' },
    orders: [
      { oid: '1001', title: '桂花乌龙', outer_sku_id: 'T-01', num: 2, price: '69.00', payment: '138.00' },
      { oid: '1002', title: '龙井', outer_sku_id: 'T-02', num: 1, price: '90.00', payment: '90.00' },
    ],
  },
}

const youzanSample = {
  ...{ mode: 1, id: 'E20260601120000012345678', client_id: '1a2b3c', kdt_id: 100001, kdt_name: '山房茶铺' },
  ...{ type: 'trade_TradePaid', status: 'WAIT_SELLER_SEND_GOODS', version: 1780286590, sendCount: 1, test: false },
  msg: encodeURIComponent(JSON.stringify(trade)),
}

const inMsg = 'msg.full_order_info'

// Paths of 有赞's trade messages from memory of its documents; what a shop sends differs, so all can be changed.
const youzan: HookPreset = {
  name: 'youzan',
  title: { zh: '有赞订单推送', en: 'Youzan order push' },
  kind: 'orders',
  signature: { rule: 'youzan', at: 'header', name: '', clientId: '' },
  answer: '{"code":0,"msg":"success"}',
  typePath: 'type',
  types: ['trade_*'],
  money: 'yuan',
  options: { sourceKind: 'private', source: 'youzan' },
  mappings: [],
  fields: [
    field(`${inMsg}.order_info.tid`, 'orderNo'),
    field(`${inMsg}.order_info.update_time`, 'modifiedAt'),
    field(`${inMsg}.order_info.pay_time`, 'paidAt'),
    field(`${inMsg}.order_info.status`, 'status'),
    field(`${inMsg}.buyer_info.buyer_phone`, 'identity:phone'),
    field(`${inMsg}.buyer_info.yz_open_id`, 'identity:platform:youzan'),
    field('kdt_name', 'shop'),
    field(`${inMsg}.pay_info.post_fee`, 'freight'),
    field(`${inMsg}.orders.*.oid`, 'lineNo'),
    field(`${inMsg}.orders.*.title`, 'product'),
    field(`${inMsg}.orders.*.outer_sku_id`, 'sku'),
    field(`${inMsg}.orders.*.num`, 'quantity'),
    field(`${inMsg}.orders.*.price`, 'unitPrice'),
    field(`${inMsg}.orders.*.payment`, 'amount'),
  ],
  sample: JSON.stringify(youzanSample, null, 2),
}

/** A refund is an order of its own that belongs to the order: any number of parts, each with its time. */
const youzanRefund = {
  when: { path: 'type', values: ['trade_refund_RefundSuccess'] },
  ...{ kind: 'orders', money: 'yuan' as const, options: { sourceKind: 'private', source: 'youzan' } },
  fields: [
    field('msg.refund_id', 'orderNo'),
    field('msg.tid', 'parentOrderNo'),
    field('msg.update_time', 'modifiedAt'),
    field('msg.update_time', 'paidAt'),
    { ...field('msg.refunded_fee', 'amount'), minus: true },
    field('kdt_name', 'shop'),
  ],
}

/**
 * With the messages of refunds, parts of an order too. The closing of a paid order then says nothing: the money that
 * went back stands in its refunds, and counted by the closing as well it would be there twice.
 */
const youzanRefunds: HookPreset = {
  ...youzan,
  name: 'youzan-refunds',
  title: { zh: '有赞订单和退款推送', en: 'Youzan push of orders and refunds' },
  types: ['trade_Trade*'],
  options: { ...youzan.options, statusWords: { unpaid: ['WAIT_BUYER_PAY', 'TRADE_CLOSED'], closed: [] } },
  mappings: [youzanRefund],
  sample: JSON.stringify(
    {
      ...{ ...youzanSample, type: 'trade_refund_RefundSuccess', status: 'REFUND_SUCCESS' },
      msg: encodeURIComponent(
        JSON.stringify({
          ...{ tid: 'E20260601120000012345678', refund_id: '202606021000000001', oids: ['1002'] },
          ...{ refunded_fee: '30.00', update_time: '2026-06-02 10:00:00' },
        }),
      ),
    },
    null,
    2,
  ),
}

const orderSample = {
  ...{
    orderNo: 'SO-1001',
    status: '已付款',
    paidAt: '2026-06-01T12:03:10+08:00',
    updatedAt: '2026-06-01T12:03:10+08:00',
  },
  ...{
    amount: 238,
    refundAmount: 0,
    store: '杭州湖滨店',
    staff: '李导购',
    customer: { phone: '13800000001', memberId: 'M1' },
  },
}

const order: HookPreset = {
  ...plain,
  name: 'order',
  title: { zh: '通用订单（ERP、OMS）', en: 'Orders of any system (ERP, OMS)' },
  kind: 'orders',
  options: { sourceKind: 'private', source: 'erp' },
  fields: [
    field('orderNo', 'orderNo'),
    field('updatedAt', 'modifiedAt'),
    field('paidAt', 'paidAt'),
    field('status', 'status'),
    field('amount', 'amount'),
    field('refundAmount', 'refundAmount'),
    field('refundedAt', 'refundedAt'),
    field('customer.phone', 'identity:phone'),
    field('customer.memberId', 'identity:member_id'),
    field('store', 'store'),
    field('staff', 'staff'),
  ],
  sample: JSON.stringify(orderSample, null, 2),
}

const linesSample = {
  event: 'order.updated',
  order: {
    ...{
      id: 'SO-1002',
      status: 'paid',
      paidAt: 1780286590,
      updatedAt: 1780286590,
      phone: '13800000002',
      freightFen: 1000,
    },
    lines: [
      { id: 1, sku: 'T-01', name: '桂花乌龙', quantity: 2, amountFen: 13800 },
      { id: 2, sku: 'T-02', name: '龙井', quantity: 1, amountFen: 9000 },
    ],
  },
}

const orderLines: HookPreset = {
  ...plain,
  name: 'order-lines',
  title: { zh: '通用订单，带商品明细（金额为分）', en: 'Orders with their lines (money in fen)' },
  kind: 'orders',
  money: 'fen',
  typePath: 'event',
  types: ['order.*'],
  options: { sourceKind: 'private', source: 'erp' },
  fields: [
    field('order.id', 'orderNo'),
    field('order.updatedAt', 'modifiedAt'),
    field('order.paidAt', 'paidAt'),
    field('order.status', 'status'),
    field('order.phone', 'identity:phone'),
    field('order.freightFen', 'freight'),
    field('order.lines.*.id', 'lineNo'),
    field('order.lines.*.sku', 'sku'),
    field('order.lines.*.name', 'product'),
    field('order.lines.*.quantity', 'quantity'),
    field('order.lines.*.amountFen', 'amount'),
  ],
  sample: JSON.stringify(linesSample, null, 2),
}

const memberSample = {
  ...{ memberId: 'M1', phone: '13800000001', name: '王一', joinedAt: '2026-05-01 10:00:00', staff: '李导购' },
  updatedAt: '2026-06-01 12:00:00',
}

const member: HookPreset = {
  ...plain,
  name: 'member',
  title: { zh: '通用会员（CRM）', en: 'Members of any system (CRM)' },
  kind: 'people',
  options: {},
  fields: [
    field('memberId', 'identity:member_id'),
    field('updatedAt', 'modifiedAt'),
    field('phone', 'identity:phone'),
    field('unionid', 'identity:unionid'),
    field('name', 'trait:name'),
    field('joinedAt', 'enteredAt'),
    field('staff', 'owner'),
  ],
  sample: JSON.stringify(memberSample, null, 2),
}

export const hookPresets: readonly HookPreset[] = [youzan, youzanRefunds, order, orderLines, member]
