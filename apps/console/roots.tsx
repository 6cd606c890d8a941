import type { QueryClient } from '@tanstack/react-query'
import { createRootRouteWithContext, createRoute, Outlet, redirect } from '@tanstack/react-router'
import { Frame } from './frame.tsx'
import { ensureSession, isSetupNeeded } from './session.tsx'

/** Above all addresses of the console. */
export const root = createRootRouteWithContext<{ queries: QueryClient }>()({ component: Outlet })

/** Above those that need somebody who is logged in. */
export const frame = createRoute({
  getParentRoute: () => root,
  id: 'frame',
  component: Frame,
  beforeLoad: async ({ context, location }) => {
    if (await ensureSession(context.queries)) return
    if (await isSetupNeeded(context.queries)) throw redirect({ to: '/setup' })
    throw redirect({ to: '/login', search: { next: location.publicHref } })
  },
})
