import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'

export interface Row {
  id: string
}

interface Loadable {
  load(row: Row): void
  drop(id: string): void
  all(): Iterable<Row>
}

type Index<R> = (row: R) => readonly string[]

/** Rows of one kind in memory, found by id and by the indexes named when the table is made. */
export class Table<R extends Row> implements Loadable {
  readonly #rows = new Map<string, R>()
  readonly #indexes: ReadonlyMap<string, { keysOf: Index<R>; found: Map<string, Set<string>> }>
  readonly #keys = new Map<string, string[]>()
  readonly #changed: (id: string, row: R | null) => void

  constructor(indexes: Readonly<Record<string, Index<R>>>, changed: (id: string, row: R | null) => void) {
    this.#indexes = new Map(Object.entries(indexes).map(([name, keysOf]) => [name, { keysOf, found: new Map() }]))
    this.#changed = changed
  }

  get size(): number {
    return this.#rows.size
  }

  get(id: string): R | undefined {
    return this.#rows.get(id)
  }

  all(): R[] {
    return [...this.#rows.values()]
  }

  /** Rows whose index `name` holds `key`, in the order in which they were first put. */
  by(name: string, key: string): R[] {
    const ids = this.#indexes.get(name)?.found.get(key) ?? []
    return [...ids].flatMap((id) => this.#rows.get(id) ?? [])
  }

  /** Stores a row, new or changed in place. */
  put(row: R): R {
    this.load(row)
    this.#changed(row.id, row)
    return row
  }

  remove(id: string): void {
    this.drop(id)
    this.#changed(id, null)
  }

  load(row: Row): void {
    const known = row as R
    const keys = [...this.#indexes].flatMap(([name, { keysOf }]) => keysOf(known).map((key) => `${name}\0${key}`))
    const before = this.#keys.get(known.id)
    this.#rows.set(known.id, known)
    if (before !== undefined && before.join('\n') === keys.join('\n')) return
    this.#unindex(known.id)
    for (const key of keys) this.#bucket(key).add(known.id)
    if (keys.length > 0) this.#keys.set(known.id, keys)
  }

  drop(id: string): void {
    this.#unindex(id)
    this.#rows.delete(id)
  }

  #bucket(key: string): Set<string> {
    const [name = '', value = ''] = key.split('\0')
    const found = this.#indexes.get(name)?.found ?? new Map<string, Set<string>>()
    const bucket = found.get(value) ?? new Set<string>()
    found.set(value, bucket)
    return bucket
  }

  #unindex(id: string): void {
    for (const key of this.#keys.get(id) ?? []) this.#bucket(key).delete(id)
    this.#keys.delete(id)
  }
}

const compactAt = 128 * 1024 * 1024

/** Tables that survive a kill: every change is a line of a journal, written before the answer leaves. */
export class Store {
  readonly #tables = new Map<string, Loadable>()
  readonly #file: string | undefined
  #waiting = new Map<string, [string, string, Row | null]>()
  #handle: number | undefined
  #written = 0

  /** `dir` holds the journal; without one everything stays in memory. */
  constructor(dir?: string) {
    if (dir !== undefined) mkdirSync(dir, { recursive: true })
    this.#file = dir === undefined ? undefined : join(dir, 'world.jsonl')
  }

  /** Whether it is on disk. */
  get kept(): boolean {
    return this.#file !== undefined
  }

  table<R extends Row>(name: string, indexes: Readonly<Record<string, Index<R>>> = {}): Table<R> {
    const table = new Table<R>(indexes, (id, row) => {
      if (this.#file === undefined) return
      // What happens by itself is written in the same turn; answers do not wait for it, they write first.
      if (this.#waiting.size === 0) setImmediate(() => this.flush())
      this.#waiting.set(`${name}\0${id}`, [name, id, row])
    })
    this.#tables.set(name, table)
    return table
  }

  /** Reads the journal into the tables made so far. A last line cut off by a kill is left out. */
  open(): void {
    if (this.#file === undefined) return
    if (existsSync(this.#file)) for (const line of readFileSync(this.#file, 'utf8').split('\n')) this.#read(line)
    this.#compact()
  }

  #read(line: string): void {
    let parsed: [string, string, Row | null]
    try {
      parsed = JSON.parse(line) as [string, string, Row | null]
    } catch {
      return
    }
    const [name, id, row] = parsed
    if (row === null) this.#tables.get(name)?.drop(id)
    else this.#tables.get(name)?.load(row)
  }

  /** Writes what changed since the last time. */
  flush(): void {
    if (this.#handle === undefined || this.#waiting.size === 0) return
    const text = [...this.#waiting.values()].map((change) => `${JSON.stringify(change)}\n`).join('')
    this.#waiting.clear()
    writeSync(this.#handle, text)
    this.#written += text.length
    if (this.#written > compactAt) this.#compact()
  }

  clear(): void {
    for (const table of this.#tables.values()) for (const row of [...table.all()]) table.drop(row.id)
    this.#waiting.clear()
    if (this.#file !== undefined) this.#compact()
  }

  close(): void {
    this.flush()
    if (this.#handle !== undefined) closeSync(this.#handle)
    this.#handle = undefined
  }

  #compact(): void {
    if (this.#file === undefined) return
    if (this.#handle !== undefined) closeSync(this.#handle)
    const next = `${this.#file}.next`
    writeFileSync(next, '')
    const handle = openSync(next, 'a')
    for (const [name, table] of this.#tables)
      for (const row of table.all()) writeSync(handle, `${JSON.stringify([name, row.id, row])}\n`)
    closeSync(handle)
    renameSync(next, this.#file)
    this.#waiting.clear()
    this.#written = 0
    this.#handle = openSync(this.#file, 'a')
  }
}
