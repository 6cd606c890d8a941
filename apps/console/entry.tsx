import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { z } from 'zod'
import { root } from './roots.tsx'
import { ensureSession, isSetupNeeded } from './session.tsx'

export const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: z.object({ next: z.string().startsWith('/console').optional() }),
  component: lazyRouteComponent(() => import('../../modules/staff/console/login.tsx'), 'LoginPage'),
})

export const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  validateSearch: z.object({ step: z.enum(['begin', 'goal']).optional().catch(undefined) }),
  beforeLoad: async ({ context, search }) => {
    if (await isSetupNeeded(context.queries)) {
      if (search.step) throw redirect({ to: '/setup' })
      return
    }
    if (!(await ensureSession(context.queries))) throw redirect({ to: '/login' })
    if (!search.step) throw redirect({ to: '/' })
  },
  component: lazyRouteComponent(() => import('./setup/wizard.tsx'), 'SetupPage'),
})
