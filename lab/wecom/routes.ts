import type { Route } from '../http/route.ts'
import type { World } from '../world/world.ts'
import { acquisitionRoutes } from './acquisition.ts'
import { appRoutes } from './app.ts'
import { contactRoutes } from './contacts.ts'
import { corpRoutes } from './corp.ts'
import { groupRoutes } from './groupRoutes.ts'
import { groupWelcomeRoutes } from './groupWelcome.ts'
import { idRoutes } from './ids.ts'
import { massRoutes } from './mass.ts'
import { momentRoutes } from './moments.ts'
import { statisticsRoutes } from './statistics.ts'
import { tagRoutes } from './tags.ts'
import { finishTransfer, transferRoutes } from './transfer.ts'
import { wayRoutes } from './ways.ts'
import { welcomeRoutes } from './welcome.ts'

export const wecomRoutes: Route[] = [
  ...corpRoutes,
  ...contactRoutes,
  ...wayRoutes,
  ...welcomeRoutes,
  ...tagRoutes,
  ...massRoutes,
  ...momentRoutes,
  ...transferRoutes,
  ...groupRoutes,
  ...acquisitionRoutes,
  ...statisticsRoutes,
  ...groupWelcomeRoutes,
  ...idRoutes,
  ...appRoutes,
]

/** What happens by itself when its time has come. */
export function wecomTimers(world: World): void {
  world.clock.on('transfer', ({ id = '' }) => finishTransfer(world, id))
}
