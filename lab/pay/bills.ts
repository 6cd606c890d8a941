import { z } from 'zod'
import { personOf } from '../control/people.ts'
import { need, Refusal } from '../http/refusal.ts'
import { type Route, route } from '../http/route.ts'
import type { Bill } from '../world/moneyRows.ts'
import { openidOf, personBy } from '../world/people.ts'
import type { World } from '../world/world.ts'
import { showPayment } from './paying.ts'
import { balanceOf, book, payRoute, tellMerchant } from './route.ts'
import { openedField, timeOf } from './sign.ts'

const base = '/v3/fund-app/mch-transfer/transfer-bills'
const asked = z.object({
  appid: z.string(),
  out_bill_no: z.string().regex(/^[0-9A-Za-z]{1,32}$/),
  transfer_scene_id: z.string().min(1),
  openid: z.string(),
  user_name: z.string().optional(),
  transfer_amount: z.number().int().positive(),
  transfer_remark: z.string().min(1).max(32),
  notify_url: z
    .string()
    .regex(/^https?:\/\/[^?]+$/)
    .optional(),
  user_recv_perception: z.string().optional(),
  transfer_scene_report_infos: z.array(z.object({ info_type: z.string(), info_content: z.string() })).min(1),
})

/** 商家转账: a bill the person must confirm. */
export const billRoutes: Route[] = [
  payRoute('POST', base, asked, (world, input) => {
    const before = world.rows.bills.get(input.out_bill_no)
    if (before !== undefined) {
      if (before.amount !== input.transfer_amount || before.openid !== input.openid)
        throw new Refusal('INVALID_REQUEST', '单号已存在且参数不一致')
      return accepted(before)
    }
    checkBill(world, input)
    return accepted(placeBill(world, input))
  }),
  payRoute('GET', `${base}/out-bill-no/:no`, z.object({ no: z.string() }), (world, { no }) =>
    shownBill(world, billBy(world, no)),
  ),
  payRoute('GET', `${base}/transfer-bill-no/:no`, z.object({ no: z.string() }), (world, { no }) =>
    shownBill(world, need(world.rows.bills.by('bill', no)[0], 'NOT_FOUND', '记录不存在')),
  ),
  payRoute('POST', `${base}/out-bill-no/:no/cancel`, z.object({ no: z.string() }), (world, { no }) => {
    const bill = billBy(world, no)
    if (bill.state !== 'WAIT_USER_CONFIRM' && bill.state !== 'CANCELING')
      throw new Refusal('INVALID_REQUEST', `单据状态 ${bill.state} 不可撤销`)
    const now = world.clock.now()
    world.rows.bills.put({ ...bill, state: 'CANCELING', updated: now })
    world.clock.after(1000, 'bill cancel', { id: no })
    return { out_bill_no: no, transfer_bill_no: bill.bill, state: 'CANCELING', update_time: timeOf(now) }
  }),
  route(
    'lab',
    'POST',
    '/lab/people/:id/receive',
    z.object({ id: z.string(), package: z.string().optional(), out_bill_no: z.string().optional() }),
    (world, input) => {
      const person = personOf(world, input.id)
      const all = world.rows.bills.all()
      const bill = need(
        all.find((one) => one.package === input.package || one.id === input.out_bill_no),
        'NO_BILL',
      )
      if (bill.openid !== openidOf(world, bill.appid, person.id)) throw new Refusal('NOT_RECEIVER', bill.id, 409)
      if (bill.state !== 'WAIT_USER_CONFIRM') throw new Refusal('BILL_STATE', bill.state, 409)
      finishBill(world, bill, 'SUCCESS')
      showPayment(world, person, `收款 ${bill.remark}`, { bill: bill.id, fen: bill.amount })
      return { kind: 'received', amount: bill.amount }
    },
  ),
]

function checkBill(world: World, input: z.output<typeof asked>): void {
  const { officialAccount, miniprogram } = world.credentials
  const { transferLeast, transferNamedFrom, transferReports } = world.settings
  if (input.appid !== officialAccount.appid && input.appid !== miniprogram.appid)
    throw new Refusal('INVALID_REQUEST', '商户号与appid不匹配')
  const told = new Set(input.transfer_scene_report_infos.map(({ info_type: type }) => type))
  const untold = (transferReports[input.transfer_scene_id] ?? []).find((type) => !told.has(type))
  if (untold !== undefined) throw new Refusal('PARAM_ERROR', `转账场景报备信息缺少${untold}`)
  const person = personBy(world, `openid:${input.appid}`, input.openid)
  if (person === undefined) throw new Refusal('PARAM_ERROR', 'openid')
  if (input.transfer_amount < transferLeast && input.user_name !== undefined)
    throw new Refusal('PARAM_ERROR', '金额低于0.3元不支持传入收款用户姓名')
  if (input.transfer_amount >= transferNamedFrom && input.user_name === undefined)
    throw new Refusal('PARAM_ERROR', '金额达到2000元必须传入收款用户姓名')
  if (input.user_name !== undefined && openedField(world, input.user_name) !== person.name)
    throw new Refusal('INVALID_REQUEST', '收款用户姓名与实名不符')
  if (balanceOf(world) < input.transfer_amount) throw new Refusal('NOT_ENOUGH', '资金不足')
}

function placeBill(world: World, input: z.output<typeof asked>): Bill {
  book(world, -input.transfer_amount)
  const now = world.clock.now()
  const bill = world.rows.bills.put({
    id: input.out_bill_no,
    bill: `1330000${String(world.dice.count('bill')).padStart(24, '0')}`,
    appid: input.appid,
    openid: input.openid,
    amount: input.transfer_amount,
    scene: input.transfer_scene_id,
    remark: input.transfer_remark,
    ...(input.notify_url === undefined ? {} : { notify: input.notify_url }),
    state: 'WAIT_USER_CONFIRM',
    package: world.dice.id('package', '', 96),
    at: now,
    updated: now,
  })
  world.ledger.add('pay.transfer', { bill: bill.id, amount: bill.amount, openid: bill.openid })
  world.clock.after(world.settings.transferConfirmSeconds * 1000, 'bill lapse', { id: bill.id })
  return bill
}

const billBy = (world: World, no: string): Bill => need(world.rows.bills.get(no), 'NOT_FOUND', '记录不存在')

const accepted = ({ id, bill, at, state, package: info }: Bill) => ({
  out_bill_no: id,
  transfer_bill_no: bill,
  create_time: timeOf(at),
  state,
  ...(state === 'WAIT_USER_CONFIRM' ? { package_info: info } : {}),
})

const shownBill = (world: World, bill: Bill) => ({
  mch_id: world.credentials.pay.mchid,
  out_bill_no: bill.id,
  transfer_bill_no: bill.bill,
  appid: bill.appid,
  state: bill.state,
  transfer_amount: bill.amount,
  transfer_remark: bill.remark,
  openid: bill.openid,
  create_time: timeOf(bill.at),
  update_time: timeOf(bill.updated),
  ...(bill.reason === undefined ? {} : { fail_reason: bill.reason }),
})

function finishBill(world: World, before: Bill, state: 'SUCCESS' | 'FAIL' | 'CANCELLED', reason?: string): void {
  const updated = world.clock.now()
  const bill = world.rows.bills.put({ ...before, state, updated, ...(reason === undefined ? {} : { reason }) })
  if (state !== 'SUCCESS') book(world, bill.amount)
  world.ledger.add('pay.transfer.ended', { bill: bill.id, state, amount: bill.amount })
  const { appid: _app, transfer_remark: _remark, ...told } = shownBill(world, bill)
  const about = {
    event: 'MCHTRANSFER.BILL.FINISHED',
    summary: '商家转账单据终态通知',
    original: 'mch_payment',
    order: bill.id,
  }
  tellMerchant(world, bill.notify, about, told)
}

export function billTimers(world: World): void {
  world.clock.on('bill lapse', ({ id = '' }) => {
    const bill = world.rows.bills.get(id)
    if (bill?.state === 'WAIT_USER_CONFIRM') finishBill(world, bill, 'FAIL', 'OVERDUE_CLOSE')
  })
  world.clock.on('bill cancel', ({ id = '' }) => {
    const bill = world.rows.bills.get(id)
    if (bill?.state === 'CANCELING') finishBill(world, bill, 'CANCELLED')
  })
}
