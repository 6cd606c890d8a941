import type { Source } from './sources.ts'

const dayMs = 86_400_000

/** Events a day and source, counted in this process from midnight UTC; a limit against a leaked key, not a bill. */
export class Quota {
  readonly #now: () => number
  readonly #used = new Map<number, number>()
  #day = Number.NaN

  constructor(now: () => number) {
    this.#now = now
  }

  /** Counts the events in and answers 0, or answers the seconds until there is room again. */
  take(source: Source, events: number): number {
    if (source.dailyQuota === null) return 0
    const now = this.#now()
    const day = Math.floor(now / dayMs)
    if (day !== this.#day) {
      this.#used.clear()
      this.#day = day
    }
    const used = this.#used.get(source.id) ?? 0
    // Both clients cap the wait at 300 s and come back by themselves.
    if (used + events > source.dailyQuota) return Math.min(300, ((day + 1) * dayMs - now) / 1000)
    this.#used.set(source.id, used + events)
    return 0
  }

  giveBack(source: Source, events: number) {
    const used = this.#used.get(source.id)
    if (used !== undefined) this.#used.set(source.id, Math.max(0, used - events))
  }
}
