import { hash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { z } from 'zod'
import type { Olap, Query } from '#platform/clickhouse/olap'
import { addToFilter, mayHold, newFilter } from '../core/filter.ts'
import { KeySet } from '../core/keySet.ts'

/** A 64-bit hash of (source, message id), as two halves and as ClickHouse reads it. */
export interface EventKey {
  low: number
  high: number
  text: string
}

const bytes = Buffer.alloc(16)

export function eventKey(source: number, messageId: string): EventKey {
  // As text and into one buffer: making a buffer for each hash costs twice the hash.
  bytes.write(hash('md5', `${source}\0${messageId}`, 'binary'), 'binary')
  return { low: bytes.readUInt32LE(0), high: bytes.readUInt32LE(4), text: bytes.readBigUInt64LE(0).toString() }
}

const hourMs = 3_600_000
/** Segment promises at least 24 hours; the hour in which an event came is only known to the hour. */
const windowHours = 25

const storedKeys = {
  name: 'intake.storedKeys',
  sql: `select distinct toString(key) as key from events
    where received >= fromUnixTimestamp64Milli({since:Int64}, 'UTC') and key in (select toUInt64(arrayJoin({keys:Array(String)})))`,
  params: z.object({ since: z.number(), keys: z.array(z.string()) }),
  row: z.object({ key: z.string() }),
} satisfies Query<z.ZodType, z.ZodType>

/**
 * Knows every key stored in the last 24 hours: exactly for this and the previous hour, by one filter a file for each
 * older hour, whose hits are checked in the event table. The event table is the only truth: what is in memory can be
 * lost at any moment and is read again at start.
 */
export class Dedupe {
  readonly #olap: Olap
  readonly #folder: string
  readonly #exact = new Map<number, KeySet>()
  readonly #filters = new Map<number, Uint32Array>()
  #closing: Promise<void> = Promise.resolve()

  private constructor(olap: Olap, folder: string) {
    this.#olap = olap
    this.#folder = folder
  }

  static async open(olap: Olap, folder: string, now: number): Promise<Dedupe> {
    mkdirSync(folder, { recursive: true })
    const dedupe = new Dedupe(olap, folder)
    const hour = Math.floor(now / hourMs)
    for (const file of readdirSync(folder)) {
      const of = Number(/^(\d+)\.filter$/.exec(file)?.[1])
      if (of > hour - windowHours && of < hour - 1) dedupe.#filters.set(of, readFilter(join(folder, file)))
      else rmSync(join(folder, file), { force: true })
    }
    for (let of = hour - windowHours + 1; of <= hour; of += 1) {
      if (!dedupe.#filters.has(of)) await dedupe.#readHour(of)
    }
    dedupe.rotate(now)
    await dedupe.#closing
    return dedupe
  }

  /** For each key: was it stored in the last 24 hours? */
  async seen(keys: readonly EventKey[], now: number): Promise<boolean[]> {
    const suspects: EventKey[] = []
    const answers = keys.map((key) => {
      for (const set of this.#exact.values()) if (set.has(key.low, key.high)) return true
      for (const filter of this.#filters.values()) {
        if (mayHold(filter, key.low, key.high)) {
          suspects.push(key)
          break
        }
      }
      return false
    })
    if (suspects.length === 0) return answers
    const since = now - windowHours * hourMs
    const rows = await this.#olap.query(storedKeys, { since, keys: suspects.map((key) => key.text) })
    const stored = new Set(rows.map((row) => row.key))
    return answers.map((known, i) => known || stored.has(keys[i]?.text ?? ''))
  }

  /** For each key: was it stored since then (epoch ms)? By the event log alone, whatever lies in memory. */
  async storedSince(keys: readonly EventKey[], since: number): Promise<boolean[]> {
    if (keys.length === 0) return []
    const rows = await this.#olap.query(storedKeys, { since, keys: keys.map((key) => key.text) })
    const stored = new Set(rows.map((row) => row.key))
    return keys.map((key) => stored.has(key.text))
  }

  /** Call after the insert of these keys succeeded, with the time their rows carry as received. */
  stored(keys: readonly EventKey[], receivedAt: number) {
    const hour = Math.floor(receivedAt / hourMs)
    let set = this.#exact.get(hour)
    if (!set) {
      set = new KeySet()
      this.#exact.set(hour, set)
      this.rotate(receivedAt)
    }
    for (const key of keys) set.add(key.low, key.high)
  }

  /** Turns hours older than the previous one into filter files; drops what is out of the window. */
  rotate(now: number) {
    const hour = Math.floor(now / hourMs)
    for (const of of this.#filters.keys()) {
      if (of <= hour - windowHours) this.#drop(of)
    }
    for (const of of this.#exact.keys()) if (of <= hour - windowHours) this.#exact.delete(of)
    const closing = [...this.#exact.keys()].filter((of) => of < hour - 1)
    for (const of of closing) this.#closing = this.#closing.then(() => this.#close(of))
  }

  get size() {
    return [...this.#exact.values()].reduce((sum, set) => sum + set.size, 0)
  }

  async #close(hour: number) {
    const set = this.#exact.get(hour)
    if (!set) return
    const filter = newFilter(set.size)
    let done = 0
    for (const [low, high] of set.keys()) {
      addToFilter(filter, low, high)
      // Two million keys in one go would hold up requests for 100 ms.
      if (++done % 20_000 === 0) await setImmediate()
    }
    const path = join(this.#folder, `${hour}.filter`)
    writeFileSync(`${path}.new`, Buffer.from(filter.buffer))
    renameSync(`${path}.new`, path)
    this.#filters.set(hour, filter)
    this.#exact.delete(hour)
  }

  #drop(hour: number) {
    this.#filters.delete(hour)
    rmSync(join(this.#folder, `${hour}.filter`), { force: true })
  }

  async #readHour(hour: number) {
    const from = hour * hourMs
    const bytes = await this.#olap.bytes(
      `select key from events where received >= fromUnixTimestamp64Milli(${from}, 'UTC') and received < fromUnixTimestamp64Milli(${from + hourMs}, 'UTC') format RowBinary`,
    )
    if (bytes.length === 0) return
    const set = new KeySet(bytes.length / 8)
    for (let at = 0; at + 8 <= bytes.length; at += 8) set.add(bytes.readUInt32LE(at), bytes.readUInt32LE(at + 4))
    this.#exact.set(hour, set)
  }
}

function readFilter(path: string): Uint32Array {
  if (!existsSync(path)) return newFilter(1)
  const bytes = readFileSync(path)
  return new Uint32Array(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength - (bytes.byteLength % 32)),
  )
}
