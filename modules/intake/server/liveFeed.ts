import type { Log } from '#platform/log'

/** One thing that came in, as the live view shows it. */
export interface LiveItem {
  readonly id: string
  readonly receivedAt: string
}

interface FeedDeps<T extends LiveItem> {
  /** What came in since then (epoch ms), newest first; bounded. */
  read(since: number): Promise<readonly T[]>
  now(): number
  log: Log
  everyMs?: number
}

/** Events of one millisecond may become readable one after the other: the last look is always looked at again. */
const overlapMs = 5_000
const most = 500

/**
 * What comes in, for everybody who watches: one look at the store a second, however many watch, and none when nobody
 * does. The store is asked because what it has is safe, and because other processes take events in, too.
 */
export class LiveFeed<T extends LiveItem> {
  readonly #deps: FeedDeps<T>
  readonly #listeners = new Set<(items: readonly T[]) => void>()
  /** Oldest first. */
  #ring: T[] = []
  #known = new Set<string>()
  #lookedAt = 0
  #timer: NodeJS.Timeout | null = null

  constructor(deps: FeedDeps<T>) {
    this.#deps = deps
  }

  /** Tells what comes in from now on, oldest first; call what it returns to stop. */
  watch(listener: (items: readonly T[]) => void): () => void {
    this.#listeners.add(listener)
    if (!this.#timer) {
      // What came in while nobody watched is in no ring: whoever comes back is shown everything recent instead.
      this.#ring = []
      this.#known.clear()
      this.#lookedAt = this.#deps.now()
      this.#next()
    }
    return () => {
      this.#listeners.delete(listener)
    }
  }

  /** What came in after this one; null when it is no longer held. */
  after(id: string): readonly T[] | null {
    const at = this.#ring.findIndex((item) => item.id === id)
    return at < 0 ? null : this.#ring.slice(at + 1)
  }

  #next() {
    this.#timer = setTimeout(() => void this.#look(), this.#deps.everyMs ?? 1000)
    this.#timer.unref()
  }

  async #look() {
    if (this.#listeners.size === 0) {
      this.#timer = null
      return
    }
    const since = this.#lookedAt - overlapMs
    const began = this.#deps.now()
    try {
      this.#take(await this.#deps.read(since))
      this.#lookedAt = began
    } catch (error) {
      this.#deps.log.warn({ error: String(error) }, 'the live view could not look')
    }
    this.#next()
  }

  #take(newest: readonly T[]) {
    const fresh = newest.filter(({ id }) => !this.#known.has(id)).toReversed()
    if (fresh.length === 0) return
    this.#ring = [...this.#ring, ...fresh].slice(-most)
    this.#known = new Set(this.#ring.map(({ id }) => id))
    for (const tell of this.#listeners) tell(fresh)
  }
}
