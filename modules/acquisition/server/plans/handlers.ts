import { implement } from '@orpc/server'
import { nameOf, type RequestContext } from '#platform/http/context'
import { refuse } from '#platform/http/problem'
import { planProblems } from '../../core/plans/refusals.ts'
import { acquisitionPlans } from '../../core/plansContract.ts'
import type { PlanDeps } from './deps.ts'
import { countNodes, measurePlan, slotOf } from './measure.ts'
import { assetsOf } from './named.ts'
import { archivePlan, changePlan, createPlan, findPlan, listPlans, versionsOf } from './store.ts'
import type { PlanRow } from './tables.ts'

/** The endpoints of acquisition plans. */
export function planHandlers(deps: PlanDeps) {
  const os = implement(acquisitionPlans).$context<RequestContext>()
  const one = async (id: string) => shown(deps, await findPlan(deps, id))
  return os.router({
    list: os.list.handler(async ({ input: { cursor, limit, archived } }) => {
      const rows = await listPlans(deps, { archived: archived === 'yes', below: cursor, limit: limit + 1 })
      const items = []
      for (const row of rows.slice(0, limit)) items.push(await shown(deps, row))
      const last = items.at(-1)
      return rows.length > limit && last ? { items, next: last.id } : { items }
    }),
    get: os.get.handler(({ input }) => one(input.id)),
    create: os.create.handler(async ({ input, context }) => one(await createPlan(deps, input, nameOf(context.actor)))),
    change: os.change.handler(async ({ input: { id, version, ...body }, context }) => {
      await changePlan(deps, id, version, body, nameOf(context.actor))
      return one(id)
    }),
    archive: os.archive.handler(async ({ input: { id, archived }, context }) => {
      await archivePlan(deps, id, archived, nameOf(context.actor))
      return one(id)
    }),
    assets: os.assets.handler(async ({ input }) => ({ items: [...(await assetsOf(deps, input.kind))] })),
    versions: os.versions.handler(async ({ input }) => ({ items: await versionsOf(deps, input.id) })),
    people: os.people.handler(({ input }) => peopleOf(deps, input)),
  })
}

async function shown(deps: PlanDeps, row: PlanRow) {
  return {
    ...{ ...row.body, id: row.id, version: row.version, archived: row.archived_at !== null },
    ...(await measurePlan(deps, row.body)),
    ...{ changedBy: row.changed_by, changedAt: row.changed_at.toISOString(), createdAt: row.created_at.toISOString() },
  }
}

interface PeopleAsked {
  readonly id: string
  readonly node: string
  readonly cursor?: string | undefined
  readonly limit: number
}

/** Who stands behind a step, the latest first. */
async function peopleOf(deps: PlanDeps, { id, node, cursor, limit }: PeopleAsked) {
  const { body } = await findPlan(deps, id)
  const { counted } = await countNodes(deps, body, await slotOf(deps, body))
  const who = counted.find((one) => one.node.id === node)?.who ?? refuse(planProblems, 'no-such-node')
  const offset = Number(cursor ?? 0)
  const rows = [...who].sort(([, one], [, other]) => other - one).slice(offset, offset + limit + 1)
  const called = await deps.calledOf(rows.map(([strand]) => strand))
  const items = rows
    .slice(0, limit)
    .map(([person, at]) => ({ person, at: new Date(at).toISOString(), called: called.get(person) ?? null }))
  return rows.length > limit ? { items, next: String(offset + limit) } : { items }
}
