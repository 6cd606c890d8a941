import type { FastifyInstance } from 'fastify'
import type { PaidDeps } from './deps.ts'
import { paidHandlers } from './handlers.ts'
import { hearPaidAdds } from './hear.ts'
import { makeOpen } from './make.ts'
import { paidRoutes } from './open.ts'
import { hearQuota, quotaTroubles, readQuotas } from './quota.ts'

/** Acquisition links: made before jobs start (one reads what is left, and looks for links of which nothing was heard). */
export function openPaid(deps: PaidDeps) {
  deps.outbox.subscribe(hearPaidAdds())
  deps.outbox.subscribe(hearQuota(deps))
  const look = async () => {
    await makeOpen(deps)
    await readQuotas(deps, true)
  }
  deps.jobs.define('acquisition.quotas', look, { cron: '*/10 * * * *' })
  return {
    handlers: paidHandlers(deps),
    routes: (app: FastifyInstance) => paidRoutes(app, deps),
    troubles: () => quotaTroubles(deps),
  }
}
