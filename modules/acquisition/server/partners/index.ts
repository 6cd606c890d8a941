import type { Olap } from '#platform/clickhouse/olap'
import { findActivations } from './activations.ts'
import type { PartnerDeps } from './deps.ts'
import { partnerHandlers, programmeHandlers } from './handlers.ts'
import { hearOrders, judgeAgain } from './judge.ts'
import { partnerPage } from './page.ts'
import { payoutHandlers } from './payoutHandlers.ts'
import { askAgain, definePayouts, hearPayout } from './payouts.ts'

/** Partners: made before jobs start (it defines some) and before facts are delivered. */
export function openPartners(deps: PartnerDeps & { readonly olap: Olap }) {
  definePayouts(deps)
  deps.jobs.define('acquisition.partners', () => look(deps), { cron: '*/10 * * * *' })
  deps.jobs.define('acquisition.partnersAsked', () => askAgain(deps), { cron: '25 * * * *' })
  deps.outbox.subscribe(hearOrders(deps))
  return {
    handlers: {
      partners: partnerHandlers(deps),
      programmes: programmeHandlers(deps),
      partnerPayouts: payoutHandlers(deps),
    },
    hearTransfer: (told: { number: string; state: string }) => hearPayout(deps, told),
    /** Port for whoever writes the page of a partner. */
    page: (ticket: string, origin: string) => partnerPage(deps, ticket, origin),
  }
}

async function look(deps: PartnerDeps) {
  await judgeAgain(deps)
  await findActivations(deps)
}
