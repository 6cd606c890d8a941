import type { FastifyInstance } from 'fastify'
import { Clicks } from './clicks.ts'
import type { AcquisitionDeps } from './deps.ts'
import { fastRedirect } from './fast.ts'
import { linkHandlers } from './handlers.ts'
import { Links } from './links.ts'
import type { LiveDeps } from './live/deps.ts'
import { openLive } from './live/index.ts'
import { linkRoutes } from './routes.ts'

export { acquisitionSubject } from './subject.ts'

/** Acquisition: `routes` before the server listens, `start` after; `stop` stores what was counted. */
export function openAcquisition(deps: AcquisitionDeps & LiveDeps) {
  const links = new Links(deps)
  const clicks = new Clicks(deps)
  const live = openLive(deps, clicks)
  return {
    handlers: { links: linkHandlers(deps, links), liveCodes: live.handlers },
    /** Live codes against which something stands. */
    liveTroubles: live.troubles,
    /** Before Fastify: true = answered. */
    fast: fastRedirect(deps, links, clicks),
    routes(app: FastifyInstance) {
      linkRoutes(app, deps, links, clicks)
      live.routes(app)
    },
    start() {
      clicks.start()
      live.start()
    },
    async stop() {
      await live.stop()
      await clicks.stop()
    },
  }
}
