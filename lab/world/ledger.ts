import type { Row, Table } from '../engine/table.ts'

export interface Entry extends Row {
  at: number
  kind: string
  [detail: string]: unknown
}

const most = 200_000

/** Everything that happened, in order. Totals count on when the oldest entries are let go. */
export class Ledger {
  readonly #entries: Table<Entry>
  readonly #now: () => number
  #next = 1
  #first = 1
  #totals: Record<string, number> = {}
  readonly #listeners = new Set<(entry: Entry) => void>()

  constructor(entries: Table<Entry>, now: () => number) {
    this.#entries = entries
    this.#now = now
  }

  open(): void {
    this.#totals = { ...(this.#entries.get('totals')?.['counts'] as Record<string, number> | undefined) }
    const numbers = this.#entries.all().flatMap(({ id }) => (id === 'totals' ? [] : Number(id)))
    this.#first = numbers.reduce((least, n) => Math.min(least, n), numbers[0] ?? 1)
    this.#next = numbers.reduce((greatest, n) => Math.max(greatest, n), 0) + 1
  }

  add(kind: string, detail: Readonly<Record<string, unknown>>): Entry {
    const entry = this.#entries.put({ ...detail, id: String(this.#next), at: this.#now(), kind })
    this.#next += 1
    this.#totals[kind] = (this.#totals[kind] ?? 0) + 1
    this.#entries.put({ id: 'totals', at: entry.at, kind: 'totals', counts: this.#totals })
    for (; this.#next - this.#first > most; this.#first += 1) this.#entries.remove(String(this.#first))
    for (const listener of this.#listeners) listener(entry)
    return entry
  }

  /** Tells listeners of something too frequent to keep, and counts it. */
  mention(kind: string, detail: Readonly<Record<string, unknown>>): void {
    this.#totals[kind] = (this.#totals[kind] ?? 0) + 1
    const entry = { ...detail, id: '', at: this.#now(), kind }
    for (const listener of this.#listeners) listener(entry)
  }

  /** Entries after number `after`, of one kind or of all, the earliest first. */
  read(after: number, limit: number, kind?: string): Entry[] {
    const found: Entry[] = []
    for (let n = Math.max(after + 1, this.#first); n < this.#next && found.length < limit; n += 1) {
      const entry = this.#entries.get(String(n))
      if (entry !== undefined && (kind === undefined || entry.kind.startsWith(kind))) found.push(entry)
    }
    return found
  }

  get last(): number {
    return this.#next - 1
  }

  get totals(): Record<string, number> {
    return { ...this.#totals }
  }

  listen(listener: (entry: Entry) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
