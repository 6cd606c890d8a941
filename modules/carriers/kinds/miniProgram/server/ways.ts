import type { Way } from '../../../server/sends/ports.ts'
import { type WeixinDeps, weixinClient } from '../../weixin/server/client.ts'
import { subscriptionWay } from '../../weixin/server/subscriptionWay.ts'
import { miniSubscription } from '../../weixin/ways.ts'
import { asMini } from './adapter.ts'

/** How a mini program reaches people. */
export const miniWays = (deps: Parameters<typeof subscriptionWay>[0] & WeixinDeps): readonly Way[] => [
  subscriptionWay(deps, miniSubscription, (account) => weixinClient(deps, asMini(account))),
]
