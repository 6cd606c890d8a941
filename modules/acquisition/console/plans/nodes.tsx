import { type PlanStep, planSteps, seenBy, usualRate } from '../../core/plans/steps.ts'
import type { PlanBody } from './api.tsx'

export const mostSteps = 20

/** A plan with one more step at a place, and the name of that step. */
export function afterStep(body: PlanBody, at: number): { body: PlanBody; id: string } {
  const taken = new Set(body.nodes.map(({ id }) => id))
  let n = body.nodes.length + 1
  while (taken.has(`n${n}`)) n += 1
  const id = `n${n}`
  const before = body.nodes[at - 1]?.step
  const step = followingOf(before)
  const node = { id, step, asset: null, condition: null, copy: '', script: null, expected: usualRate(step, before) }
  return { body: { ...body, nodes: body.nodes.toSpliced(at, 0, node) }, id }
}

/** The step that mostly comes after another. */
function followingOf(before: PlanStep | undefined): PlanStep {
  if (before === undefined) return 'seeAd'
  return planSteps[Math.min(planSteps.indexOf(before) + 1, planSteps.length - 1)] ?? 'order'
}

/** A plan with a step one place on, or back. */
export function movedStep(body: PlanBody, at: number, by: 1 | -1): PlanBody {
  const node = body.nodes[at]
  if (!node || at + by < 0 || at + by >= body.nodes.length) return body
  return { ...body, nodes: body.nodes.toSpliced(at, 1).toSpliced(at + by, 0, node) }
}

/** The other steps that what this one is bound to sees as well, and that are bound to nothing. */
export function alsoSeen({ nodes }: PlanBody, id: string): string[] {
  const asset = nodes.find((one) => one.id === id)?.asset
  if (!asset) return []
  const isOpen = (one: PlanBody['nodes'][number]) => one.id !== id && one.asset === null && one.step !== 'order'
  return nodes.filter((one) => isOpen(one) && seenBy[asset.kind][one.step] !== undefined).map((one) => one.id)
}

/** These steps bound to what another one is bound to. */
export function boundAlike(body: PlanBody, id: string, others: readonly string[]): PlanBody {
  const asset = body.nodes.find((one) => one.id === id)?.asset ?? null
  return { ...body, nodes: body.nodes.map((one) => (others.includes(one.id) ? { ...one, asset } : one)) }
}
