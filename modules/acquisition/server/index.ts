import type { FastifyInstance } from 'fastify'
import type { Authenticate } from '#platform/http/server'
import type { AdsDeps } from './ads/deps.ts'
import { openAds } from './ads/index.ts'
import { linkCodesRoute } from './channels/codes.ts'
import { channelHandlers, channelReportHandlers } from './channels/handlers.ts'
import { Clicks } from './clicks.ts'
import type { AcquisitionDeps } from './deps.ts'
import { fastRedirect } from './fast.ts'
import { linkHandlers } from './handlers.ts'
import { handoverHandlers } from './handover/handlers.ts'
import { hearAdds } from './handover/hear.ts'
import { type Guest, openPage } from './handover/open.ts'
import { handoverRoutes } from './handover/routes.ts'
import { Links } from './links.ts'
import type { LiveDeps } from './live/deps.ts'
import { openLive } from './live/index.ts'
import type { PaidDeps } from './paid/deps.ts'
import { openPaid } from './paid/index.ts'
import { personalHandlers } from './personal/handlers.ts'
import type { PlanDeps } from './plans/deps.ts'
import { planHandlers } from './plans/handlers.ts'
import { linkRoutes } from './routes.ts'

export { cardExport } from './cards/exported.ts'
export { openCards } from './cards/index.ts'
export { cardSubject } from './cards/subject.ts'
export { claimExport } from './hooks/exported.ts'
export { openHooks } from './hooks/index.ts'
export { hookSubject } from './hooks/subject.ts'
export { payoutExport } from './partners/exported.ts'
export { openPartners } from './partners/index.ts'
export { partnerSubject } from './partners/subject.ts'
export { personalPort } from './personal/port.ts'
export { clickTimeline } from './personal/timeline.ts'
export { acquisitionSubject } from './subject.ts'

/** The endpoints of channels and of plans. */
const channelRoom = (deps: PlanDeps) => ({
  channels: channelHandlers(deps),
  channelReport: channelReportHandlers(deps),
  acquisitionPlans: planHandlers(deps),
})

/** Acquisition: `routes` before the server listens, `start` after; `stop` stores what was counted. */
export function openAcquisition(deps: AcquisitionDeps & LiveDeps & AdsDeps & PaidDeps & PlanDeps) {
  const links = new Links(deps)
  const clicks = new Clicks(deps)
  const live = openLive(deps, clicks)
  const ads = openAds(deps)
  const paid = openPaid(deps)
  deps.outbox.subscribe(hearAdds())
  return {
    handlers: {
      ...{ personalLinks: personalHandlers(deps), handoverPages: handoverHandlers(deps) },
      ...{ liveCodes: live.handlers, ads: ads.handlers, acquisitionLinks: paid.handlers },
      ...{ ...channelRoom(deps), links: linkHandlers(deps, links) },
    },
    /** Port for whoever writes the page of a hand-over. */
    openPage: (guest: Guest) => openPage(deps, guest),
    /** Port for cards: who of a live code takes somebody now. */
    choose: live.choose,
    /** What a hand has to look after: live codes, ad accounts, what is left for acquisition links. */
    ...{ liveTroubles: live.troubles, adTroubles: ads.troubles, quotaTroubles: paid.troubles },
    /** Before Fastify: true = answered. */
    fast: fastRedirect(deps, links, clicks),
    routes(app: FastifyInstance, authenticate: Authenticate) {
      linkCodesRoute(app, deps, authenticate)
      linkRoutes(app, deps, links, clicks)
      handoverRoutes(app, deps)
      live.routes(app)
      paid.routes(app)
    },
    start() {
      clicks.start()
      live.start()
      ads.start()
    },
    async stop() {
      await live.stop()
      await ads.stop()
      await clicks.stop()
    },
  }
}
