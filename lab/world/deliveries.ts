import type { Row, Table } from '../engine/table.ts'
import { failureFor } from './failures.ts'
import type { Callback } from './rows.ts'
import type { World } from './world.ts'

export interface Try {
  at: number
  status?: number
  error?: string
  ms: number
}

/** A callback on its way, kept until it is taken or given up. */
export interface Delivery extends Row, Required<Callback> {
  at: number
  tries: Try[]
}

export interface Transport {
  /** How the text becomes a request. */
  request(world: World, delivery: Delivery): { url: string; headers: Record<string, string>; body: string }
  taken(status: number, body: string): boolean
  /** Milliseconds of the simulated clock before each further try; none = the lab's `callbackTries`, at once. */
  pauses?: readonly number[]
  answered?(world: World, delivery: Delivery, body: string): void
}

/** Sends callbacks, several lanes at a time, with the tries of each platform. */
export class Deliveries {
  readonly #world: World
  readonly #rows: Table<Delivery>
  readonly #transports = new Map<string, Transport>()
  readonly #lanes = new Map<string, Promise<void>>()
  #open = 0
  #stopped = false
  #waiters: (() => void)[] = []
  #held: Delivery[] = []

  constructor(world: World) {
    this.#world = world
    this.#rows = world.store.table<Delivery>('deliveries')
    world.clock.on('deliver', ({ id = '' }) => {
      const delivery = this.#rows.get(id)
      if (delivery !== undefined) this.#enqueue(delivery)
    })
  }

  transport(target: string, transport: Transport): void {
    this.#transports.set(target, transport)
  }

  /** Goes on with what was on its way when the lab was stopped. */
  resume(): void {
    for (const delivery of this.#rows.all()) this.#enqueue(delivery)
  }

  get waiting(): number {
    return this.#open
  }

  /** Resolves when nothing is on its way (what waits for the simulated clock apart). */
  async idle(below = 0): Promise<void> {
    while (this.#open > below) await new Promise<void>((resolve) => this.#waiters.push(resolve))
  }

  stop(): void {
    this.#stopped = true
  }

  send(given: Callback): void {
    const id = this.#world.dice.id('delivery', 'cb_', 16)
    const delivery = this.#rows.put({ order: id, data: {}, ...given, id, at: this.#world.clock.now(), tries: [] })
    const failure = failureFor(this.#world, `callback:${given.target}`)
    if (failure?.lost === true) {
      this.#end(delivery, 'lost')
      return
    }
    if (failure?.late !== undefined) {
      this.#world.clock.after(failure.late * 1000, 'deliver', { id })
      return
    }
    if (failure?.swapped === true) {
      this.#held.push(delivery)
      return
    }
    if (failure?.duplicate === true) this.#enqueue(this.#rows.put({ ...delivery, id: `${id}_again`, tries: [] }))
    if (failure?.forged === true) this.#enqueue(this.#rows.put({ ...delivery, id: `${id}_forged`, tries: [] }))
    this.#enqueue(delivery)
    for (const held of this.#held.splice(0)) this.#enqueue(held)
  }

  #enqueue(delivery: Delivery): void {
    this.#open += 1
    const lanes = this.#world.settings.callbackLanes
    const lane = `${delivery.target} ${hash(delivery.order) % lanes}`
    const before = this.#lanes.get(lane) ?? Promise.resolve()
    const run = before.then(() => this.#deliver(delivery)).catch((error: unknown) => console.error(error))
    this.#lanes.set(lane, run)
    void run.then(() => {
      this.#open -= 1
      for (const resolve of this.#waiters.splice(0)) resolve()
    })
  }

  async #deliver(delivery: Delivery): Promise<void> {
    const transport = this.#transports.get(delivery.target)
    if (transport === undefined) return this.#end(delivery, 'failed')
    const forged = delivery.id.endsWith('_forged')
    if (forged) {
      const fooled = await this.#attempt(delivery, forgedBy(transport))
      this.#end(delivery, fooled ? 'forged and taken' : 'forged and refused')
      return
    }
    const { callbackTries, callbackPauseMs } = this.#world.settings
    for (let n = 0; n < (transport.pauses === undefined ? callbackTries : 1) && !this.#stopped; n += 1) {
      if (n > 0) await new Promise((resolve) => setTimeout(resolve, callbackPauseMs))
      if (await this.#attempt(delivery, transport)) return this.#end(delivery, 'taken')
    }
    if (this.#stopped) return
    const pause = transport.pauses?.[delivery.tries.length - 1]
    if (pause === undefined) return this.#end(delivery, 'failed')
    this.#world.clock.after(pause, 'deliver', { id: delivery.id })
  }

  async #attempt(delivery: Delivery, transport: Transport): Promise<boolean> {
    const started = performance.now()
    const outcome: Try = { at: this.#world.clock.now(), ms: 0 }
    let taken = false
    try {
      const { url, headers, body } = transport.request(this.#world, delivery)
      const signal = AbortSignal.timeout(this.#world.settings.callbackTimeoutMs)
      const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' })
      const text = await response.text()
      outcome.status = response.status
      taken = transport.taken(response.status, text)
      if (taken) transport.answered?.(this.#world, delivery, text)
    } catch (error) {
      outcome.error = error instanceof Error ? `${error.name} ${error.message}` : String(error)
    }
    if (this.#stopped && !taken) return false
    outcome.ms = Math.round(performance.now() - started)
    delivery.tries.push(outcome)
    this.#rows.put(delivery)
    this.#world.store.flush()
    return taken
  }

  #end(delivery: Delivery, state: string): void {
    this.#rows.remove(delivery.id)
    const { target, url, event, tries, data, at, id } = delivery
    this.#world.ledger.add(`callback.${state}`, { callback: id, target, url, event, since: at, tries, ...data })
  }
}

/** The same request with a signature that does not fit. */
const forgedBy = (transport: Transport): Transport => ({
  request: (world, delivery) => {
    const { url, headers, body } = transport.request(world, delivery)
    const probe = { 'Wechatpay-Signature': `WECHATPAY/SIGNTEST/${headers['Wechatpay-Signature'] ?? ''}` }
    const signed = headers['Wechatpay-Signature'] === undefined ? headers : { ...headers, ...probe }
    return { url: url.replace(/signature=[0-9a-f]{8}/g, 'signature=00000000'), headers: signed, body }
  },
  taken: transport.taken,
})

function hash(text: string): number {
  let out = 0
  for (let i = 0; i < text.length; i += 1) out = (out * 31 + text.charCodeAt(i)) >>> 0
  return out
}
