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
    state: z.string().max(20).optional().catch(undefined),
    way: z.string().max(40).optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('../../modules/carriers/console/send.tsx'), 'SendPage'),
})

const templates = createRoute({
  getParentRoute: () => frame,
  path: '/message-templates',
  component: lazyRouteComponent(() => import('./carriers/working.tsx'), 'TemplatesPage'),
})

const official = createRoute({
  getParentRoute: () => frame,
  path: '/official-accounts',
  validateSearch: z.object({
    account: z.string().max(20).optional().catch(undefined),
    tab: z.string().max(20).optional().catch(undefined),
    person: z.string().max(20).optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./carriers/working.tsx'), 'OfficialPage'),
})

/** The platforms where people are reached. */
export const carrierRoutes = [carriers, codes, sends, newSend, send, templates, official] as const
