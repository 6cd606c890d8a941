import { day } from '#kit/time'
import type { SiyuHere } from './inProcess.ts'

type Made = Parameters<SiyuHere['api']['acquisitionPlans']['create']>[0]['nodes'][number]
type Bound = readonly [step: Made['step'], kind?: NonNullable<Made['asset']>['kind'], id?: string]

const dayText = (at: number) => new Date(at).toISOString().slice(0, 10)

/** What a plan of the days around now counts for these steps, or why it cannot. */
export async function planSees(
  { api, clock }: Pick<SiyuHere, 'api' | 'clock'>,
  steps: readonly Bound[],
  condition: Made['condition'] = null,
) {
  const nodes = steps.map(([step, kind, id = ''], i) => ({
    ...{ id: `n${i}`, step, copy: '', script: null, expected: null },
    ...{ asset: kind ? { kind, id } : null, condition: kind === 'event' ? condition : null },
  }))
  const [from, to] = [clock() - 60 * day, clock() + 30 * day].map(dayText) as [string, string]
  const made = await api.acquisitionPlans.create({
    ...{ name: '看一眼', audience: { segment: null, words: '' }, channel: null, hook: null, note: '' },
    ...{ from, to, nodes },
  })
  return { counts: made.measured.map(({ count, why }) => count ?? why), plan: made }
}
