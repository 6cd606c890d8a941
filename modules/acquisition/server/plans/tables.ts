import type { Generated, Selectable } from 'kysely'
import type { PlanBody } from '../../core/plansContract.ts'

export interface PlanTables {
  acquisition_plan: {
    id: Generated<string>
    version: number
    body: PlanBody
    archived_at: Date | null
    created_at: Date
    changed_by: string
    changed_at: Date
  }
  acquisition_plan_version: { plan: string; version: number; body: PlanBody; by: string; at: Date }
}

export type PlanRow = Selectable<PlanTables['acquisition_plan']>
