import type { Problem } from '#kit/api'
import type { Vault } from '#platform/crypto'
import type { Outgoing } from '#platform/http/outgoing'
import type { Log } from '#platform/log'
import type { Postgres } from '#platform/postgres/postgres'

/** A place in the row of stored events. */
export interface Place {
  /** Epoch ms at which it came. */
  readonly received: number
  /** Epoch ms at which it happened: of what came in one moment the earlier goes first. */
  readonly at: number
  readonly key: string
}

/** Before all that came at this time. */
export const placeAt = (received: number): Place => ({ received, at: Date.UTC(1900), key: '0' })

export interface StoredEvent extends Place {
  readonly type: string
  readonly event: string
  /** The strand it came with. */
  readonly person: string
  readonly properties: Record<string, unknown>
}

/** Port: what people did, in the order in which it came. */
export interface EventLog {
  /** Epoch ms before which nothing comes any more. */
  settled(): Promise<number>
  after(place: Place, upTo: number, limit: number): Promise<readonly StoredEvent[]>
  waiting(place: Place, upTo: number): Promise<{ readonly events: number; readonly oldest: number | null }>
}

export interface Standing {
  /** Who stands for the strand now. */
  readonly person: string
  readonly state: 'given' | 'withdrawn' | 'unknown'
  readonly excluded: boolean
}

export interface ForwardingDeps {
  readonly postgres: Postgres
  readonly vault: Vault
  readonly outgoing: Outgoing
  readonly log: Log
  readonly now: () => number
  /** In [0, 1). */
  readonly random: () => number
  readonly events: EventLog
  /** Port: how these strands stand to a purpose now; whoever is gone is not in the answer. */
  audience(strands: readonly string[], purpose: string): Promise<ReadonlyMap<string, Standing>>
  /** Port: by event, the properties that may leave where a forwarder names none. */
  plan(): ReadonlyMap<string, readonly string[]>
  /** Port: whether a property of this name holds nothing personal. */
  isOpen(property: string): boolean
  /** Port: the purposes of consent. */
  purposes(): Promise<readonly { readonly key: string; readonly zh: string; readonly en: string }[]>
}

export type ForwarderRefusal =
  | 'no-such-forwarder'
  | 'unknown-kind'
  | 'unknown-purpose'
  | 'too-many-forwarders'
  | 'personal-property'
  | 'start-ahead'

export const forwarderProblems: Record<ForwarderRefusal, Problem> = {
  'no-such-forwarder': { status: 404, title: { zh: '没有这个转发', en: 'No such forwarder' } },
  'unknown-kind': { status: 400, title: { zh: '没有这种转发', en: 'There is no such kind of forwarder' } },
  'unknown-purpose': { status: 400, title: { zh: '没有这个同意用途', en: 'There is no such purpose of consent' } },
  'too-many-forwarders': { status: 409, title: { zh: '最多 20 个转发', en: 'There are 20 forwarders already' } },
  'personal-property': {
    status: 400,
    title: { zh: '这个属性是个人信息，不能转发', en: 'This property holds personal data and does not leave' },
  },
  'start-ahead': { status: 400, title: { zh: '起点不能在将来', en: 'The start lies ahead' } },
}
