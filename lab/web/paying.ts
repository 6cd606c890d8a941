import type { CustomerPort } from './customerPort.ts'
import { h } from './h.ts'
import { sheet, toast } from './sheets.ts'
import { t, yuan } from './words.ts'

/** The sheet that asks for a payment. Answers paid, cancelled or failed. */
export async function payOrder(
  phone: CustomerPort,
  handed: Record<string, unknown>,
  total: number,
  description: string,
): Promise<string> {
  const content = [h('small', {}, description), h('strong', { class: 'sum' }, yuan(total))]
  const answer = await sheet(phone.element, content, [
    ['pay', t('pay')],
    ['fail', t('payFails')],
    ['no', t('cancel')],
  ])
  const result = await phone.act<{ kind: string }>('pay', {
    ...handed,
    refuse: answer === 'no',
    fails: answer === 'fail',
  })
  if (result?.kind === 'paid') toast(phone.element, t('paid'))
  return result?.kind ?? 'failed'
}
