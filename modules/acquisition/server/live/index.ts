import type { FastifyInstance } from 'fastify'
import type { Clicks } from '../clicks.ts'
import { type Choosing, choose } from './choose.ts'
import type { LiveDeps } from './deps.ts'
import { liveHandlers } from './handlers.ts'
import { hearAdded } from './heard.ts'
import { Loads } from './load.ts'
import { patrol, standingTroubles } from './patrol.ts'
import { liveRoutes } from './routes.ts'
import { LiveWays } from './ways.ts'

/** Live codes: made before jobs start (the patrol is one). */
export function openLive(deps: LiveDeps, clicks: Clicks) {
  const loads = new Loads(deps)
  const ways = new LiveWays(deps, loads)
  deps.outbox.subscribe(hearAdded())
  deps.jobs.define('acquisition.patrol', async () => void (await patrol(deps, loads)), { cron: '7 * * * *' })
  return {
    handlers: liveHandlers({ deps, loads, ways }),
    routes: (app: FastifyInstance) => liveRoutes(app, { deps, loads, ways, clicks }),
    /** Port for cards. */
    choose: (asked: Choosing) => choose(deps, loads, asked),
    /** Codes against which something stands, the longest first. */
    troubles: async () => (await standingTroubles(deps)).items,
    start: () => ways.start(),
    stop: () => ways.stop(),
  }
}
