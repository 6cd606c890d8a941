import { implement, ORPCError } from '@orpc/server'
import type { FastifyInstance } from 'fastify'
import { nameOf, type RequestContext } from '#platform/http/context'
import type { Authenticate } from '#platform/http/server'
import type { Jobs } from '#platform/jobs'
import { privacy } from '../../contract.ts'
import { copyRoute } from './copy.ts'
import {
  type ErasureDeps,
  type ErasureTables,
  erasureData,
  openErasures,
  requestErasure,
  runErasure,
} from './erasures.ts'

export type PrivacyDeps = ErasureDeps & { readonly jobs: Jobs }

const job = 'people.erase'

/** Copies and erasures of people: made before jobs start (it defines one); `routes` before the server listens; `resume` after both. */
export function privacyHost(deps: PrivacyDeps) {
  deps.jobs.define(job, (data) => runErasure(deps, erasureData.parse(data).id))
  const enqueue = (id: string) => deps.jobs.enqueue(job, { id }, { key: id })
  return {
    handlers: handlersOf(deps, enqueue),
    routes: (app: FastifyInstance, authenticate: Authenticate) => copyRoute(app, deps, authenticate),
    async resume() {
      for (const id of await openErasures(deps.postgres.tables<ErasureTables>())) await enqueue(id)
    },
  }
}

type Row = Awaited<ReturnType<typeof page>>[number]

function handlersOf(deps: PrivacyDeps, enqueue: (id: string) => Promise<void>) {
  const os = implement(privacy).$context<RequestContext>()
  return os.router({
    erase: os.erase.handler(async ({ input, context }) => {
      const person = await deps.identities.standing(input.id)
      if (person === null) throw new ORPCError('NOT_FOUND')
      const request = { person, reason: input.reason, by: nameOf(context.actor), at: deps.now() }
      const id = await deps.postgres.transaction((tx) => requestErasure(tx, request))
      await enqueue(id)
      return one(deps, id)
    }),
    list: os.list.handler(async ({ input }) => {
      const rows = await page(deps, input.cursor ?? null, input.limit + 1)
      const items = rows.slice(0, input.limit).map(shown)
      const last = items.at(-1)
      return rows.length > input.limit && last ? { items, next: last.id } : { items }
    }),
    get: os.get.handler(({ input }) => one(deps, input.id)),
  })
}

async function page({ postgres }: PrivacyDeps, before: string | null, limit: number) {
  let query = postgres
    .tables<ErasureTables>()
    .selectFrom('people_erasure')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(limit)
  if (before !== null && /^\d{1,19}$/.test(before)) query = query.where('id', '<', before)
  return query.execute()
}

async function one({ postgres }: PrivacyDeps, id: string) {
  const row = await postgres
    .tables<ErasureTables>()
    .selectFrom('people_erasure')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw new ORPCError('NOT_FOUND')
  return shown(row)
}

const shown = (row: Row) => ({
  ...{ id: row.id, person: row.person, state: row.state, reason: row.reason, error: row.error },
  requestedBy: row.requested_by,
  requestedAt: row.requested_at.toISOString(),
  doneAt: row.done_at?.toISOString() ?? null,
  kept: row.kept.map(({ table, rows, why }) => ({ table, rows, why })),
})
