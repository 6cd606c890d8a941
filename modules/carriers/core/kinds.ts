import { aliyunSms } from '../kinds/aliyunSms/kind.ts'
import { miniProgram } from '../kinds/miniProgram/kind.ts'
import { officialAccount } from '../kinds/officialAccount/kind.ts'
import { outboundCall } from '../kinds/outboundCall/kind.ts'
import { tencentSms } from '../kinds/tencentSms/kind.ts'
import { wechatChannels } from '../kinds/wechatChannels/kind.ts'
import { wechatPay } from '../kinds/wechatPay/kind.ts'
import { wecom } from '../kinds/wecom/kind.ts'
import type { CarrierKind } from './kind.ts'

/** Every kind of carrier there is. */
export const carrierKinds: readonly CarrierKind[] = [
  wecom,
  officialAccount,
  miniProgram,
  wechatChannels,
  aliyunSms,
  tencentSms,
  wechatPay,
  outboundCall,
]

export const kindNamed = (kind: string): CarrierKind | undefined => carrierKinds.find((one) => one.kind === kind)
