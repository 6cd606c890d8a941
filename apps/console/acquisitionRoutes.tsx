import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
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

/** What brings people in. */
export const acquisitionRoutes = [links, link] as const
