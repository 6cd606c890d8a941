import type { FastifyInstance } from 'fastify'
import { Clicks } from './clicks.ts'
import type { AcquisitionDeps } from './deps.ts'
import { fastRedirect } from './fast.ts'
import { linkHandlers } from './handlers.ts'
import { Links } from './links.ts'
import { linkRoutes } from './routes.ts'

export { cardExport } from './cards/exported.ts'
export { openCards } from './cards/index.ts'
export type { ScannedCard } from './cards/scan.ts'
export { cardSubject } from './cards/subject.ts'
export { claimExport } from './hooks/exported.ts'
export { openHooks } from './hooks/index.ts'
export { hookSubject } from './hooks/subject.ts'
export { acquisitionSubject } from './subject.ts'

/** Acquisition: `routes` before the server listens, `start` after; `stop` stores what was counted. */
export function openAcquisition(deps: AcquisitionDeps) {
  const links = new Links(deps)
  const clicks = new Clicks(deps)
  return {
    handlers: { links: linkHandlers(deps, links) },
    /** Before Fastify: true = answered. */
    fast: fastRedirect(deps, links, clicks),
    routes: (app: FastifyInstance) => linkRoutes(app, deps, links, clicks),
    start: () => clicks.start(),
    stop: () => clicks.stop(),
  }
}
