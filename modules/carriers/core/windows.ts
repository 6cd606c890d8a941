import { hour, minute } from '#kit/time'

/** What a customer does that lets an account answer them. */
export const windowTriggers = ['message', 'click', 'follow', 'scan'] as const
export type WindowTrigger = (typeof windowTriggers)[number]

/** How long, in ms, each lets the account answer (service messages of official accounts). */
const lasts: Readonly<Record<WindowTrigger, number>> = {
  message: 48 * hour,
  click: minute,
  follow: minute,
  scan: minute,
}

export interface Window {
  readonly trigger: WindowTrigger
  /** Epoch ms. */
  readonly openedAt: number
  /** Answers given since. */
  readonly used: number
}

export interface Answerable {
  /** Answers that may still be given. */
  readonly left: number
  /** Epoch ms at which the last of the windows closes; null = none is open. */
  readonly until: number | null
  /** What the next answer is taken from: of those with one left the first to close. */
  readonly next: WindowTrigger | null
}

/** What may be answered now. */
export function answerable(
  windows: readonly Window[],
  quotas: Readonly<Record<WindowTrigger, number>>,
  now: number,
): Answerable {
  const open = windows
    .map((one) => ({ ...one, until: one.openedAt + lasts[one.trigger], left: quotas[one.trigger] - one.used }))
    .filter(({ until }) => until > now)
    .sort((a, b) => a.until - b.until)
  const left = open.reduce((sum, one) => sum + Math.max(0, one.left), 0)
  return { left, until: open.at(-1)?.until ?? null, next: open.find((one) => one.left > 0)?.trigger ?? null }
}
