import { day, hour, minute, second } from '#kit/time'

/** A delivery is tried for so long, and an address that takes nothing for so long is switched off. */
export const patience = 3 * day

/** Pauses after the first, second … attempt; the last one stands for all that follow. */
const pauses = [
  ...[5 * second, 30 * second, 2 * minute, 10 * minute, 30 * minute],
  ...[hour, 2 * hour, 4 * hour, 8 * hour],
]
/** So that what failed together does not come back together. */
const jitter = 0.2

/** How an attempt came out. */
export interface Outcome {
  readonly kind: 'taken' | 'refused' | 'gone'
  /** Seconds that the receiver asked us to wait. */
  readonly retryAfter: number | null
}

export type Next =
  | { readonly state: 'delivered' }
  | { readonly state: 'failed'; readonly why: 'gone' | 'patience' | 'test' }
  | { readonly state: 'waiting'; readonly dueAt: number }

/** 2xx is thanks; 410 asks for no more; everything else, redirects too, is to be tried again. */
export function outcomeOf(status: number | null, retryAfter: number | null): Outcome {
  if (status !== null && status >= 200 && status < 300) return { kind: 'taken', retryAfter: null }
  return { kind: status === 410 ? 'gone' : 'refused', retryAfter }
}

interface Attempt {
  readonly at: number
  /** Of this series, this one included: a replay begins anew. */
  readonly tries: number
  readonly deadline: number
  readonly isTest: boolean
  /** In [0, 1). */
  readonly roll: number
}

/** What becomes of a delivery after an attempt. The last attempt is at the deadline itself. */
export function afterAttempt({ at, tries, deadline, isTest, roll }: Attempt, outcome: Outcome): Next {
  if (outcome.kind === 'taken') return { state: 'delivered' }
  if (outcome.kind === 'gone') return { state: 'failed', why: 'gone' }
  if (isTest) return { state: 'failed', why: 'test' }
  if (at >= deadline) return { state: 'failed', why: 'patience' }
  return { state: 'waiting', dueAt: Math.min(at + pauseAfter(tries, outcome.retryAfter, roll), deadline) }
}

/** How long to wait after so many attempts in vain, no shorter than the receiver asks (in seconds). */
export function pauseAfter(tries: number, retryAfter: number | null, roll: number): number {
  const pause = (pauses[tries - 1] ?? 8 * hour) * (1 + jitter * roll)
  return Math.max(pause, Math.min((retryAfter ?? 0) * second, 8 * hour))
}

/** How an address stands after an attempt: since when it takes nothing, and whether it is switched off for it. */
export function standingAfter(failingSince: number | null, outcome: Outcome, at: number) {
  if (outcome.kind === 'taken') return { failingSince: null, off: null }
  const since = failingSince ?? at
  if (outcome.kind === 'gone') return { failingSince: since, off: 'gone' as const }
  return { failingSince: since, off: at - since >= patience ? ('failing' as const) : null }
}
