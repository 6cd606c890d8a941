import type { Route } from '../http/route.ts'
import type { World } from '../world/world.ts'
import { accountCodeRoutes } from './codes.ts'
import { accountControlRoutes } from './control.ts'
import { menuRoutes, menuTimers } from './menu.ts'
import { serviceRoutes } from './messages.ts'
import { accountOauthRoutes } from './oauth.ts'
import { templateRoutes, templateTimers } from './templates.ts'
import { weixinTokenRoutes } from './token.ts'
import { userRoutes } from './users.ts'

export const accountRoutes: Route[] = [
  ...weixinTokenRoutes,
  ...userRoutes,
  ...accountCodeRoutes,
  ...serviceRoutes,
  ...templateRoutes,
  ...menuRoutes,
  ...accountOauthRoutes,
  ...accountControlRoutes,
]

export function accountTimers(world: World): void {
  templateTimers(world)
  menuTimers(world)
}
