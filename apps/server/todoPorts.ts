import { undecidedTrials } from '../../modules/carriers/server/index.ts'
import * as insights from '../../modules/insight/server/index.ts'
import * as intake from '../../modules/intake/server/index.ts'
import * as shop from '../../modules/shop/server/index.ts'
import type { openImports } from './files.ts'
import type { openOutlet } from './outlet.ts'
import type { openPlanning } from './planning.ts'
import type { Platform } from './platform.ts'

interface Telling {
  outlet: ReturnType<typeof openOutlet>
  imports: ReturnType<typeof openImports>['imports']
  insight: Parameters<typeof insights.insightServer>[0]
  planning: ReturnType<typeof openPlanning>
  acquisition: {
    liveTroubles(): Promise<readonly { live: string; name: string; since: string }[]>
    quotaTroubles(): Promise<readonly { name: string; balance: number }[]>
    adTroubles(): Promise<readonly { name: string }[]>
  }
}

/** What the houses tell the to-do list. */
export const todosOf = (
  { postgres, olap }: Platform,
  { outlet, imports, insight, planning, acquisition }: Telling,
) => ({
  webhooksOff: outlet.off,
  forwardersPaused: outlet.paused,
  silentSources: (now: number) => intake.silentSources(postgres, olap, now),
  parked: () => intake.countParked(postgres),
  hooksFailed: () => intake.failedHooks(postgres),
  orders: (range: { from: number; to: number }) => shop.unexplained(postgres, range),
  zone: async () => (await insight.settings()).zone,
  imports: imports.troubles,
  plan: () => insights.planOf(insight),
  pressure: planning.pressure,
  liveTroubles: acquisition.liveTroubles,
  quotaTroubles: acquisition.quotaTroubles,
  adTroubles: acquisition.adTroubles,
  undecidedTrials: undecidedTrials(postgres),
})
