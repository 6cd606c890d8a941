import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { frame } from './roots.tsx'

const channels = createRoute({
  getParentRoute: () => frame,
  path: '/channels',
  validateSearch: z.object({ of: z.enum(['tree', 'names', 'costs', 'links']).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./channels.tsx'), 'WholeChannelsPage'),
})

const acquisitionPlans = createRoute({
  getParentRoute: () => frame,
  path: '/acquisition-plans',
  validateSearch: z.object({ archived: z.enum(['yes']).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('../../modules/acquisition/console/plans/list.tsx'), 'PlansPage'),
})

const acquisitionPlan = createRoute({
  getParentRoute: () => frame,
  path: '/acquisition-plans/$id',
  component: lazyRouteComponent(() => import('./acquisitionPlan.tsx'), 'WholePlanPage'),
})

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

const parcelCards = createRoute({
  getParentRoute: () => frame,
  path: '/parcel-cards',
  validateSearch: z.object({ of: z.enum(['designs', 'insert']).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('../../modules/acquisition/console/cards/list.tsx'), 'CardsPage'),
})

const cardBatch = createRoute({
  getParentRoute: () => frame,
  path: '/parcel-cards/$id',
  validateSearch: z.object({
    stage: z.enum(['inserted', 'scanned', 'added', 'claimed', 'ordered']).optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('../../modules/acquisition/console/cards/batch.tsx'), 'BatchPage'),
})

const cardDesign = createRoute({
  getParentRoute: () => frame,
  path: '/card-designs/$id',
  component: lazyRouteComponent(() => import('../../modules/acquisition/console/cards/design.tsx'), 'DesignPage'),
})

const campaignHooks = createRoute({
  getParentRoute: () => frame,
  path: '/campaign-hooks',
  component: lazyRouteComponent(() => import('../../modules/acquisition/console/hooks/list.tsx'), 'HooksPage'),
})

const campaignHook = createRoute({
  getParentRoute: () => frame,
  path: '/campaign-hooks/$id',
  validateSearch: z.object({
    state: z.enum(['claimed', 'sent', 'received', 'returned', 'cancelled']).optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./campaignHook.tsx'), 'WholeHookPage'),
})

const handoverPages = createRoute({
  getParentRoute: () => frame,
  path: '/handover-pages',
  component: lazyRouteComponent(() => import('./handoverPages.tsx'), 'HandoverPages'),
})

const handoverPage = createRoute({
  getParentRoute: () => frame,
  path: '/handover-pages/$id',
  component: lazyRouteComponent(() => import('./handoverPage.tsx'), 'OneHandoverPage'),
})

const ads = createRoute({
  getParentRoute: () => frame,
  path: '/ads',
  validateSearch: z.object({ of: z.enum(['conversions', 'accounts']).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('../../modules/acquisition/console/ads/page.tsx'), 'AdsPage'),
})

const acquisitionLinks = createRoute({
  getParentRoute: () => frame,
  path: '/acquisition-links',
  component: lazyRouteComponent(
    () => import('../../modules/acquisition/console/paid/list.tsx'),
    'AcquisitionLinksPage',
  ),
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

const fans = createRoute({
  getParentRoute: () => frame,
  path: '/fans',
  validateSearch: z.object({
    of: z.enum(['platforms']).optional().catch(undefined),
    platform: z.string().max(40).optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('../../modules/acquisition/console/fans/list.tsx'), 'FansPage'),
})

const fanBatch = createRoute({
  getParentRoute: () => frame,
  path: '/fans/$id',
  validateSearch: z.object({ part: z.string().max(20).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('../../modules/acquisition/console/fans/page.tsx'), 'FanBatchPage'),
})

/** What brings people in. */
export const acquisitionRoutes = [
  channels,
  acquisitionPlans,
  acquisitionPlan,
  links,
  link,
  liveCodes,
  liveCode,
  parcelCards,
  cardBatch,
  cardDesign,
  campaignHooks,
  campaignHook,
  handoverPages,
  handoverPage,
  ads,
  acquisitionLinks,
  partners,
  partner,
  fans,
  fanBatch,
] as const
