import { implement } from '@orpc/server'
import { nameOf, type RequestContext } from '#platform/http/context'
import { refuse } from '#platform/http/problem'
import { planProblems } from '../../core/plans/refusals.ts'
import { acquisitionPlans, planBody } from '../../core/plansContract.ts'
import type { PlanDeps } from './deps.ts'
import { countPlans, measurePlans } from './measure.ts'
import { assetsOf } from './named.ts'
import { archivePlan, changePlan, createPlan, findPlan, listPlans, versionsOf } from './store.ts'
import type { PlanRow } from './tables.ts'

/** The endpoints of acquisition plans. */
export function planHandlers(deps: PlanDeps) {
  const os = implement(acquisitionPlans).$context<RequestContext>()
  const one = async (id: string) =>
    (await shown(deps, [await findPlan(deps, id)]))[0] ?? refuse(planProblems, 'no-such-plan')
  return os.router({
    list: os.list.handler(async ({ input: { cursor, limit, archived } }) => {
      const rows = await listPlans(deps, { archived: archived === 'yes', below: cursor, limit: limit + 1 })
      const items = await shown(deps, rows.slice(0, limit))
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

/** A plan that was kept before steps had conditions has none. */
const bodyOf = (row: PlanRow) => planBody.parse(row.body)

async function shown(deps: PlanDeps, rows: readonly PlanRow[]) {
  const bodies = rows.map(bodyOf)
  const found = await measurePlans(deps, bodies)
  return rows.flatMap((row, i) => {
    const [body, measured] = [bodies[i], found[i]]
    if (!body || !measured) return []
    const { changed_by: changedBy, changed_at: changed, created_at: created } = row
    return {
      ...{ ...body, id: row.id, version: row.version, archived: row.archived_at !== null, ...measured },
      ...{ changedBy, changedAt: changed.toISOString(), createdAt: created.toISOString() },
    }
  })
}

interface PeopleAsked {
  readonly id: string
  readonly node: string
  readonly cursor?: string | undefined
  readonly limit: number
}

/** Who stands behind a step, the latest first. */
async function peopleOf(deps: PlanDeps, { id, node, cursor, limit }: PeopleAsked) {
  const [plan] = await countPlans(deps, [bodyOf(await findPlan(deps, id))])
  const who = plan?.counted.find((one) => one.node.id === node)?.who ?? refuse(planProblems, 'no-such-node')
  const offset = Number(cursor ?? 0)
  const rows = [...who].sort(([, one], [, other]) => other - one).slice(offset, offset + limit + 1)
  const called = await deps.calledOf(rows.map(([strand]) => strand))
  const items = rows
    .slice(0, limit)
    .map(([person, at]) => ({ person, at: new Date(at).toISOString(), called: called.get(person) ?? null }))
  return rows.length > limit ? { items, next: String(offset + limit) } : { items }
}
