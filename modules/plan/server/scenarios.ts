import { sql } from 'kysely'
import { no, ok, type Result } from '#kit/result'
import { audit } from '#platform/audit'
import type { Db, Postgres, Tx } from '#platform/postgres/postgres'
import type { Scenario } from '../core/scenario.ts'
import { scenarioSchema } from '../core/scenario.ts'
import type { PlanTables } from './tables.ts'

export interface Stored extends Scenario {
  readonly id: string
  readonly version: number
  readonly adopted: boolean
  readonly updatedAt: Date
  readonly updatedBy: string
}

interface Asked {
  readonly year?: number | undefined
  readonly before?: string | undefined
  readonly limit: number
}

type Row = {
  id: string
  version: number
  value: unknown
  adopted: boolean
  updated_at: Date
  updated_by: string
}

const stored = ({ id, version, value, adopted, updated_at, updated_by }: Row): Stored => ({
  ...scenarioSchema.parse(value),
  ...{ id, version, adopted, updatedAt: updated_at, updatedBy: updated_by },
})

export async function listScenarios(db: Db<PlanTables>, { year, before, limit }: Asked): Promise<Stored[]> {
  let query = db.selectFrom('plan_scenario').selectAll().where('archived_at', 'is', null)
  if (year !== undefined) query = query.where('year', '=', year)
  if (before !== undefined) query = query.where('id', '<', before)
  return (await query.orderBy('id', 'desc').limit(limit).execute()).map(stored)
}

/** The plan of a year. */
export async function adoptedOf(db: Db<PlanTables>, year: number): Promise<Stored | null> {
  const row = await db
    .selectFrom('plan_scenario')
    .selectAll()
    .where('year', '=', year)
    .where('adopted', '=', true)
    .executeTakeFirst()
  return row ? stored(row) : null
}

export function createScenario(postgres: Postgres, value: Scenario, by: string, now: number): Promise<Stored> {
  return postgres.transaction(async (tx) => {
    const db = tx.tables<PlanTables>()
    const row = await db
      .insertInto('plan_scenario')
      .values({ value: JSON.stringify(value) as never, year: value.year, updated_at: new Date(now), updated_by: by })
      .returningAll()
      .executeTakeFirstOrThrow()
    await keepVersion(db, row)
    await audit(tx, by, 'scenario.created', row.id, { name: value.name, year: value.year })
    return stored(row)
  })
}

/** Writes the next version, unless somebody has written one since `version` was read. */
export function changeScenario(
  postgres: Postgres,
  { id, version }: { id: string; version: number },
  value: Scenario,
  by: string,
  now: number,
): Promise<Result<Stored, 'no-scenario' | 'changed-meanwhile' | 'scenario-adopted'>> {
  return postgres.transaction(async (tx) => {
    const db = tx.tables<PlanTables>()
    const before = await held(db, id)
    if (!before) return no('no-scenario')
    if (before.version !== version) return no('changed-meanwhile')
    // Two plans of one year would be left if it moved to a year that has one.
    if (before.adopted && before.year !== value.year) return no('scenario-adopted')
    const row = await db
      .updateTable('plan_scenario')
      .set({
        ...{ value: JSON.stringify(value) as never, year: value.year, version: version + 1 },
        ...{ updated_at: new Date(now), updated_by: by },
      })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow()
    await keepVersion(db, row)
    await audit(tx, by, 'scenario.changed', id, { name: value.name, version: version + 1 })
    return ok(stored(row))
  })
}

export function adoptScenario(postgres: Postgres, id: string, by: string): Promise<Result<Stored, 'no-scenario'>> {
  return postgres.transaction(async (tx) => {
    const db = tx.tables<PlanTables>()
    // Of two at once the second waits, and is the plan.
    await sql`select pg_advisory_xact_lock(hashtextextended('plan adopt', 0))`.execute(db)
    const row = await held(db, id)
    if (!row) return no('no-scenario')
    await db.updateTable('plan_scenario').set({ adopted: false }).where('year', '=', row.year).execute()
    await db.updateTable('plan_scenario').set({ adopted: true }).where('id', '=', id).execute()
    await audit(tx, by, 'scenario.adopted', id, { name: scenarioSchema.parse(row.value).name, year: row.year })
    return ok(stored({ ...row, adopted: true }))
  })
}

export function archiveScenario(postgres: Postgres, id: string, by: string, now: number) {
  return postgres.transaction(async (tx: Tx): Promise<Result<void, 'no-scenario' | 'scenario-adopted'>> => {
    const db = tx.tables<PlanTables>()
    const row = await held(db, id)
    if (!row) return no('no-scenario')
    if (row.adopted) return no('scenario-adopted')
    await db
      .updateTable('plan_scenario')
      .set({ archived_at: new Date(now) })
      .where('id', '=', id)
      .execute()
    await audit(tx, by, 'scenario.archived', id, { name: scenarioSchema.parse(row.value).name })
    return ok()
  })
}

/** Every version of a scenario, newest first; the last hundred. */
export async function versionsOf(db: Db<PlanTables>, id: string) {
  const rows = await db
    .selectFrom('plan_scenario_version')
    .selectAll()
    .where('scenario', '=', id)
    .orderBy('version', 'desc')
    .limit(100)
    .execute()
  return rows.map((row) => ({ version: row.version, at: row.at, by: row.by, value: scenarioSchema.parse(row.value) }))
}

const held = (db: Db<PlanTables>, id: string) =>
  db
    .selectFrom('plan_scenario')
    .selectAll()
    .where('id', '=', id)
    .where('archived_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()

async function keepVersion(db: Db<PlanTables>, row: Row) {
  await db
    .insertInto('plan_scenario_version')
    .values({
      scenario: row.id,
      version: row.version,
      value: JSON.stringify(row.value) as never,
      at: row.updated_at,
      by: row.updated_by,
    })
    .execute()
}
