import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { frame } from './roots.tsx'
import * as asked from './searches.tsx'

const attribution = createRoute({
  getParentRoute: () => frame,
  path: '/attribution',
  validateSearch: z.object(asked.attributionSearch),
  component: lazyRouteComponent(() => import('./analysis.tsx'), 'AttributionRoute'),
})

const attributionPeople = createRoute({
  getParentRoute: () => frame,
  path: '/attribution/people',
  validateSearch: z.object(asked.attributionPeopleSearch),
  component: lazyRouteComponent(
    () => import('../../modules/insight/console/attribution/people.tsx'),
    'AttributionPeoplePage',
  ),
})

const value = createRoute({
  getParentRoute: () => frame,
  path: '/value',
  component: lazyRouteComponent(() => import('../../modules/insight/console/clv/page.tsx'), 'ValuePage'),
})

const valuePeople = createRoute({
  getParentRoute: () => frame,
  path: '/value/people',
  validateSearch: z.object(asked.valuePeopleSearch),
  component: lazyRouteComponent(() => import('../../modules/insight/console/clv/people.tsx'), 'ValuePeoplePage'),
})

const rfm = createRoute({
  getParentRoute: () => frame,
  path: '/rfm',
  validateSearch: z.object(asked.rfmSearch),
  component: lazyRouteComponent(() => import('../../modules/insight/console/rfm/page.tsx'), 'RfmPage'),
})

const rfmPeople = createRoute({
  getParentRoute: () => frame,
  path: '/rfm/people',
  validateSearch: z.object(asked.rfmPeopleSearch),
  component: lazyRouteComponent(() => import('../../modules/insight/console/rfm/people.tsx'), 'RfmPeoplePage'),
})

const digests = createRoute({
  getParentRoute: () => frame,
  path: '/digests',
  validateSearch: z.object({ id: asked.text }),
  component: lazyRouteComponent(() => import('../../modules/insight/console/digests/page.tsx'), 'DigestsPage'),
})

const metrics = createRoute({
  getParentRoute: () => frame,
  path: '/metrics',
  component: lazyRouteComponent(() => import('../../modules/insight/console/metrics.tsx'), 'MetricsPage'),
})

const credit = createRoute({
  getParentRoute: () => frame,
  path: '/credit',
  validateSearch: z.object({ month: asked.text, by: asked.text }),
  component: lazyRouteComponent(() => import('../../modules/insight/console/credit/page.tsx'), 'CreditPage'),
})

/** Attribution, customer value, RFM and their people. */
export const insightRoutes = [
  attribution,
  attributionPeople,
  value,
  valuePeople,
  rfm,
  rfmPeople,
  digests,
  metrics,
  credit,
] as const
