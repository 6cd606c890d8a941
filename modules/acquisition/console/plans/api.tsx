import { apiOf } from '#ui/api'
import type { AssetKind } from '../../core/plans/steps.ts'
import { acquisitionPlans, type PlanBody } from '../../core/plansContract.ts'

export const plansApi = apiOf(acquisitionPlans)

export type { PlanBody }
export type Plan = Awaited<ReturnType<typeof plansApi.client.get>>
export type PlanNode = PlanBody['nodes'][number]
export type Measured = Plan['measured'][number]

type Picker = React.ComponentType<{
  value?: string
  onChange?(value: string | undefined): void
  id?: string
  label?: string
}>

/** What other houses lend: whom a plan is for and what is said. */
export interface Lent {
  readonly Segments: Picker
  readonly SegmentName: React.ComponentType<{ id: string }>
  readonly Scripts: Picker
  readonly Actor: React.ComponentType<{ by: string }>
  /** Title of a script. */
  readonly ScriptName: React.ComponentType<{ id: string }>
  /** Conditions on a person, as segments have them. */
  readonly Conditions: React.ComponentType<{ value: unknown; onChange(value: unknown): void }>
}

/** Where a thing that a step is bound to is looked at. */
export const pageOf = (kind: AssetKind, id: string): string =>
  ({
    ...{ batch: `/parcel-cards/${id}`, ads: '/ads', send: `/sends/${id}`, link: `/links/${id}`, code: '/staff-codes' },
    ...{
      page: `/handover-pages/${id}`,
      live: `/live-codes/${id}`,
      paid: '/acquisition-links',
      hook: `/campaign-hooks/${id}`,
    },
    ...{ design: `/card-designs/${id}`, partner: `/partners/${id}`, way: '/partners', scene: '/official-accounts' },
    ...{ fans: '/fans', event: '/plan' },
  })[kind]

/** A plan without what was measured: as it is sent. */
export const bodyOf = ({ name, audience, channel, hook, from, to, note, nodes }: PlanBody): PlanBody => ({
  ...{ name, audience, channel, hook, from, to, note, nodes },
})
