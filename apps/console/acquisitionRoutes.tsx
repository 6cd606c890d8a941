import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { frame } from './roots.tsx'

const links = createRoute({
  getParentRoute: () => frame,
  path: '/links',
  component: lazyRouteComponent(() => import('../../modules/acquisition/console/links.tsx'), 'LinksPage'),
})

const link = createRoute({
  getParentRoute: () => frame,
  path: '/links/$id',
  component: lazyRouteComponent(() => import('../../modules/acquisition/console/link.tsx'), 'LinkPage'),
})

const liveCodes = createRoute({
  getParentRoute: () => frame,
  path: '/live-codes',
  validateSearch: z.object({ of: z.enum(['printed', 'patrol']).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./liveCodes.tsx'), 'LiveCodesPage'),
})

const liveCode = createRoute({
  getParentRoute: () => frame,
  path: '/live-codes/$id',
  component: lazyRouteComponent(() => import('./liveCode.tsx'), 'WholeLiveCodePage'),
})

const partners = createRoute({
  getParentRoute: () => frame,
  path: '/partners',
  validateSearch: z.object({
    of: z.enum(['programmes', 'flags', 'statements', 'candidates']).optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./partners.tsx'), 'PartnersPage'),
})

const partner = createRoute({
  getParentRoute: () => frame,
  path: '/partners/$id',
  component: lazyRouteComponent(() => import('./partner.tsx'), 'WholePartnerPage'),
})

/** What brings people in. */
export const acquisitionRoutes = [links, link, liveCodes, liveCode, partners, partner] as const
