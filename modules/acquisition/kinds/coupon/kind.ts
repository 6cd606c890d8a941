import { z } from 'zod'
import { field } from '#kit/form'
import type { HookKind } from '../../core/hookKind.ts'

export const coupon: HookKind = {
  kind: 'coupon',
  title: { zh: '券', en: 'Coupon' },
  help: { zh: '每人一个券码，到店或下单时核销', en: 'A code for each, taken at a till or with an order' },
  ...{ asks: 'nothing', handed: 'code', from: 'granted' },
  settings: z.strictObject({
    use: field(z.string().trim().max(300).default(''), {
      zh: '怎么用',
      en: 'How to use it',
      help: { zh: '写在券码下面', en: 'Stands below the code' },
      text: 'long',
    }),
  }),
  cost: { least: 0, most: 10_000_000 },
}
