import { hour, minute } from '#kit/time'

export interface Rate {
  readonly perMinute: number
  readonly perHour: number
}

interface Used {
  minute: number
  minuteCount: number
  hour: number
  hourCount: number
  blockedUntil: number
}

/** Counts calls by account and path, so that a platform's limit is met by waiting and not by its refusal. */
export class Limits {
  readonly #used = new Map<string, Used>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  /** Takes a place for one call; else the ms until there is one. */
  take(key: string, rate: Rate): number {
    const now = this.#now()
    const used = this.#at(key, now)
    if (used.blockedUntil > now) return used.blockedUntil - now
    if (used.hourCount >= rate.perHour) return (used.hour + 1) * hour - now
    if (used.minuteCount >= rate.perMinute) return (used.minute + 1) * minute - now
    used.hourCount += 1
    used.minuteCount += 1
    return 0
  }

  /** The platform has had enough: nothing goes there for so long. */
  block(key: string, ms: number) {
    const now = this.#now()
    this.#at(key, now).blockedUntil = now + ms
  }

  /** Keys in use: what is kept about a key that is not asked for any more is nothing. */
  #at(key: string, now: number): Used {
    const at = { minute: Math.floor(now / minute), hour: Math.floor(now / hour) }
    const used = this.#used.get(key) ?? { ...at, minuteCount: 0, hourCount: 0, blockedUntil: 0 }
    if (used.hour !== at.hour) Object.assign(used, { hour: at.hour, hourCount: 0 })
    if (used.minute !== at.minute) Object.assign(used, { minute: at.minute, minuteCount: 0 })
    this.#used.set(key, used)
    return used
  }
}
