import { implement } from '@orpc/server'
import type { RequestContext } from '#platform/http/context'
import type { Jobs } from '#platform/jobs'
import { webhooks } from '../contract.ts'
import { Courier, type CourierDeps } from './courier.ts'
import { deliveryHandlers } from './deliveries.ts'
import type { OutletDeps } from './deps.ts'
import { tellFacts } from './tell.ts'
import { sweepDeliveries, webhooksOff } from './upkeep.ts'
import { webhookHandlers } from './webhooks.ts'

export { outletSubject } from './subject.ts'

type Deps = Omit<OutletDeps, 'kick'> & CourierDeps & { readonly jobs: Jobs }

/** Webhooks: made before jobs and outbox start (it defines one and subscribes); `start` after, `stop` before they stop. */
export function outletServer(deps: Deps) {
  const courier = new Courier(deps)
  const inner = { ...deps, kick: () => courier.kick() }
  deps.jobs.define('outlet.sweep', () => sweepDeliveries(deps.postgres, deps.now()), { cron: '30 * * * *' })
  const os = implement(webhooks).$context<RequestContext>()
  return {
    handlers: os.router({ ...webhookHandlers(inner), ...deliveryHandlers(inner) }),
    subscription: tellFacts(deps),
    /** Webhooks that were switched off because they take nothing. */
    off: () => webhooksOff(deps.postgres),
    start: () => courier.start(),
    stop: () => courier.stop(),
  }
}
