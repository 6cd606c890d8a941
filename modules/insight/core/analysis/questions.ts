import type { z } from 'zod'
import type * as schemas from './schemas.ts'

export type FunnelQuestion = z.output<typeof schemas.FunnelQuestion>
export type FunnelReply = z.input<typeof schemas.Funnel>
export type FunnelSet = z.output<typeof schemas.FunnelSet>
export type RetentionQuestion = z.output<typeof schemas.RetentionQuestion>
export type RetentionReply = z.input<typeof schemas.Retention>
export type RetentionSet = z.output<typeof schemas.RetentionSet>
export type ActivityQuestion = z.output<typeof schemas.Activity>
export type LifecycleReply = z.input<typeof schemas.Lifecycle>
export type LifecycleSet = z.output<typeof schemas.LifecycleSet>
export type StickinessReply = z.input<typeof schemas.Stickiness>
export type StickinessSet = z.output<typeof schemas.StickinessSet>
export type PathQuestion = z.output<typeof schemas.PathQuestion>
export type PathReply = z.input<typeof schemas.Path>
export type PathSet = z.output<typeof schemas.PathSet>
export type DistributionQuestion = z.output<typeof schemas.DistributionQuestion>
export type DistributionReply = z.input<typeof schemas.Distribution>
export type DistributionSet = z.output<typeof schemas.DistributionSet>
export type TrendPeopleQuestion = z.output<typeof schemas.TrendPeopleQuestion>
export type TrendSet = z.output<typeof schemas.TrendSet>
