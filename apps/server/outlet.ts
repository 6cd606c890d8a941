import { outgoing } from '#platform/http/outgoing'
import type { Outbox } from '#platform/outbox'
import { outletServer } from '../../modules/outlet/server/index.ts'
import { tellableFacts } from './tellable.ts'

type Deps = Omit<Parameters<typeof outletServer>[0], 'facts' | 'outgoing' | 'random'> & {
  outbox: Outbox
  outgoingHosts: readonly string[]
}

/** What the outside hears of. */
export function openOutlet(platform: Deps) {
  const calls = outgoing(platform.outgoingHosts)
  const outlet = outletServer({ ...platform, facts: tellableFacts, outgoing: calls, random: Math.random })
  platform.outbox.subscribe(outlet.subscription)
  return outlet
}
