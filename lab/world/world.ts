import type { Anchor, Timer } from '../engine/clock.ts'
import { Clock } from '../engine/clock.ts'
import { type Counter, Dice } from '../engine/dice.ts'
import { Store } from '../engine/table.ts'
import { type Credentials, channelsOf, credentialsOf } from './credentials.ts'
import { Ledger } from './ledger.ts'
import type { Callback } from './rows.ts'
import { defaults, type Settings } from './settings.ts'
import { tablesOf } from './tables.ts'

export interface WorldOptions {
  dir?: string | undefined
  seed?: number | undefined
  now?: (() => number) | undefined
}

/** Everything there is: tables, clock, chance, credentials. Vendors and the script write to it; nobody else does. */
export class World {
  readonly store: Store
  readonly rows: ReturnType<typeof tablesOf>
  readonly clock: Clock
  readonly dice: Dice
  readonly ledger: Ledger
  /** The wall clock: signatures and their windows are of the connection, not of the simulated day. */
  readonly wall: () => number
  /** Puts a callback on its way. */
  deliver: (callback: Callback) => void = () => undefined
  /** Days pass in seconds: what must be quick is measured by the wall clock. */
  hurried = false
  /** Where the lab is reached; set when it listens. */
  url = ''
  readonly #credentials
  readonly #seed: number | undefined

  constructor({ dir, seed, now = Date.now }: WorldOptions) {
    this.store = new Store(dir)
    this.wall = now
    this.rows = tablesOf(this.store)
    const anchors = this.store.table<Anchor>('anchors')
    this.clock = new Clock(anchors, this.store.table<Timer>('timers'), now)
    this.dice = new Dice(this.store.table<Counter>('counters'))
    this.ledger = new Ledger(this.rows.ledger, () => this.clock.now())
    this.#credentials = this.store.table<Credentials>('credentials')
    this.#seed = seed
  }

  /** Reads what is on disk; in an empty folder a new world begins. Answers whether it is new. */
  open(): boolean {
    this.store.open()
    const fresh = this.#credentials.size === 0
    if (fresh) this.#begin()
    this.dice.seed = String(this.rows.settings.get('seed')?.value ?? '1')
    this.ledger.open()
    this.clock.open()
    return fresh
  }

  get credentials(): Credentials {
    const found = this.#credentials.get('credentials')
    if (found === undefined) throw new Error('the world is not open')
    return found.channels === undefined ? { ...found, channels: channelsOf(this.dice.seed) } : found
  }

  get settings(): Settings {
    return { ...defaults, ...(this.rows.settings.get('limits')?.value as Partial<Settings> | undefined) }
  }

  /** Everything is forgotten but ids, secrets and keys: who had them set up keeps working. */
  reset(): void {
    const kept = this.credentials
    const seed = this.rows.settings.get('seed')
    const callbacks = this.rows.settings.get('callbacks')
    this.store.clear()
    this.#credentials.put(kept)
    for (const row of [seed, callbacks]) if (row !== undefined) this.rows.settings.put(row)
    this.ledger.open()
    this.clock.open()
    this.clock.setRate(1)
  }

  #begin(): void {
    // A lab with a folder is reachable for days: its secrets are nobody's guess. In memory every run is the same.
    const seed = this.#seed ?? (this.store.kept ? Math.floor(Math.random() * 2 ** 48) : 1)
    this.rows.settings.put({ id: 'seed', value: seed })
    this.#credentials.put(credentialsOf(String(seed), new Date(this.wall())))
    this.clock.startAt(this.wall())
  }
}
