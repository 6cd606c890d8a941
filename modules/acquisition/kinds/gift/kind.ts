import { z } from 'zod'
import type { HookKind } from '../../core/hookKind.ts'

export const gift: HookKind = {
  kind: 'gift',
  title: { zh: '礼物', en: 'Gift' },
  help: { zh: '实物，客户填地址，寄出后记快递单号', en: 'Goods, sent to the address that the customer gives' },
  ...{ asks: 'address', handed: 'shipped', from: 'goods' },
  settings: z.strictObject({}),
  cost: { least: 0, most: 10_000_000 },
}
