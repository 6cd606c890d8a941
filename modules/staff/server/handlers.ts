import { implement, ORPCError } from '@orpc/server'
import { nameOf, type RequestContext } from '#platform/http/context'
import type { Postgres } from '#platform/postgres/postgres'
import type { Settings } from '#platform/settings'
import { staff } from '../contract.ts'
import type { Goal } from '../core/goal.ts'
import type { Workspace } from '../core/workspace.ts'
import { accountHandlers } from './accounts.ts'
import { type BindingDeps, bindingHandlers } from './bindings.ts'
import { keyHandlers } from './keys.ts'
import { checkLogin, createFirst, isEmpty, startSession } from './login.ts'
import { hashToken, type Sessions, sessionCookie } from './sessions.ts'
import type { StaffTables } from './tables.ts'
import { viewHandlers } from './views.ts'

export interface StaffDeps extends BindingDeps {
  postgres: Postgres
  sessions: Sessions
  now: () => number
  workspace: Settings<Workspace>
  goal: Settings<Goal>
}

/** The staff endpoints: first run, login, keys. */
export function staffHandlers(deps: StaffDeps) {
  const os = implement(staff).$context<RequestContext>()
  const db = () => deps.postgres.tables<StaffTables>()
  const withZone = async <T extends object>(me: T) => ({ ...me, zone: (await deps.workspace.read()).zone })
  return os.router({
    setupState: os.setupState.handler(async () => ({ needed: await isEmpty(deps.postgres) })),
    setup: os.setup.handler(async ({ input, context }) =>
      withZone(await startSession(deps, context, await createFirst(deps, input))),
    ),
    login: os.login.handler(async ({ input, context }) =>
      withZone(await startSession(deps, context, await checkLogin(deps, input, context.ip))),
    ),
    logout: os.logout.handler(async ({ context }) => {
      const token = context.cookie(sessionCookie)
      if (token) await db().deleteFrom('staff_session').where('token_hash', '=', hashToken(token)).execute()
      deps.sessions.forget()
      context.setCookie(sessionCookie, '', { maxAgeSeconds: 0, httpOnly: true })
      return { done: true as const }
    }),
    me: os.me.handler(async ({ context }) => {
      const { actor } = context
      if (actor.kind === 'nobody') throw new ORPCError('UNAUTHORIZED')
      const token = actor.kind === 'staff' ? context.cookie(sessionCookie) : undefined
      const csrfToken = token && (await deps.sessions.csrfOf(token))
      return withZone({ ...actor, rights: [...actor.rights], ...(csrfToken ? { csrfToken } : {}) })
    }),
    ...accountHandlers(deps),
    ...keyHandlers(deps),
    ...viewHandlers(deps),
    ...bindingHandlers(deps),
    ...workspaceHandlers(deps),
    ...goalHandlers(deps),
  })
}

function workspaceHandlers({ workspace }: StaffDeps) {
  const os = implement(staff).$context<RequestContext>()
  const shown = (value: Workspace & { version: number }) => ({
    ...value,
    goLiveAt: new Date(value.goLiveAt).toISOString(),
  })
  return {
    workspace: os.workspace.handler(async () => shown(await workspace.read())),
    changeWorkspace: os.changeWorkspace.handler(async ({ input: { goLiveAt, ...rest }, context }) => {
      const date = goLiveAt === undefined ? {} : { goLiveAt: Date.parse(goLiveAt) }
      return shown(await workspace.change({ ...rest, ...date }, nameOf(context.actor)))
    }),
  }
}

function goalHandlers({ goal }: StaffDeps) {
  const os = implement(staff).$context<RequestContext>()
  return {
    goal: os.goal.handler(() => goal.read()),
    changeGoal: os.changeGoal.handler(({ input, context }) => goal.change(input, nameOf(context.actor))),
  }
}
