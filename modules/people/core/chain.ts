import type { ChainOrder, Touch } from '../index.ts'

/** What a step of the way to an order can be. */
export const chainSteps = ['touch', 'entered', 'carrier', 'carrierEnd', 'order'] as const
export type ChainStepKind = (typeof chainSteps)[number]

/** Times are epoch ms. */
export interface ChainFacts {
  readonly entered: { at: number; entry: string; source: string | null; inviter: string | null } | null
  readonly carriers: readonly { carrier: string; account: string; startedAt: number; endedAt: number | null }[]
  readonly touches: readonly Touch[]
  readonly orders: readonly ChainOrder[]
}

export interface ChainStep {
  readonly at: number
  readonly step: ChainStepKind
  readonly detail: Record<string, unknown>
  readonly sinceFirst: number
  readonly sincePrevious: number | null
}

type Bare = Pick<ChainStep, 'at' | 'step' | 'detail'>

/** Facts of one moment stand in the order in which one leads to the other. */
const rank = (step: ChainStepKind) => chainSteps.indexOf(step)

/** The way of a person in the order of time; nothing stands here that no fact says. */
export function chainOf({ entered, carriers, touches, orders }: ChainFacts): ChainStep[] {
  const steps: Bare[] = [...touches.map(touchStep), ...carriers.flatMap(carrierSteps), ...orderSteps(orders)]
  if (entered) {
    const { at, ...detail } = entered
    steps.push({ at, step: 'entered', detail })
  }
  const sorted = steps.toSorted((a, b) => a.at - b.at || rank(a.step) - rank(b.step))
  const first = sorted[0]?.at ?? 0
  return sorted.map((one, i) => {
    const before = sorted[i - 1]
    return { ...one, sinceFirst: one.at - first, sincePrevious: before ? one.at - before.at : null }
  })
}

const touchStep = ({ at, ...detail }: Touch): Bare => ({ at, step: 'touch', detail })

function carrierSteps({ startedAt, endedAt, ...detail }: ChainFacts['carriers'][number]): Bare[] {
  const began: Bare = { at: startedAt, step: 'carrier', detail }
  return endedAt === null ? [began] : [began, { at: endedAt, step: 'carrierEnd', detail }]
}

/** Orders that count are numbered: the first one is what all before led to. */
function orderSteps(orders: readonly ChainOrder[]): Bare[] {
  let counted = 0
  return orders.map(({ at, ...order }) => {
    const nth = order.state === 'counted' ? ++counted : null
    return { at, step: 'order', detail: { ...order, nth } }
  })
}
