import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { frame } from './roots.tsx'

const carriers = createRoute({
  getParentRoute: () => frame,
  path: '/carriers',
  component: lazyRouteComponent(() => import('./carriers/accounts.tsx'), 'WholeAccountsPage'),
})

const codes = createRoute({
  getParentRoute: () => frame,
  path: '/staff-codes',
  component: lazyRouteComponent(() => import('../../modules/carriers/console/codes.tsx'), 'CodesPage'),
})

const sends = createRoute({
  getParentRoute: () => frame,
  path: '/sends',
  component: lazyRouteComponent(() => import('../../modules/carriers/console/sends.tsx'), 'SendsPage'),
})

const newSend = createRoute({
  getParentRoute: () => frame,
  path: '/sends/new',
  component: lazyRouteComponent(() => import('./carriers/newSend.tsx'), 'WholeNewSendPage'),
})

const send = createRoute({
  getParentRoute: () => frame,
  path: '/sends/$id',
  validateSearch: z.object({
    state: z
      .enum(['refused', 'nobody', 'planned', 'asked', 'sent', 'lost', 'full', 'stopped'])
      .optional()
      .catch(undefined),
  }),
  component: lazyRouteComponent(() => import('../../modules/carriers/console/send.tsx'), 'SendPage'),
})

const scripts = createRoute({
  getParentRoute: () => frame,
  path: '/scripts',
  component: lazyRouteComponent(() => import('../../modules/content/console/scripts.tsx'), 'ScriptsPage'),
})

const phoneLists = createRoute({
  getParentRoute: () => frame,
  path: '/phone-lists',
  component: lazyRouteComponent(() => import('./carriers/phoneLists.tsx'), 'WholePhoneListsPage'),
})

/** The platforms where people are reached. */
export const carrierRoutes = [carriers, codes, sends, newSend, send, scripts, phoneLists] as const
