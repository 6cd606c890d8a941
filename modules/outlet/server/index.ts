import { implement } from '@orpc/server'
import type { RequestContext } from '#platform/http/context'
import type { Jobs } from '#platform/jobs'
import { webhooks } from '../contract.ts'
import { Courier, type CourierDeps } from './courier.ts'
import { deliveryHandlers } from './deliveries.ts'
import type { OutletDeps } from './deps.ts'
import { Forwarding } from './forwarding/forwarding.ts'
import { forwarderHandlers } from './forwarding/handlers.ts'
import type { ForwardingDeps } from './forwarding/ports.ts'
import { tellFacts } from './tell.ts'
import { forwardersPaused, sweepDeliveries, sweepForwarded, webhooksOff } from './upkeep.ts'
import { webhookHandlers } from './webhooks.ts'

export { outletSubject } from './subject.ts'

export interface OutletServerDeps extends Omit<OutletDeps, 'kick'>, CourierDeps, ForwardingDeps {
  readonly jobs: Jobs
}

/** Webhooks and forwarders: made before jobs and outbox start (it defines one and subscribes); `start` after, `stop` before they stop. */
export function outletServer(deps: OutletServerDeps) {
  const courier = new Courier(deps)
  const forwarding = new Forwarding(deps)
  const inner = { ...deps, kick: () => courier.kick() }
  deps.jobs.define('outlet.sweep', () => sweepDeliveries(deps.postgres, deps.now()), { cron: '30 * * * *' })
  deps.jobs.define('outlet.forwarded', () => sweepForwarded(deps.postgres, deps.now()), { cron: '40 4 * * *' })
  const os = implement(webhooks).$context<RequestContext>()
  return {
    handlers: os.router({ ...webhookHandlers(inner), ...deliveryHandlers(inner) }),
    forwarders: forwarderHandlers({ ...deps, kick: () => forwarding.kick() }),
    subscription: tellFacts(deps),
    /** Webhooks that were switched off because they take nothing. */
    off: () => webhooksOff(deps.postgres),
    /** Forwarders that paused themselves because nothing is taken. */
    paused: () => forwardersPaused(deps.postgres),
    start() {
      courier.start()
      forwarding.start()
    },
    stop: async () => void (await Promise.all([courier.stop(), forwarding.stop()])),
  }
}
