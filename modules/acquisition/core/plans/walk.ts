import { lossesOf, type StageLoss } from '../path.ts'

export interface PlanStage {
  readonly id: string
  readonly count: number | null
  readonly expected: number | null
}

export interface PlanWalk {
  readonly losses: readonly StageLoss[]
  /** The step furthest below what is expected of it, among those before which twenty stand; null = none is below. */
  readonly weakest: string | null
  /** The last step that is seen. */
  readonly end: string | null
}

/** What each step of a plan lost, and which one is the weakest. */
export function walkPlan(stages: readonly PlanStage[]): PlanWalk {
  const { losses, weakest } = lossesOf(
    stages.map(({ count, expected }) => ({ people: count, usual: expected })),
    null,
  )
  const isBelow = weakest !== null && weakest.share < 1
  return {
    losses,
    weakest: (isBelow && stages[weakest.at]?.id) || null,
    end: stages.findLast(({ count }) => count !== null)?.id ?? null,
  }
}
