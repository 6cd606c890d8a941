import type { ReactNode } from 'react'
import { LifecycleResult, StickinessResult } from './activityResult.tsx'
import { DistributionResult } from './distributionResult.tsx'
import { FunnelResult } from './funnelResult.tsx'
import { PathResult } from './pathResult.tsx'
import type { ResultProps } from './results.tsx'
import { RetentionResult } from './retentionResult.tsx'
import type { Mode } from './state.tsx'
import { TrendResult } from './trendResult.tsx'

interface View<M extends Mode> {
  Result(props: ResultProps<M>): ReactNode
}

/** The picture of each kind of analysis. */
export const views: { [M in Mode]: View<M> } = {
  trend: { Result: TrendResult },
  funnel: { Result: FunnelResult },
  retention: { Result: RetentionResult },
  path: { Result: PathResult },
  distribution: { Result: DistributionResult },
  lifecycle: { Result: LifecycleResult },
  stickiness: { Result: StickinessResult },
}
