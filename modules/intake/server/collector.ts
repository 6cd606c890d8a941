import type { Identities } from '#modules/identity'
import type { Log } from '#platform/log'
import type { Postgres } from '#platform/postgres/postgres'
import type { Origin } from '../core/again.ts'
import type { Client } from '../core/client.ts'
import { enrich } from '../core/enrich.ts'
import type { Incoming, Parsed } from '../core/event.ts'
import type { OffPlan, ParkReason } from '../core/parkReasons.ts'
import type { TraitSink } from '../index.ts'
import { type Dedupe, type EventKey, eventKey } from './dedupe.ts'
import { type Parked, park } from './parked.ts'
import type { PlanWatch } from './plan/watch.ts'
import type { OpenedShare } from './shares.ts'
import type { Source } from './sources.ts'
import { whose } from './whose.ts'
import { type EventWriter, type Row, StoreBusy } from './writer.ts'

export interface CollectorDeps {
  postgres: Postgres
  identities: Identities
  traits: TraitSink
  /** The tracking plan: why an event is to be parked, null when it is to be stored. */
  plan: Pick<PlanWatch, 'refusal' | 'refusalAgain'>
  /** Keeps who came by whose share; takes a repeat. */
  shares: (opened: readonly OpenedShare[]) => Promise<void>
  /** Names of events that only servers may send: what the platform itself says and counts by. */
  reserved: ReadonlySet<string>
  clientOf: (userAgent: string) => Client
  /** Who waits for what people do: told before it is stored, the answer is called once it is. */
  react: (happened: readonly Happened[]) => (() => void) | null
  dedupe: Dedupe
  writer: EventWriter
  log: Log
  now: () => number
}

/** What somebody did. */
export interface Happened {
  strand: string
  event: string
  properties: Record<string, unknown>
}

/** Lines on their way to the store, and what is to be called when they are there. */
interface Resolved {
  rows: readonly Row[]
  stored: (() => void) | null
}

export interface Collected {
  stored: number
  duplicates: number
  parked: number
}

/** What a request sent, event by event. */
export interface Sent {
  raw: readonly unknown[]
  /** How one of them came; null when it cannot be read again. */
  originOf(i: number): Origin | null
}

interface Keyed {
  event: Incoming
  key: EventKey
}

/** What a request has claimed: its keys, and the requests that its repeats wait for. */
interface Claimed {
  keys: readonly EventKey[]
  /** Events with a key, repeats included. */
  asked: number
  others: ReadonlySet<Promise<void>>
  release: PromiseWithResolvers<void>
  rejects: readonly Parked[]
}

/** Takes parsed events of one request through dedupe → identity → store; resolves when all of them are safe. */
export class Collector {
  readonly #deps: CollectorDeps
  /** Keys on their way, with the request that carries them: a repeat waits for that request's outcome. */
  readonly #inFlight = new Map<string, Promise<void>>()

  /** Since when nothing could be stored; null = it can. */
  #busySince: number | null = null

  constructor(deps: CollectorDeps) {
    this.#deps = deps
  }

  /**
   * Seconds until a refused client should try again: as many as the trouble has lasted. The Segment clients give up
   * after some tens of tries (Node 20), which then span more than an hour instead of 40 seconds.
   */
  retryAfter(): number {
    const lasted = this.#busySince === null ? 0 : Math.ceil((this.#deps.now() - this.#busySince) / 1000)
    return Math.min(300, Math.max(2, lasted))
  }

  /** Throws StoreBusy when nothing is stored: the client must send again, and its repeats are then not duplicates. */
  collect(source: Source, parsed: readonly Parsed[], sent: Sent): Promise<Collected> {
    const now = this.#deps.now()
    const rejects: Parked[] = []
    const keyed: Keyed[] = []
    parsed.forEach((each, i) => {
      const one = allowed(source, each, this.#deps.reserved)
      const reason = one.ok ? this.#deps.plan.refusal(one.event) : one.reason
      if (one.ok && reason === null) {
        keyed.push({ event: one.event, key: eventKey(source.id, one.event.messageId) })
      } else if (reason !== null) {
        const origin = sent.originOf(i)
        const messageId = one.ok ? one.event.messageId : one.messageId
        const receivedAt = origin?.receivedAt ?? now
        rejects.push({ source: source.id, receivedAt, reason, messageId, raw: sent.raw[i], origin })
      }
    })
    return this.#take(source, keyed, rejects)
  }

  /**
   * Takes events in again that were parked: stores those that pass now, once, also when the same was stored since
   * `since` (epoch ms). Answers for each why it still cannot be stored, null when it is. Nothing is parked anew.
   */
  async replay(source: Source, parsed: readonly Parsed[], since: number): Promise<(ParkReason | OffPlan | null)[]> {
    const keyed: Keyed[] = []
    const reasons = parsed.map((each) => {
      const one = allowed(source, each, this.#deps.reserved)
      const reason = one.ok ? this.#deps.plan.refusalAgain(one.event) : one.reason
      if (one.ok && reason === null) keyed.push({ event: one.event, key: eventKey(source.id, one.event.messageId) })
      return reason
    })
    const keys = keyed.map(({ key }) => key)
    const known = await this.#deps.dedupe.storedSince(keys, since).catch(asBusy)
    const fresh = keyed.filter((_, i) => !known[i])
    await this.#take(source, fresh, [])
    return reasons
  }

  #take(source: Source, keyed: readonly Keyed[], rejects: readonly Parked[]): Promise<Collected> {
    const { mine, others, release } = this.#claim(keyed)
    const claimed = { keys: mine.map(({ key }) => key), asked: keyed.length, others, release, rejects }
    return this.#finish(claimed, this.#rows(source, mine, this.#deps.now()))
  }

  /** Waits for the store with nothing in hand but keys and lines: holding what they were made of doubles the work of the garbage collector. */
  async #finish({ keys, asked, others, release, rejects }: Claimed, resolving: Promise<Resolved>): Promise<Collected> {
    try {
      const { rows, stored } = await resolving
      await this.#deps.writer.add(rows)
      stored?.()
      release.resolve()
      if (rows.length > 0) this.#busySince = null
      await Promise.all(others)
      await park(this.#deps.postgres, rejects).catch(asBusy)
      return { stored: rows.length, duplicates: asked - rows.length, parked: rejects.length }
    } catch (error) {
      release.reject(error)
      if (error instanceof StoreBusy) this.#busySince ??= this.#deps.now()
      throw error
    } finally {
      for (const key of keys) this.#inFlight.delete(key.text)
    }
  }

  /** Marks this request's keys as on their way; repeats inside the request fall away. */
  #claim(keyed: readonly Keyed[]) {
    const release = Promise.withResolvers<void>()
    release.promise.catch(() => undefined)
    const others = new Set<Promise<void>>()
    const mine: Keyed[] = []
    for (const one of keyed) {
      const other = this.#inFlight.get(one.key.text)
      if (other) {
        if (other !== release.promise) others.add(other)
        continue
      }
      this.#inFlight.set(one.key.text, release.promise)
      mine.push(one)
    }
    return { mine, others, release }
  }

  /** The lines of the events that are new, with their people; traits are written on the way. */
  async #rows(source: Source, mine: readonly Keyed[], now: number): Promise<Resolved> {
    const keys = mine.map((one) => one.key)
    const known = await this.#deps.dedupe.seen(keys, now).catch(asBusy)
    const fresh = mine.filter((_, i) => !known[i])
    if (fresh.length === 0) return { rows: [], stored: null }
    const events = fresh.map(({ event }) => event)
    const resolved = await whose(this.#deps.identities, source, events).catch(asBusy)
    const rows: Row[] = []
    const profiles: Parameters<TraitSink>[0][number][] = []
    const shares: OpenedShare[] = []
    const happened: Happened[] = []
    fresh.forEach(({ event, key }, i) => {
      const { identity, strand } = resolved[i] ?? { identity: null, strand: null }
      const line = lineOf(source, { ...event, context: enrich(event, this.#deps.clientOf) }, key, identity, strand)
      rows.push({ key, source: source.id, messageId: event.messageId, line })
      if (strand) happened.push({ strand, event: event.event, properties: event.properties })
      if (event.profile && strand) {
        const verified = source.kind === 'server'
        profiles.push({ ...event.profile, person: strand, at: event.at, verified, key: key.text })
      }
      if (event.share && strand && identity) shares.push({ source, event, identity, strand })
    })
    // These first: they take a repeat, so a failed insert that is sent again does no harm.
    if (profiles.length > 0) await this.#deps.traits(profiles).catch(asBusy)
    if (shares.length > 0) await this.#deps.shares(shares).catch(asBusy)
    return { rows, stored: this.#deps.react(happened) }
  }
}

function allowed(source: Source, one: Parsed, reserved: ReadonlySet<string>): Parsed {
  if (!one.ok || source.kind === 'server' || !reserved.has(one.event.event)) return one
  return { ok: false, reason: 'reserved-name', messageId: one.event.messageId }
}

function asBusy(cause: unknown): never {
  throw cause instanceof StoreBusy ? cause : new StoreBusy('store failed', { cause })
}

/** The stored line without its opening brace and `received`, which the writer puts before it. */
export function lineOf(
  source: Source,
  event: Incoming,
  key: EventKey,
  identity: string | null,
  strand: string | null,
): string {
  const names = `"type":"${event.type}","event":${JSON.stringify(event.event)}`
  const ids = `"source":${source.id},"key":${key.text},"identity":${identity ?? 0},"person":${strand ?? 0}`
  const body = `"properties":${JSON.stringify(event.properties)},"context":${JSON.stringify(event.context)}`
  return `"at":${Math.floor(event.at)},${ids},${names},${body}}\n`
}
