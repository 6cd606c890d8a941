import type { Row, Table } from './table.ts'

export interface Anchor extends Row {
  /** Milliseconds of the simulated and of the wall clock at the same moment. */
  simulated: number
  wall: number
  /** Simulated seconds per real second; 0 stands still. */
  rate: number
}

export interface Timer extends Row {
  at: number
  kind: string
  data: Record<string, string>
}

type Handler = (data: Record<string, string>) => void | Promise<void>

// setTimeout takes 31 bits of milliseconds.
const longest = 2_000_000_000

/** The world's clock. It runs with the wall clock, faster, or only when told; what is due happens in order. */
export class Clock {
  readonly #anchors: Table<Anchor>
  readonly #timers: Table<Timer>
  readonly #wall: () => number
  readonly #handlers = new Map<string, Handler>()
  #queue: { at: number; id: string }[] = []
  #wake: NodeJS.Timeout | undefined
  #running: Promise<void> = Promise.resolve()
  #count = 0
  /** While going forward: waits for what the moment before has set off, such as callbacks. */
  settle: () => Promise<void> = async () => undefined

  constructor(anchors: Table<Anchor>, timers: Table<Timer>, wall: () => number) {
    this.#anchors = anchors
    this.#timers = timers
    this.#wall = wall
  }

  /** Takes up timers that were read from disk. */
  open(): void {
    this.#queue = []
    for (const { at, id } of this.#timers.all()) {
      this.#push({ at, id })
      this.#count = Math.max(this.#count, Number(id.split('.')[1]))
    }
    this.#schedule()
  }

  /** Milliseconds since 1970 in the simulated world. */
  now(): number {
    const { simulated, wall, rate } = this.#anchor()
    return Math.floor(simulated + (this.#wall() - wall) * rate)
  }

  seconds(): number {
    return Math.floor(this.now() / 1000)
  }

  get rate(): number {
    return this.#anchor().rate
  }

  on(kind: string, handler: Handler): void {
    this.#handlers.set(kind, handler)
  }

  /** `kind` happens in `ms` simulated milliseconds, also after a restart. */
  after(ms: number, kind: string, data: Record<string, string>): string {
    this.#count += 1
    const at = Math.round(this.now() + ms)
    const id = `${at}.${this.#count}.${kind}`
    this.#timers.put({ id, at, kind, data })
    this.#push({ at, id })
    this.#schedule()
    return id
  }

  cancel(id: string): void {
    this.#timers.remove(id)
  }

  startAt(simulated: number): void {
    this.#anchors.put({ id: 'clock', simulated, wall: this.#wall(), rate: 1 })
  }

  setRate(rate: number): void {
    this.#anchors.put({ id: 'clock', simulated: this.now(), wall: this.#wall(), rate })
    this.#schedule()
  }

  /** Goes forward to `at`; everything due on the way happens at its own moment and in order. */
  async advanceTo(at: number): Promise<void> {
    const run = this.#running.then(() => this.#runUntil(at, true))
    this.#running = run.catch(() => undefined)
    await run
    this.#schedule()
  }

  stop(): void {
    clearTimeout(this.#wake)
  }

  async #runUntil(until: number, jump: boolean): Promise<void> {
    for (;;) {
      if (jump) await this.settle()
      const next = this.#queue[0]
      if (next === undefined || next.at > until) break
      this.#pop()
      const timer = this.#timers.get(next.id)
      if (timer === undefined) continue
      if (jump) this.#moveTo(timer.at)
      this.#timers.remove(timer.id)
      await this.#handlers.get(timer.kind)?.(timer.data)
    }
    if (jump) this.#moveTo(until)
  }

  #moveTo(at: number): void {
    if (at > this.now()) this.#anchors.put({ id: 'clock', simulated: at, wall: this.#wall(), rate: this.rate })
  }

  #anchor(): Anchor {
    return this.#anchors.get('clock') ?? { id: 'clock', simulated: 0, wall: 0, rate: 1 }
  }

  #schedule(): void {
    clearTimeout(this.#wake)
    const next = this.#queue[0]
    if (next === undefined || this.rate === 0) return
    const wait = Math.min(longest, Math.max(0, (next.at - this.now()) / this.rate))
    this.#wake = setTimeout(() => {
      const run = this.#running.then(() => this.#runUntil(this.now(), false))
      this.#running = run.catch(() => undefined)
      void this.#running.then(() => this.#schedule())
    }, wait)
    this.#wake.unref()
  }

  #push(entry: { at: number; id: string }): void {
    const heap = this.#queue
    heap.push(entry)
    for (let i = heap.length - 1; i > 0; ) {
      const parent = (i - 1) >> 1
      if (!this.#swapIfEarlier(i, parent)) break
      i = parent
    }
  }

  #pop(): void {
    const heap = this.#queue
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return
    heap[0] = last
    for (let i = 0; ; ) {
      const left = 2 * i + 1
      const child = earlier(heap[left + 1], heap[left]) ? left + 1 : left
      if (child >= heap.length || !this.#swapIfEarlier(child, i)) break
      i = child
    }
  }

  #swapIfEarlier(child: number, parent: number): boolean {
    const a = this.#queue[child]
    const b = this.#queue[parent]
    if (a === undefined || b === undefined || !earlier(a, b)) return false
    this.#queue[child] = b
    this.#queue[parent] = a
    return true
  }
}

const earlier = (a: { at: number; id: string } | undefined, b: { at: number; id: string } | undefined): boolean =>
  a !== undefined &&
  (b === undefined || a.at < b.at || (a.at === b.at && a.id.localeCompare(b.id, 'en', { numeric: true }) < 0))
