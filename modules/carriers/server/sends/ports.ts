import type { Result } from '#kit/result'
import type { Values } from '../../core/filling.ts'
import type { Gate } from '../../core/gate.ts'
import type { SendReason } from '../../core/sends.ts'
import type { Trouble } from '../../core/trouble.ts'
import type { WayKind } from '../../core/way.ts'
import type { Account } from '../accounts.ts'
import type { CarrierDeps } from '../deps.ts'
import type { UnitRow } from './tables.ts'

/** One way of a send, opened. */
export interface Plan<C = unknown> {
  /** Its place in the order of preference. */
  readonly place: number
  readonly account: Account
  /** As the way's schema reads it; null = nothing is written yet, who is reachable is asked already. */
  readonly content: C | null
  /** Other texts that share its readers; the first one is `content`. */
  readonly variants: readonly C[]
  /** By what readers are shared out among the texts: the same person always gets the same one of it. */
  readonly lot: string
  /** Which text somebody gets, where that is kept already. */
  readonly texts?: ReadonlyMap<string, number>
  /** Only by these members. */
  readonly staff: readonly string[] | null
  readonly purpose: 'promotion' | 'service'
  /** Epoch ms at which it is to reach them. */
  readonly at: number
}

/** How somebody stands to a way, before the gate is asked. */
export interface Standing {
  /** Why the platform would not take it for them; null = it would. */
  readonly refused: SendReason | null
  /** How many more such messages the platform takes for them, this one included; null = nobody counts them. */
  readonly left: number | null
  /** The tie that would carry it: kept with the person. */
  readonly contact?: string
  readonly userid?: string
  /** How the account knows them, by keyed hash. */
  readonly external?: Buffer
}

/** A message as one person gets it. */
export interface Written {
  readonly text: string
  /** Fields of a template, filled in. */
  readonly values: Readonly<Record<string, string>>
  /** Pieces that are billed; null = nobody bills. */
  readonly pieces: number | null
}

/** Somebody whom the gate has let through. */
export interface To {
  readonly person: string
  /** What is sent again by the same key goes out once. */
  readonly key: string
  readonly by: string
  readonly written: Written
}

/** A template of an account, with the fields it is filled with. */
export interface Template {
  readonly template: string
  readonly title: string
  readonly text: string
  /** What it was approved for; null = for whatever the way is. */
  readonly purpose: 'promotion' | 'service' | null
  readonly fields: readonly { readonly name: string; readonly label: string }[]
}

/** Numbers of people with every strand that anything of them may carry. */
export type Strands = ReadonlyMap<string, readonly string[]>

/** Port: one way of reaching people, of one kind of account. The host asks it, and never calls it before the gate was asked. */
export interface Way<C = unknown> {
  readonly kind: WayKind
  /** Why what is said can go to nobody; null = it can. */
  refuse?(plan: Plan<C>): Promise<{
    readonly title: 'unknown-variable' | 'no-variables-here' | 'no-such-template' | 'wrong-content'
    readonly detail: string
  } | null>
  /** Whoever is not in the answer is not there. */
  standing(plan: Plan<C>, people: Strands): Promise<ReadonlyMap<string, Standing>>
  /** How many of these the platform still takes of the account now; absent = it does not count. */
  left?(plan: Plan<C>): Promise<number>
  /** What each of them reads. */
  write(plan: Plan<C>, values: ReadonlyMap<string, Values>): Promise<ReadonlyMap<string, Result<Written, SendReason>>>
  templates?(account: Account): Promise<Result<readonly Template[], Trouble>>
  /** Tasks for many people each. */
  readonly tasks?: Tasks<C>
  /** How many of a send the platform has and has not come to yet, where it tells later; absent = what left has left. */
  open?(send: string): Promise<number>
  /** Takes back what has not reached anybody yet, by key; answers the keys it has taken back. Absent = what left has left. */
  recall?(plan: Plan<C>, keys: readonly string[]): Promise<readonly string[]>
  /** One message to one person; the platform's number of it. */
  one?(plan: Plan<C>, to: To): Promise<Result<string | null, Trouble>>
}

/** One task at the platform. */
export interface Task {
  /** The member who confirms it; null = nobody has to. */
  readonly userid: string | null
  /** Ids of the customers there; at most `Tasks.most`. */
  readonly externals: readonly string[]
  /** The same task has the same key, however often it is asked for. */
  readonly key: string
}

interface TaskState {
  readonly isSent: boolean
  /** Why it will never be; null = it may. */
  readonly failed: string | null
  /** Epoch ms. */
  readonly sentAt: number | null
}

export interface TaskResult {
  readonly external: string
  readonly state: 'unsent' | 'sent' | 'lost' | 'full'
}

interface Addressed {
  readonly person: string
  readonly external: string
}

/** Port: messages that a platform takes for many people at a time. */
export interface Tasks<C = unknown> {
  readonly most: number
  readonly least: number
  /** Ids of the people of a task there. */
  addressed(unit: UnitRow): Promise<readonly Addressed[]>
  ask(plan: Plan<C>, task: Task): Promise<Result<{ msgid: string; refused: readonly string[] }, Trouble>>
  /** A task that was asked for and of which nothing was heard; null = it is not there. */
  find(plan: Plan<C>, task: Task, askedAt: number): Promise<Result<string | null, Trouble>>
  state(
    plan: Plan<C>,
    unit: { readonly msgid: string; readonly userid: string | null },
  ): Promise<Result<TaskState, Trouble>>
  /** `all` = the platform tells nobody's name: what was sent was sent to all. */
  results(
    plan: Plan<C>,
    unit: { readonly msgid: string; readonly userid: string | null },
  ): Promise<Result<readonly TaskResult[] | 'all', Trouble>>
  remind?(account: Account, msgid: string): Promise<Result<void, Trouble>>
  /** Absent = what was asked for is sent. */
  cancel?(account: Account, msgid: string): Promise<Result<void, Trouble>>
}

/** Port: links of which each reader has one of their own, so that a click is theirs. */
export interface ReaderLinks {
  /** Those of these variables that stand for such a link, and whether each is there. */
  variables(names: readonly string[]): Promise<ReadonlyMap<string, boolean>>
  /** As long as what each will read; nothing is kept. */
  sample(names: readonly string[]): Promise<Values>
  /** What each of these people reads for the variables; asked again for the same message it is the same. */
  give(
    names: readonly string[],
    people: readonly string[],
    what: { readonly ref: string; readonly title: string },
  ): Promise<ReadonlyMap<string, Values>>
  /** What all readers of a message read, where it goes to many in the same words; the same when asked again. */
  share(names: readonly string[], what: { readonly ref: string }): Promise<Values>
  /** By message, how many links were given, how many people have clicked and how often, and how often nobody known did; crawlers apart. */
  sums(
    refs: readonly string[],
  ): Promise<ReadonlyMap<string, Readonly<Record<'given' | 'people' | 'clicks' | 'unknown', number>>>>
  /** By person, when they clicked first, epoch ms; of these people or of all. */
  clickers(ref: string, people?: readonly string[]): Promise<ReadonlyMap<string, number>>
  /** By person, when they were added by what these links led to, epoch ms. */
  adders(ref: string): Promise<ReadonlyMap<string, number>>
  /** What was lost on the way, from these first steps on; links that lead to no page of ours end with the click. */
  path(
    ref: string,
    first: readonly { readonly step: 'sent' | 'delivered'; readonly people: number | null }[],
  ): Promise<SentPath>
}

/** A way from the message to the member, step by step. */
export interface SentPath {
  readonly steps: readonly {
    readonly step: string
    readonly people: number | null
    readonly rate: number | null
    readonly lost: number | null
    readonly usual: number | null
  }[]
  readonly weakest: string | null
}

export interface SendDeps extends CarrierDeps {
  readonly links: ReaderLinks
  readonly gate: Gate
  /** Port: every number that anything stored of these people may carry; whoever is gone is not in the answer. */
  readonly strandsOf: (people: readonly string[]) => Promise<Strands>
  /** Port: people of a segment above a number, in their order; null = there is no such segment. */
  readonly membersOf: (segment: string, after: string, limit: number) => Promise<readonly string[] | null>
  /** Port: what a message to somebody may be written with, by the name it has in a text. */
  readonly valuesOf: (people: readonly string[]) => Promise<ReadonlyMap<string, Values>>
}

/** What the host of sends works with: everything the house has, and the ways there are. */
export type HostDeps = SendDeps & { readonly ways: readonly Way[] }
