import { z } from 'zod'
import type { HookKind } from '../../core/hookKind.ts'

export const sample: HookKind = {
  kind: 'sample',
  title: { zh: '小样', en: 'Sample' },
  help: { zh: '试用装，寄到客户的地址', en: 'A trial size, sent to the customer' },
  ...{ asks: 'address', handed: 'shipped', from: 'goods' },
  settings: z.strictObject({}),
  cost: { least: 0, most: 10_000_000 },
}
