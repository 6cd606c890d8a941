import { outgoing } from '#platform/http/outgoing'
import type { Outbox } from '#platform/outbox'
import { eventFeed, isOpen, openPlan } from '../../modules/intake/server/index.ts'
import { type OutletServerDeps, outletServer } from '../../modules/outlet/server/index.ts'
import { consentsOf, purposeNames } from '../../modules/people/server/index.ts'
import { tellableFacts } from './tellable.ts'

type Feed = Parameters<typeof eventFeed>[0]

interface Deps extends Pick<OutletServerDeps, 'postgres' | 'vault' | 'log' | 'jobs'>, Omit<Feed, 'now'> {
  now: () => number
  outbox: Outbox
  outgoingHosts: readonly string[]
  plan: Parameters<typeof openPlan>[0]
  identities: Parameters<typeof consentsOf>[0]['identities']
}

/** What the outside hears of: facts by webhooks, behaviour by forwarders, for which the neighbours answer here. */
export function openOutlet(deps: Deps) {
  const consents = consentsOf(deps)
  const outlet = outletServer({
    ...deps,
    ...{ facts: tellableFacts, outgoing: outgoing(deps.outgoingHosts), random: Math.random },
    events: eventFeed(deps),
    audience: (strands, purpose) => consents.of(strands, purpose),
    purposes: purposeNames(deps),
    plan: () => openPlan(deps.plan),
    isOpen,
  })
  deps.outbox.subscribe(outlet.subscription)
  return outlet
}
