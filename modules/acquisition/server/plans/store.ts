import { audit } from '#platform/audit'
import { refuse } from '#platform/http/problem'
import { dayNumber } from '../../core/channels/costs.ts'
import { planProblems } from '../../core/plans/refusals.ts'
import { seenBy } from '../../core/plans/steps.ts'
import { type PlanBody, planBody } from '../../core/plansContract.ts'
import { channelRows } from '../channels/tree.ts'
import type { PlanDeps } from './deps.ts'
import type { PlanRow, PlanTables } from './tables.ts'

const longestDays = 731

/** Refuses what is no plan. */
async function judge(deps: PlanDeps, { from, to, nodes, channel }: PlanBody) {
  for (const { condition } of nodes)
    if (condition && (await deps.sight.wrongIn(condition)) !== null) refuse(planProblems, 'wrong-plan-condition')
  const days = dayNumber(to) - dayNumber(from)
  if (!(days >= 0 && days < longestDays)) refuse(planProblems, 'wrong-plan-days')
  for (const { asset, step } of nodes)
    if (asset && seenBy[asset.kind][step] === undefined) refuse(planProblems, 'wrong-asset', { detail: step })
  if (new Set(nodes.map(({ id }) => id)).size < nodes.length) refuse(planProblems, 'no-such-node')
  if (channel !== null && !(await channelRows(deps)).some(({ id }) => id === channel))
    refuse(planProblems, 'no-such-plan-channel')
}

export async function createPlan(deps: PlanDeps, body: PlanBody, by: string): Promise<string> {
  await judge(deps, body)
  const at = new Date(deps.now())
  return deps.postgres.transaction(async (tx) => {
    const db = tx.tables<PlanTables>()
    const json = JSON.stringify(body) as never
    const { id } = await db
      .insertInto('acquisition_plan')
      .values({ version: 1, body: json, archived_at: null, created_at: at, changed_by: by, changed_at: at })
      .returning('id')
      .executeTakeFirstOrThrow()
    await db.insertInto('acquisition_plan_version').values({ plan: id, version: 1, body: json, by, at }).execute()
    await audit(tx, by, 'acquisitionPlan.created', id, { name: body.name })
    return id
  })
}

/** @param version the one it was made from: of two changes at once the second does not undo the first */
export async function changePlan(deps: PlanDeps, id: string, version: number, body: PlanBody, by: string) {
  await judge(deps, body)
  const at = new Date(deps.now())
  await deps.postgres.transaction(async (tx) => {
    const db = tx.tables<PlanTables>()
    const next = { version: version + 1, body: JSON.stringify(body) as never }
    const done = await db
      .updateTable('acquisition_plan')
      .set({ ...next, changed_by: by, changed_at: at })
      .where('id', '=', id)
      .where('version', '=', version)
      .returning('id')
      .executeTakeFirst()
    if (!done) {
      await findPlan(deps, id)
      refuse(planProblems, 'plan-changed-since')
    }
    await db
      .insertInto('acquisition_plan_version')
      .values({ plan: id, ...next, by, at })
      .execute()
    await audit(tx, by, 'acquisitionPlan.changed', id, { name: body.name, version: version + 1 })
  })
}

export async function archivePlan(deps: PlanDeps, id: string, archived: boolean, by: string) {
  await findPlan(deps, id)
  await deps.postgres.transaction(async (tx) => {
    const archived_at = archived ? new Date(deps.now()) : null
    await tx.tables<PlanTables>().updateTable('acquisition_plan').set({ archived_at }).where('id', '=', id).execute()
    if (archived) await audit(tx, by, 'acquisitionPlan.archived', id, {})
    else await audit(tx, by, 'acquisitionPlan.restored', id, {})
  })
}

const tablesOf = ({ postgres }: PlanDeps) => postgres.tables<PlanTables>()

export const findPlan = async (deps: PlanDeps, id: string): Promise<PlanRow> =>
  (await tablesOf(deps).selectFrom('acquisition_plan').selectAll().where('id', '=', id).executeTakeFirst()) ??
  refuse(planProblems, 'no-such-plan')

export async function listPlans(deps: PlanDeps, of: { archived: boolean; below?: string | undefined; limit: number }) {
  let query = tablesOf(deps)
    .selectFrom('acquisition_plan')
    .selectAll()
    .where('archived_at', of.archived ? 'is not' : 'is', null)
    .orderBy('id', 'desc')
    .limit(of.limit)
  if (/^\d{1,18}$/.test(of.below ?? '')) query = query.where('id', '<', of.below ?? '')
  return query.execute()
}

export async function versionsOf(deps: PlanDeps, id: string) {
  await findPlan(deps, id)
  const rows = await tablesOf(deps)
    .selectFrom('acquisition_plan_version')
    .selectAll()
    .where('plan', '=', id)
    .orderBy('version', 'desc')
    .limit(100)
    .execute()
  return rows.map(({ version, by, at, body }) => ({ version, by, at: at.toISOString(), body: planBody.parse(body) }))
}
