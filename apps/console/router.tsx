import type { QueryClient } from '@tanstack/react-query'
import { createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { acquisitionRoutes } from './acquisitionRoutes.tsx'
import { carrierRoutes } from './carrierRoutes.tsx'
import { login, setup } from './entry.tsx'
import { insightRoutes } from './insightRoutes.tsx'
import { intakeRoutes } from './intakeRoutes.tsx'
import { planRoutes } from './planRoutes.tsx'
import { frame, root } from './roots.tsx'
import * as asked from './searches.tsx'
import { segmentRoutes } from './segmentRoutes.tsx'

const board = createRoute({
  getParentRoute: () => frame,
  path: '/',
  validateSearch: z.object(asked.question),
  component: lazyRouteComponent(() => import('../../modules/insight/console/board.tsx'), 'BoardPage'),
})

const workbench = createRoute({
  getParentRoute: () => frame,
  path: '/workbench',
  component: lazyRouteComponent(() => import('./workbench/page.tsx'), 'WorkbenchPage'),
})

const boardPeople = createRoute({
  getParentRoute: () => frame,
  path: '/board/people',
  validateSearch: z.object(asked.boardPeopleSearch),
  component: lazyRouteComponent(() => import('../../modules/insight/console/people.tsx'), 'BoardPeoplePage'),
})

const boardExplain = createRoute({
  getParentRoute: () => frame,
  path: '/board/explain',
  validateSearch: z.object(asked.question),
  component: lazyRouteComponent(() => import('../../modules/insight/console/explain.tsx'), 'ExplainPage'),
})

const people = createRoute({
  getParentRoute: () => frame,
  path: '/people',
  validateSearch: z.object({ ...asked.peopleSearch, q: asked.text }),
  component: lazyRouteComponent(() => import('./peopleList.tsx'), 'AllPeoplePage'),
})

const person = createRoute({
  getParentRoute: () => frame,
  path: '/people/$id',
  validateSearch: z.object(asked.personSearch),
  component: lazyRouteComponent(() => import('./person.tsx'), 'WholePersonPage'),
})

const orders = createRoute({
  getParentRoute: () => frame,
  path: '/orders',
  validateSearch: z.object({ ...asked.range, state: asked.text, store: asked.text, q: asked.text, person: asked.text }),
  component: lazyRouteComponent(() => import('./orders.tsx'), 'AllOrdersPage'),
})

const identity = createRoute({
  getParentRoute: () => frame,
  path: '/identity',
  validateSearch: z.object(asked.doubtsSearch),
  component: lazyRouteComponent(() => import('../../modules/identity/console/doubts.tsx'), 'DoubtsPage'),
})

const doctor = createRoute({
  getParentRoute: () => frame,
  path: '/doctor',
  validateSearch: z.object(asked.doctorSearch),
  component: lazyRouteComponent(() => import('../../modules/insight/console/doctor.tsx'), 'DoctorPage'),
})

const sql = createRoute({
  getParentRoute: () => frame,
  path: '/sql',
  component: lazyRouteComponent(() => import('../../modules/insight/console/sql.tsx'), 'SqlPage'),
})

const doctorPeople = createRoute({
  getParentRoute: () => frame,
  path: '/doctor/people',
  validateSearch: z.object(asked.doctorPeopleSearch),
  component: lazyRouteComponent(() => import('../../modules/insight/console/doctorPeople.tsx'), 'DoctorPeoplePage'),
})

const analysis = createRoute({
  getParentRoute: () => frame,
  path: '/analysis',
  validateSearch: z.object(asked.analysisSearch),
  component: lazyRouteComponent(() => import('./analysis.tsx'), 'AnalysisRoute'),
})

const dashboards = createRoute({
  getParentRoute: () => frame,
  path: '/analysis/dashboards',
  validateSearch: z.object({ id: asked.text }),
  component: lazyRouteComponent(() => import('./analysis.tsx'), 'DashboardsRoute'),
})

const settings = createRoute({
  getParentRoute: () => frame,
  path: '/settings',
  component: lazyRouteComponent(() => import('../../modules/staff/console/settings.tsx'), 'SettingsPage'),
})

const policy = createRoute({
  getParentRoute: () => frame,
  path: '/settings/identity',
  component: lazyRouteComponent(() => import('./policy.tsx'), 'WholePolicyPage'),
})

const trail = createRoute({
  getParentRoute: () => frame,
  path: '/audit',
  validateSearch: z.object({ actor: asked.text, action: asked.text, subject: asked.text }),
  component: lazyRouteComponent(() => import('./trail.tsx'), 'TrailPage'),
})

const erasures = createRoute({
  getParentRoute: () => frame,
  path: '/erasures',
  component: lazyRouteComponent(() => import('./erasures.tsx'), 'AllErasuresPage'),
})

const purposes = createRoute({
  getParentRoute: () => frame,
  path: '/consents',
  component: lazyRouteComponent(() => import('./purposes.tsx'), 'AllPurposesPage'),
})

const developers = createRoute({
  getParentRoute: () => frame,
  path: '/developers',
  validateSearch: z.object(asked.deliveriesSearch),
  component: lazyRouteComponent(() => import('../../modules/outlet/console/developers.tsx'), 'DevelopersPage'),
})

const gallery = createRoute({
  getParentRoute: () => frame,
  path: '/gallery',
  component: lazyRouteComponent(() => import('./gallery.tsx'), 'GalleryPage'),
})

const system = createRoute({
  getParentRoute: () => frame,
  path: '/system',
  component: lazyRouteComponent(() => import('./system.tsx'), 'SystemPage'),
})

const tasks = createRoute({
  getParentRoute: () => frame,
  path: '/tasks',
  validateSearch: z.object({ of: z.enum(['files', 'work']).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./tasks.tsx'), 'TasksPage'),
})

const routes = root.addChildren([
  login,
  setup,
  frame.addChildren([
    workbench,
    board,
    boardPeople,
    boardExplain,
    people,
    person,
    orders,
    identity,
    ...segmentRoutes,
    ...intakeRoutes,
    ...planRoutes,
    ...carrierRoutes,
    ...acquisitionRoutes,
    ...insightRoutes,
    doctor,
    doctorPeople,
    sql,
    analysis,
    dashboards,
    developers,
    settings,
    policy,
    system,
    tasks,
    trail,
    erasures,
    purposes,
    gallery,
  ]),
])

/** All addresses below /console; filters live in the search part, so that a link shows what its sender saw. */
export function createConsoleRouter(queries: QueryClient) {
  return createRouter({ routeTree: routes, basepath: '/console', context: { queries }, defaultPreload: 'intent' })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>
  }
}
