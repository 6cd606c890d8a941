import type { Generated } from 'kysely'
import type { ClosedFigures } from '../core/close.ts'
import type { TouchCarrier, TouchPurpose } from '../core/guard.ts'
import type { Scenario } from '../core/scenario.ts'

export interface PlanTables {
  plan_scenario: {
    id: Generated<string>
    version: Generated<number>
    value: Scenario
    year: number
    adopted: Generated<boolean>
    archived_at: Date | null
    updated_at: Date
    updated_by: string
  }
  plan_scenario_version: { scenario: string; version: number; value: Scenario; at: Date; by: string }
  plan_touch: {
    key: string
    person: string
    carrier: TouchCarrier
    purpose: TouchPurpose
    at: Date
    ref: string
    made_by: string
    recorded_at: Date
    open: Generated<boolean>
  }
  plan_close: { month: Date; figures: ClosedFigures; note: string; closed_at: Date; closed_by: string }
}
