import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { frame } from './roots.tsx'
import { text } from './searches.tsx'

const yes = z.boolean().optional().catch(undefined)

const segments = createRoute({
  getParentRoute: () => frame,
  path: '/segments',
  validateSearch: z.object({ q: text, archived: yes }),
  component: lazyRouteComponent(() => import('../../modules/segments/console/segments.tsx'), 'SegmentsPage'),
})

const newSegment = createRoute({
  getParentRoute: () => frame,
  path: '/segments/new',
  component: lazyRouteComponent(() => import('./segmentEditor.tsx'), 'WholeNewSegmentPage'),
})

const compareSegments = createRoute({
  getParentRoute: () => frame,
  path: '/segments/compare',
  validateSearch: z.object({
    ...{ a: text, b: text },
    set: z.enum(['onlyA', 'both', 'onlyB']).optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./segment.tsx'), 'WholeComparePage'),
})

const oneSegment = createRoute({
  getParentRoute: () => frame,
  path: '/segments/$id',
  validateSearch: z.object({ run: text, side: z.enum(['entered', 'gone']).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./segment.tsx'), 'WholeSegmentPage'),
})

const editSegment = createRoute({
  getParentRoute: () => frame,
  path: '/segments/$id/edit',
  component: lazyRouteComponent(() => import('./segmentEditor.tsx'), 'WholeEditSegmentPage'),
})

const tags = createRoute({
  getParentRoute: () => frame,
  path: '/tags',
  validateSearch: z.object({ q: text, group: text, archived: yes }),
  component: lazyRouteComponent(() => import('./tags.tsx'), 'AllTagsPage'),
})

/** The pages of segments and tags. */
export const segmentRoutes = [segments, newSegment, compareSegments, oneSegment, editSegment, tags] as const
