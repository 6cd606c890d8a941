import { getRouteApi } from '@tanstack/react-router'
import { z } from 'zod'
import { type DayRange, presetRange, todayIn } from '#base/range'
import { Id } from '#kit/api'
import { useZone } from '#ui/zone'
import * as schemas from '../../core/analysis/schemas.ts'
import { Where } from '../../core/ruleSchema.ts'
import { savedModes } from '../../core/savedContract.ts'
import { trendMeasures, trendUnits } from '../../core/trend.ts'

const route = getRouteApi('/frame/analysis')

export const modes = savedModes
export type Mode = (typeof modes)[number]

export interface SegmentName {
  readonly id: string
  readonly name: string
}

/** What happened lately: names, what the tracking plan calls them, and how often. */
export interface Catalogue {
  readonly events: readonly { readonly name: string; readonly label: string; readonly count: number }[]
  /** Segments whose people a report can be about; absent where they may not be seen. */
  readonly segments?: readonly SegmentName[]
}

const Compare = z.strictObject({
  segments: z.array(Id).max(3).optional(),
  period: z.enum(['previous', 'year']).optional(),
})
/** What a report stands beside: up to three segments, as many days before, the same days of the year before. */
export type Compare = z.output<typeof Compare>
const compare = Compare.optional()

const Trend = z.strictObject({
  series: z
    .array(
      z.strictObject({
        event: z.string().max(200),
        measure: z.enum(trendMeasures).default('people'),
        property: z.string().max(100).optional(),
        where: Where.optional(),
      }),
    )
    .min(1)
    .max(5),
  unit: z.enum(trendUnits).default('day'),
  breakdown: z.strictObject({ property: z.string().max(100), on: z.enum(['event', 'person']).optional() }).optional(),
  segment: Id.optional(),
  compare,
})

const without = { range: true, ticket: true } as const
const questions = {
  trend: Trend,
  funnel: schemas.FunnelQuestion.omit(without).extend({ compare }),
  retention: schemas.RetentionQuestion.omit(without).extend({ compare }),
  path: schemas.PathQuestion.omit(without),
  distribution: schemas.DistributionQuestion.omit(without),
  lifecycle: schemas.Activity.omit(without),
  stickiness: schemas.Activity.omit(without),
}

/** A question of a mode, without its range. */
export type Question<M extends Mode> = z.output<(typeof questions)[M]>

/** What an ordinary first look asks, of the events that come most often. */
function usual(mode: Mode, names: readonly string[]): object {
  const [one = '*', two = one, three] = names
  const event = { event: one }
  const steps = [one, two, ...(three ? [three] : [])].map((name) => ({ event: name }))
  return {
    trend: { series: [{ ...event, measure: 'people' }], unit: 'day' },
    funnel: { steps, window: { value: 7, unit: 'day' } },
    retention: { first: event, returning: { event: '*' }, unit: 'day', periods: 8 },
    path: {},
    distribution: event,
    lifecycle: { event: '*', unit: 'week' },
    stickiness: { event: '*', unit: 'day' },
  }[mode]
}

export interface AnalysisSearch {
  mode?: string | undefined
  from?: string | undefined
  to?: string | undefined
  ask?: Record<string, unknown> | undefined
}

/** The question of a mode as the address has it; the usual one where it has none, or one that cannot be read. */
export function questionOf<M extends Mode>(
  mode: M,
  ask: unknown,
  names: readonly string[],
): { question: Question<M>; isWrong: boolean } {
  const schema: z.ZodType = questions[mode]
  const read = ask === undefined ? undefined : schema.safeParse(ask)
  const question = read?.success ? read.data : schema.parse(usual(mode, names))
  return { question: question as Question<M>, isWrong: read !== undefined && !read.success }
}

/** Mode, range and question of the address, and how to change them. */
export function useAnalysis() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const zone = useZone()
  const today = todayIn(zone, Date.now())
  const before = presetRange('last30', today)
  const range: DayRange = { from: search.from ?? before.from, to: search.to ?? before.to }
  const mode: Mode = modes.find((one) => one === search.mode) ?? 'funnel'
  const set = (patch: AnalysisSearch) => void navigate({ search: (old) => ({ ...old, ...patch }) })
  return { mode, range, today, zone, ask: search.ask, set }
}
