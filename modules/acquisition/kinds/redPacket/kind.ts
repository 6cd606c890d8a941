import { z } from 'zod'
import type { HookKind } from '../../core/hookKind.ts'

/** Cash by a merchant transfer, which WeChat Pay lets begin at 0.30 yuan; from 2,000 on it asks for the real name. */
export const redPacket: HookKind = {
  kind: 'redPacket',
  title: { zh: '红包', en: 'Red packet' },
  help: {
    zh: '微信支付商家转账；没有连接商户号时由人工发放',
    en: 'A transfer by WeChat Pay; by hand where no merchant is connected',
  },
  ...{ asks: 'nothing', handed: 'transferred', from: 'cash' },
  settings: z.strictObject({}),
  cost: { least: 30, most: 199_999 },
}
