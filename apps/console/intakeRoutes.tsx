import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { frame } from './roots.tsx'
import * as asked from './searches.tsx'

const imports = createRoute({
  getParentRoute: () => frame,
  path: '/imports',
  component: lazyRouteComponent(() => import('../../modules/intake/console/imports.tsx'), 'ImportsPage'),
})

const newImport = createRoute({
  getParentRoute: () => frame,
  path: '/imports/new',
  validateSearch: z.object({ kind: z.string().max(50).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('../../modules/intake/console/wizard.tsx'), 'ImportWizard'),
})

const oneImport = createRoute({
  getParentRoute: () => frame,
  path: '/imports/$id',
  component: lazyRouteComponent(() => import('../../modules/intake/console/import.tsx'), 'ImportPage'),
})

const sources = createRoute({
  getParentRoute: () => frame,
  path: '/sources',
  validateSearch: asked.begin,
  component: lazyRouteComponent(() => import('../../modules/intake/console/sources.tsx'), 'SourcesPage'),
})

const live = createRoute({
  getParentRoute: () => frame,
  path: '/sources/live',
  validateSearch: z.object({ source: asked.text, device: asked.text }),
  component: lazyRouteComponent(() => import('../../modules/intake/console/live.tsx'), 'LivePage'),
})

const hooks = createRoute({
  getParentRoute: () => frame,
  path: '/sources/hooks',
  component: lazyRouteComponent(() => import('../../modules/intake/console/hooks/hooks.tsx'), 'HooksPage'),
})

const newHook = createRoute({
  getParentRoute: () => frame,
  path: '/sources/hooks/new',
  component: lazyRouteComponent(() => import('../../modules/intake/console/hooks/editor.tsx'), 'NewHookPage'),
})

const oneHook = createRoute({
  getParentRoute: () => frame,
  path: '/sources/hooks/$id',
  validateSearch: z.object(asked.hookSearch),
  component: lazyRouteComponent(() => import('../../modules/intake/console/hooks/messages.tsx'), 'HookPage'),
})

const editHook = createRoute({
  getParentRoute: () => frame,
  path: '/sources/hooks/$id/edit',
  component: lazyRouteComponent(() => import('../../modules/intake/console/hooks/editor.tsx'), 'EditHookPage'),
})

const parked = createRoute({
  getParentRoute: () => frame,
  path: '/parked',
  validateSearch: z.object({ reason: asked.text }),
  component: lazyRouteComponent(() => import('../../modules/intake/console/parked.tsx'), 'ParkedPage'),
})

const plan = createRoute({
  getParentRoute: () => frame,
  path: '/plan',
  validateSearch: z.object({ event: asked.text, state: asked.text, q: asked.text }),
  component: lazyRouteComponent(() => import('../../modules/intake/console/plan.tsx'), 'PlanPage'),
})

/** The pages of what comes in: files, events, pushed messages. */
export const intakeRoutes = [
  imports,
  newImport,
  oneImport,
  sources,
  live,
  hooks,
  newHook,
  oneHook,
  editHook,
  parked,
  plan,
] as const
