import type { Olap } from '#platform/clickhouse/olap'
import type { Log } from '#platform/log'
import type { Dedupe, EventKey } from './dedupe.ts'

/** One event ready to be stored: the line without its `received`, which the writer adds when the block goes. */
export interface Row {
  key: EventKey
  source: number
  messageId: string
  line: string
}

/** The store cannot take events now: answer 429 with Retry-After, or spool. */
export class StoreBusy extends Error {}

/** What to do with a row that the store refuses for its content. */
export type ParkRow = (row: Row, receivedAt: number, why: string) => Promise<void>

interface Block {
  rows: Row[]
  done: Promise<void>
  resolve(): void
  reject(error: unknown): void
}

export interface WriterOptions {
  olap: Olap
  dedupe: Dedupe
  park: ParkRow
  log: Log
  now: () => number
  /** Rows waiting beyond this are refused. */
  maxWaiting?: number
}

const maxBlock = 20_000
/** Parts are merged in the background: a pause between blocks keeps them few. */
const pauseMs = 8
const parallel = 2

/** Group commit: rows of all requests that arrive while a block is being stored go together in the next one. */
export class EventWriter {
  readonly #options: WriterOptions
  #open: Block | null = null
  #full: Block[] = []
  #waiting = 0
  readonly #storing = new Set<Block>()
  #timer: NodeJS.Timeout | null = null

  constructor(options: WriterOptions) {
    this.#options = options
  }

  get waiting() {
    return this.#waiting
  }

  /** Resolves when the rows are stored. Rejects with StoreBusy when they are not; then nothing of them is known. */
  add(rows: readonly Row[]): Promise<void> {
    if (rows.length === 0) return Promise.resolve()
    if (this.#waiting + rows.length > (this.#options.maxWaiting ?? 200_000))
      return Promise.reject(new StoreBusy('queue full'))
    this.#open ??= newBlock()
    const block = this.#open
    for (const row of rows) block.rows.push(row)
    this.#waiting += rows.length
    if (block.rows.length >= maxBlock) {
      this.#full.push(block)
      this.#open = null
      this.#pump()
    } else if (this.#storing.size === 0 || !this.#timer) {
      this.#timer ??= setTimeout(() => this.#tick(), pauseMs)
    }
    return block.done
  }

  /** Resolves when all that was added before is stored, also what is being stored at this moment. */
  async flush(): Promise<void> {
    const blocks = [...this.#storing, ...this.#full, ...(this.#open ? [this.#open] : [])]
    this.#tick()
    await Promise.allSettled(blocks.map((block) => block.done))
  }

  #tick() {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    if (this.#open && this.#storing.size < parallel) {
      this.#full.push(this.#open)
      this.#open = null
    }
    this.#pump()
  }

  #pump() {
    while (this.#storing.size < parallel) {
      const block = this.#full.shift()
      if (!block) return
      this.#storing.add(block)
      void this.#store(block).finally(() => {
        this.#storing.delete(block)
        this.#waiting -= block.rows.length
        this.#tick()
      })
    }
  }

  async #store(block: Block) {
    const receivedAt = this.#options.now()
    try {
      await this.#insert(block.rows, receivedAt)
      block.resolve()
    } catch (error) {
      this.#options.log.error({ error: String(error), rows: block.rows.length }, 'events could not be stored')
      block.reject(new StoreBusy('store failed', { cause: error }))
    }
  }

  /** A block that the store refuses for its content is halved until the bad rows stand alone, which are parked. */
  async #insert(rows: readonly Row[], receivedAt: number): Promise<void> {
    const { olap, dedupe, park } = this.#options
    const head = `{"received":${receivedAt},`
    let lines = ''
    for (const row of rows) lines += head + row.line
    try {
      await olap.insertLines('events', lines)
    } catch (error) {
      if (!isContentError(error)) throw error
      const [only] = rows
      if (rows.length === 1 && only)
        return park(only, receivedAt, error instanceof Error ? error.message : String(error))
      const half = rows.length >> 1
      await this.#insert(rows.slice(0, half), receivedAt)
      return this.#insert(rows.slice(half), receivedAt)
    }
    dedupe.stored(
      rows.map((row) => row.key),
      receivedAt,
    )
  }
}

function newBlock(): Block {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  // Callers handle the rejection; a block whose callers are all gone must not end the process.
  promise.catch(() => undefined)
  return { rows: [], done: promise, resolve, reject }
}

/** ClickHouse error types that mean "this value", not "this moment". */
const contentErrors =
  /CANNOT_PARSE|INCORRECT_DATA|TYPE_MISMATCH|ARGUMENT_OUT_OF_BOUND|TOO_DEEP|ILLEGAL_TYPE|INVALID_JSON|DECIMAL_OVERFLOW|BAD_ARGUMENTS|SYNTAX_ERROR/

function isContentError(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  const { type, message } = error as { type?: string; message?: string }
  return contentErrors.test(`${type ?? ''} ${message ?? ''}`)
}
