import { z } from 'zod'
import { field } from '#kit/form'
import type { HookKind } from '../../core/hookKind.ts'

export const membership: HookKind = {
  kind: 'membership',
  title: { zh: '会员权益', en: 'Membership benefit' },
  help: { zh: '体验会员、验光、保养等服务，凭码开通', en: 'A trial membership or a service, opened by a code' },
  ...{ asks: 'nothing', handed: 'code', from: 'granted' },
  settings: z.strictObject({
    use: field(z.string().trim().max(300).default(''), {
      zh: '怎么用',
      en: 'How to use it',
      help: { zh: '写在权益码下面', en: 'Stands below the code' },
      text: 'long',
    }),
  }),
  cost: { least: 0, most: 10_000_000 },
}
