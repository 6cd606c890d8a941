import { second } from '#kit/time'
import type { ForwarderRow, OutletTables } from '../tables.ts'
import { opened } from './opened.ts'
import { type ForwardingDeps, type Place, placeAt, type StoredEvent } from './ports.ts'
import { prepare } from './prepare.ts'
import { claimForwarders, letGo, passBy, recordSent } from './progress.ts'
import { send } from './send.ts'

/** Read at once; what is left of it waits in memory for the next requests. */
const chunk = 2000
const lookEveryMs = 500
/** How often a forwarder that has caught up looks for more. */
const idleMs = 2 * second
/** After trouble of our own, such as a store that is away. */
const troubleMs = 5 * second
/** After so long an attempt of which nothing was heard counts as lost with its process. */
const leaseMs = 60 * second

interface Read {
  readonly place: Place
  readonly events: readonly StoredEvent[]
}

/** Passes events on: of each forwarder one request at a time, in the order in which the events came. */
export class Forwarding {
  readonly #deps: ForwardingDeps
  readonly #read = new Map<string, Read>()
  readonly #under = new Set<Promise<void>>()
  #running = false
  #kicked = false
  #wake: (() => void) | undefined
  #loop: Promise<void> = Promise.resolve()

  constructor(deps: ForwardingDeps) {
    this.#deps = deps
  }

  start() {
    this.#running = true
    this.#loop = this.#run()
  }

  /** Takes no more up and waits for what is on its way. */
  async stop() {
    this.#running = false
    this.kick()
    await this.#loop
    await Promise.all(this.#under)
  }

  /** Something may be due now. */
  kick() {
    this.#kicked = true
    this.#wake?.()
  }

  async #run() {
    while (this.#running) {
      this.#kicked = false
      await this.#look().catch((error: unknown) => this.#deps.log.error({ error: String(error) }, 'forwarders'))
      if (!this.#kicked) await this.#rest()
    }
  }

  async #rest() {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, lookEveryMs)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    this.#wake = undefined
  }

  async #look() {
    const { postgres, now, log } = this.#deps
    for (const row of await claimForwarders(postgres.tables<OutletTables>(), now(), now() + leaseMs)) {
      const under = this.#step(row)
        .then((more) => (more ? this.kick() : undefined))
        .catch(async (error: unknown) => {
          log.error({ forwarder: row.id, error: String(error) }, 'forwarding')
          await letGo(postgres, row, now() + troubleMs)
        })
        .catch((error: unknown) => log.error({ forwarder: row.id, error: String(error) }, 'forwarding'))
        .finally(() => this.#under.delete(under))
      this.#under.add(under)
    }
  }

  /** One request, or one look. True when there may be more at once. */
  async #step(row: ForwarderRow): Promise<boolean> {
    const { postgres, now, random } = this.#deps
    const { events, upTo } = await this.#next(row)
    if (events.length === 0) {
      await passBy(postgres, row, { place: placeAt(upTo), dueAt: now() + idleMs }, null)
      return false
    }
    const forwarder = opened(this.#deps.vault, row)
    const batch = await prepare(this.#deps, row, forwarder, events)
    const place = batch.upTo ?? placeOf(row)
    this.#read.set(row.id, { place, events: events.slice(batch.looked) })
    if (batch.records.length === 0) {
      await passBy(postgres, row, { place, dueAt: now() }, batch)
      return true
    }
    const sent = await send(this.#deps, forwarder, batch.events, batch.records)
    await recordSent(postgres, row, forwarder, batch, sent, { at: now(), roll: random() })
    return sent.meaning === 'taken' || sent.meaning === 'drop'
  }

  /** The events behind the forwarder's place: from memory while it stands where it was left, else from the store. */
  async #next(row: ForwarderRow): Promise<{ events: readonly StoredEvent[]; upTo: number }> {
    const place = placeOf(row)
    const read = this.#read.get(row.id)
    this.#read.delete(row.id)
    const isHere = read && same(read.place, place)
    if (isHere && read.events.length > 0) return { events: read.events, upTo: place.received }
    // A place ahead of the settled time is kept: it was set by somebody, or the clock was set back.
    const upTo = Math.max(await this.#deps.events.settled(), place.received)
    return { events: await this.#deps.events.after(place, upTo, chunk), upTo }
  }
}

export const placeOf = (row: Pick<ForwarderRow, 'received' | 'after_at' | 'after_key'>): Place => ({
  received: row.received.getTime(),
  at: row.after_at.getTime(),
  key: row.after_key,
})

const same = (a: Place, b: Place) => a.received === b.received && a.at === b.at && a.key === b.key
