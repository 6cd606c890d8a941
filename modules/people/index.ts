import type { ConsentState } from './core/consents.ts'

export type { ConsentState } from './core/consents.ts'

/** One line of a person's history, whatever house it comes from. */
export interface TimelineItem {
  /** Epoch ms. */
  at: number
  kind: string
  name: string
  detail: Record<string, unknown>
}

/** What a history can be narrowed to. */
export const factKinds = ['behaviour', 'order', 'touch', 'carrier', 'identity', 'consent'] as const
export type FactKind = (typeof factKinds)[number]

/** Port: a house that has something to tell about people. Newest first, strictly before `before`. */
export interface TimelineSource {
  readonly facts: FactKind
  read(persons: readonly string[], before: number, limit: number): Promise<readonly TimelineItem[]>
}

/** What somebody did, and by which way they came to do it. */
export interface Touch {
  /** Epoch ms. */
  readonly at: number
  readonly name: string
  /** Campaign of the address, where it has one: source, medium, name … */
  readonly campaign: Readonly<Record<string, string>>
  readonly referrer: string | null
  /** The page or screen. */
  readonly place: string | null
}

/** An order on the way of a person. Money in fen. */
export interface ChainOrder {
  readonly id: string
  readonly at: number
  readonly orderNo: string
  readonly source: string
  readonly state: string
  readonly net: number
}

/** Port: what other houses know of how a person came to buy. */
export interface ChainSources {
  /** The first orders, oldest first. */
  orders(persons: readonly string[], limit: number): Promise<readonly ChainOrder[]>
  /** The very first thing they did, and the last before each of these moments (epoch ms), if not longer ago than 30 days. */
  touches(persons: readonly string[], moments: readonly number[]): Promise<readonly Touch[]>
}

/** What an event or an import says about a person. */
export interface TraitUpdate {
  person: string
  /** Epoch ms. */
  at: number
  traits: Record<string, unknown>
  /** False for what a public client says about phone, mail and the like. */
  verified: boolean
  /** `set` when absent. `append` joins lists without repeats; `unset` takes the named traits away, `delete` all. */
  op?: 'set' | 'setOnce' | 'increment' | 'append' | 'unset' | 'delete'
  /** Said by an SDK of every visitor: nobody becomes known by it. */
  automatic?: boolean
  /** Whoever may say the same again gives it a key: it then counts once, within two days. */
  key?: string
}

/** Port: profiles written by the collectors. */
export interface Profiles {
  /** Later words win field by field; with `fill` only what is empty is written. */
  apply(updates: readonly TraitUpdate[], how?: { fill: boolean }): Promise<void>
}

/** Where somebody is reached free of charge, as a carrier tells it. */
export interface Reach {
  readonly strand: string
  readonly identity: string
  readonly carrier: 'wecom' | 'officialAccount' | 'chatGroup'
  /** Whose: the member of the company, the account, the chat. */
  readonly account: string
  /** Epoch ms. */
  readonly startedAt: number
  readonly endedAt: number | null
  /** Where they came from; one that is known stays. */
  readonly source: string | null
  readonly owner: string | null
}

/** Fact on the outbox: these people's entry, owner, exclusion or carriers changed. */
export const peopleChanged = 'people.changed'

export interface PeopleChanged {
  readonly ids: readonly string[]
  /** What is deleted for good: nothing of it can be read any more. */
  readonly gone?: { readonly people: readonly string[]; readonly carriers: readonly string[] }
}

/** How one person stands to a purpose. */
export interface Consent {
  /** Who stands now for the number that was asked about. */
  readonly person: string
  readonly state: ConsentState
  /** In no number: staff, tests, cheats. */
  readonly excluded: boolean
}

/** Port: asked at the moment of sending, never before. */
export interface Consents {
  /** By the numbers asked about; whoever is gone is not in the answer. One query, however many. */
  of(people: readonly string[], purpose: string): Promise<ReadonlyMap<string, Consent>>
}

/** Fact on the outbox: a person said yes or no to a purpose. Ask `Consents` how they stand: a later word may be known already. */
export const consentRecorded = 'people.consentRecorded'

export interface ConsentRecorded {
  readonly records: readonly {
    readonly record: string
    readonly person: string
    readonly purpose: string
    readonly given: boolean
    /** Epoch ms; null = a list that does not say when. */
    readonly at: number | null
  }[]
}
