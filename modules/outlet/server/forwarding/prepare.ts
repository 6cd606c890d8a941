import { type LeavingEvent, leavingProperties, looksPersonal } from '../../core/leaving.ts'
import type { ForwarderRow } from '../tables.ts'
import type { Opened } from './opened.ts'
import type { ForwardingDeps, Place, Standing, StoredEvent } from './ports.ts'

export interface Prepared {
  readonly events: readonly LeavingEvent[]
  readonly records: readonly object[]
  /** The last event that was looked at: sent or not, it is done with. Null when none was. */
  readonly upTo: Place | null
  readonly looked: number
  readonly held: { consent: number; excluded: number; gone: number }
  /** Events that the receiver has no place for. */
  readonly unfit: number
  /** Names of properties that stay behind. */
  readonly left: ReadonlySet<string>
}

/** Looked at for one request at most: most of a site's visitors have not been asked for their consent. */
const atOnce = 500

type Deps = Pick<ForwardingDeps, 'audience' | 'plan' | 'isOpen'>

type Row = Pick<ForwarderRow, 'purpose' | 'policy' | 'events' | 'properties' | 'size'>

/** The next request of a forwarder, of the first of these events: consent is asked for now, just before it is sent. */
export async function prepare(
  deps: Deps,
  row: Row,
  forwarder: Opened,
  stored: readonly StoredEvent[],
): Promise<Prepared> {
  const some = stored.slice(0, atOnce)
  const standing = await deps.audience([...new Set(some.map(({ person }) => person))], row.purpose)
  const batch = new Batch(row, forwarder, { standing, plan: deps.plan(), isOpen: deps.isOpen })
  for (const one of some) if (!batch.take(one)) break
  return batch
}

interface Known {
  readonly standing: ReadonlyMap<string, Standing>
  readonly plan: ReadonlyMap<string, readonly string[]>
  isOpen(property: string): boolean
}

class Batch implements Prepared {
  readonly events: LeavingEvent[] = []
  readonly records: object[] = []
  readonly held = { consent: 0, excluded: 0, gone: 0 }
  readonly left = new Set<string>()
  upTo: Place | null = null
  looked = 0
  unfit = 0
  #room: number
  readonly #row: Row
  readonly #forwarder: Opened
  readonly #known: Known

  constructor(row: Row, forwarder: Opened, known: Known) {
    this.#row = row
    this.#forwarder = forwarder
    this.#known = known
    this.#room = forwarder.kind.most.bytes - 1024
  }

  /** False when the request is full: this event belongs to the next one. */
  take(one: StoredEvent): boolean {
    const who = this.#known.standing.get(one.person)
    const isWanted = this.#row.events.length === 0 || this.#row.events.includes(one.event)
    const why = isWanted ? barrier(this.#row.policy, who) : null
    const event = isWanted && why === null && who ? this.#leaving(one, who.person) : null
    const record = event && this.#forwarder.kind.record(event)
    if (event && record && !this.#add(event, record)) return false
    if (why !== null) this.held[why] += 1
    else if (isWanted && !record) this.unfit += 1
    this.upTo = { received: one.received, at: one.at, key: one.key }
    this.looked += 1
    return true
  }

  #add(event: LeavingEvent, record: object): boolean {
    const most = Math.min(this.#row.size ?? this.#forwarder.kind.most.events, this.#forwarder.kind.most.events)
    // In UTF-8 no character of JavaScript is longer than three bytes.
    const size = JSON.stringify(record).length * 3
    if (this.records.length > 0 && (this.records.length >= most || size > this.#room)) return false
    this.#room -= size
    this.events.push(event)
    this.records.push(record)
    return true
  }

  #leaving(one: StoredEvent, person: string): LeavingEvent | null {
    if (looksPersonal(one.event)) return null
    const { plan, isOpen } = this.#known
    const named = this.#row.properties
    const allowed = named.length > 0 ? named : (plan.get(one.event) ?? [])
    const { properties, left } = leavingProperties(one.properties, allowed, isOpen)
    for (const name of left) this.left.add(name)
    const { pseudonym } = this.#forwarder
    return {
      ...{ id: pseudonym('event', one.key), person: pseudonym('person', person), event: one.event, at: one.at },
      ...{ type: one.type === 'page' || one.type === 'screen' ? one.type : 'track', properties },
    }
  }
}

/** Why an event of this person stays inside; null when it may go. */
function barrier(policy: ForwarderRow['policy'], who: Standing | undefined) {
  if (!who) return 'gone'
  if (who.excluded) return 'excluded'
  const may = policy === 'given' ? who.state === 'given' : who.state !== 'withdrawn'
  return may ? null : 'consent'
}
