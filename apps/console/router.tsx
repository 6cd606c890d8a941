import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { z } from 'zod'
import { Frame } from './frame.tsx'
import * as asked from './searches.tsx'
import { ensureSession, isSetupNeeded } from './session.tsx'

const root = createRootRouteWithContext<{ queries: QueryClient }>()({ component: Outlet })

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: z.object({ next: z.string().startsWith('/console').optional() }),
  component: lazyRouteComponent(() => import('../../modules/staff/console/login.tsx'), 'LoginPage'),
})

const setup = createRoute({
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

const frame = createRoute({
  getParentRoute: () => root,
  id: 'frame',
  component: Frame,
  beforeLoad: async ({ context, location }) => {
    if (await ensureSession(context.queries)) return
    if (await isSetupNeeded(context.queries)) throw redirect({ to: '/setup' })
    throw redirect({ to: '/login', search: { next: location.publicHref } })
  },
})

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

const people = createRoute({
  getParentRoute: () => frame,
  path: '/people',
  validateSearch: z.object({ known: asked.text, entered: asked.text, excluded: asked.text, q: asked.text }),
  component: lazyRouteComponent(() => import('../../modules/people/console/list.tsx'), 'PeoplePage'),
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

const imports = createRoute({
  getParentRoute: () => frame,
  path: '/imports',
  component: lazyRouteComponent(() => import('../../modules/intake/console/imports.tsx'), 'ImportsPage'),
})

const newImport = createRoute({
  getParentRoute: () => frame,
  path: '/imports/new',
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

const parked = createRoute({
  getParentRoute: () => frame,
  path: '/parked',
  validateSearch: z.object({ reason: asked.text }),
  component: lazyRouteComponent(() => import('../../modules/intake/console/parked.tsx'), 'ParkedPage'),
})

const doctor = createRoute({
  getParentRoute: () => frame,
  path: '/doctor',
  validateSearch: z.object(asked.doctorSearch),
  component: lazyRouteComponent(() => import('../../modules/insight/console/doctor.tsx'), 'DoctorPage'),
})

const doctorPeople = createRoute({
  getParentRoute: () => frame,
  path: '/doctor/people',
  validateSearch: z.object(asked.doctorPeopleSearch),
  component: lazyRouteComponent(() => import('../../modules/insight/console/doctorPeople.tsx'), 'DoctorPeoplePage'),
})

const plan = createRoute({
  getParentRoute: () => frame,
  path: '/plan',
  validateSearch: z.object({ event: asked.text, state: asked.text, q: asked.text }),
  component: lazyRouteComponent(() => import('../../modules/intake/console/plan.tsx'), 'PlanPage'),
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
    people,
    person,
    orders,
    identity,
    imports,
    newImport,
    oneImport,
    sources,
    live,
    parked,
    doctor,
    doctorPeople,
    plan,
    developers,
    settings,
    policy,
    system,
    tasks,
    trail,
    erasures,
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
