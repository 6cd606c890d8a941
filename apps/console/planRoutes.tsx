import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { frame } from './roots.tsx'

const targets = createRoute({
  getParentRoute: () => frame,
  path: '/targets',
  validateSearch: z.object({
    tab: z.enum(['progress', 'scenarios', 'closes']).optional().catch(undefined),
    year: z.number().int().optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./planning/targets.tsx'), 'WholeTargetsPage'),
})

const positioning = createRoute({
  getParentRoute: () => frame,
  path: '/positioning',
  component: lazyRouteComponent(() => import('./planning/positioning.tsx'), 'WholePositioningPage'),
})

const guard = createRoute({
  getParentRoute: () => frame,
  path: '/guard',
  component: lazyRouteComponent(() => import('./planning/guard.tsx'), 'WholeGuardPage'),
})

/** What is to be reached, what for, and how people may be contacted. */
export const planRoutes = [targets, positioning, guard] as const
