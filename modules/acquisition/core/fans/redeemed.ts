import type { PlannedEvent } from '#modules/intake'

const text = (name: string, zh: string) => ({ name, zh, type: 'text' as const, required: false, values: [] })

/** A redeemed voucher as the dictionary of events has it. */
export const redeemedEvent: PlannedEvent = {
  ...{ name: 'voucher_redeemed', zh: '核销团购券', owner: 'Siyu' },
  help: '团购核销清单导入后由 Siyu 写入，每张券一次；撤销导入会一并撤回',
  onBreach: 'keep',
  properties: [
    ...[text('platform', '平台'), text('shop', '门店'), text('product', '团购名称'), text('voucher', '券号')],
    { name: 'amount', zh: '实付金额（元）', type: 'number', required: false, values: [] },
  ],
}
