import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { day } from '#kit/time'
import type { Jobs } from '#platform/jobs'
import { applyWaiting } from './apply.ts'
import type { HookDeps } from './deps.ts'
import { hookHandlers } from './handlers.ts'
import { hookRoutes } from './receive.ts'
import { type HookTables, waitingHooks } from './store.ts'

const job = 'intake.hooks'
/** How long messages are kept; those that could not be applied longer, so that somebody can see to them. */
const keptDays = 30
const failedDays = 90

/** The host of hooks: made before jobs start (it defines some); `routes` before the server listens; `resume` after both. */
export function hookHost({ jobs, ...given }: Omit<HookDeps, 'wake'> & { readonly jobs: Jobs }) {
  const wake = (hook: string) => jobs.enqueue(job, { hook }, { key: hook })
  const deps: HookDeps = { ...given, wake }
  const asked = z.object({ hook: z.string() })
  const db = () => deps.postgres.tables<HookTables>()
  jobs.define(job, (data, { signal }) => applyWaiting(deps, asked.parse(data).hook, signal), {
    concurrency: 4,
    retries: 8,
  })
  /** Takes up what a stop, a crash or a full queue left behind. */
  const resume = async () => {
    for (const hook of await waitingHooks(db())) await wake(hook)
  }
  jobs.define('intake.hooks.resume', resume, { cron: '* * * * *' })
  jobs.define('intake.hooks.sweep', () => sweepMessages(deps), { cron: '50 3 * * *' })
  return {
    handlers: hookHandlers(deps),
    routes: (app: FastifyInstance) => hookRoutes(app, deps),
    resume,
  }
}

/** Drops messages whose time is over. What is known of things stays: an old word must not win later. */
export async function sweepMessages({ postgres, now }: Pick<HookDeps, 'postgres' | 'now'>): Promise<void> {
  const before = (days: number) => new Date(now() - days * day)
  await postgres
    .tables<HookTables>()
    .deleteFrom('intake_hook_message')
    .where((e) =>
      e.or([
        e.and([e('state', 'not in', ['received', 'failed']), e('received_at', '<', before(keptDays))]),
        e.and([e('state', '=', 'failed'), e('received_at', '<', before(failedDays))]),
      ]),
    )
    .execute()
}
