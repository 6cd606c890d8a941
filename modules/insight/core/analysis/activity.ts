import type { TimeSlot } from '#kit/time'

export const activityStates = ['new', 'returning', 'resurrecting', 'dormant'] as const
export type ActivityState = (typeof activityStates)[number]

/** A point for every slot, empty ones too; dormant people are written below zero. `found` = [slot, state, people]. */
export function lifecyclePoints(
  slots: readonly TimeSlot[],
  found: readonly { readonly slot: number; readonly state: ActivityState; readonly people: number }[],
) {
  const points = slots.map(({ start }) => ({ start, new: 0, returning: 0, resurrecting: 0, dormant: 0 }))
  for (const { slot, state, people } of found) {
    const point = points[slot]
    if (point) point[state] = state === 'dormant' ? -people : people
  }
  return points
}

/** How many people were active in exactly k of the units, for every k from 1; `found` = [k, people]. */
export function stickinessRows(units: number, found: readonly (readonly [number, number])[]) {
  const people = new Map(found)
  return Array.from({ length: units }, (_, i) => ({ periods: i + 1, people: people.get(i + 1) ?? 0 }))
}
