import type { Result } from '#kit/result'
import type { Gate } from '../../core/gate.ts'
import type { Trouble } from '../../core/trouble.ts'
import type { Welcome } from '../../core/welcome.ts'
import type { Account } from '../accounts.ts'
import type { CarrierDeps } from '../deps.ts'

/** One member's task at the platform. */
export interface Task {
  readonly userid: string
  /** Ids of the customers there; at most `Masses.most`. */
  readonly externals: readonly string[]
  readonly content: Welcome
}

export interface TaskState {
  readonly userid: string
  readonly isSent: boolean
  /** Epoch ms. */
  readonly sentAt: number | null
}

export interface TaskResult {
  readonly external: string
  readonly state: 'unsent' | 'sent' | 'lost' | 'full'
}

/** Port: mass messages of a platform whose members confirm them. */
export interface Masses {
  readonly most: number
  ask(account: Account, task: Task): Promise<Result<{ msgid: string; refused: readonly string[] }, Trouble>>
  /** A task that was asked for and of which nothing was heard; null = it is not there. */
  find(account: Account, task: Task, askedAt: number): Promise<Result<string | null, Trouble>>
  state(account: Account, msgid: string): Promise<Result<readonly TaskState[], Trouble>>
  results(account: Account, msgid: string, userid: string): Promise<Result<readonly TaskResult[], Trouble>>
  remind(account: Account, msgid: string): Promise<Result<void, Trouble>>
  cancel(account: Account, msgid: string): Promise<Result<void, Trouble>>
}

export interface SendDeps extends CarrierDeps {
  readonly gate: Gate
  readonly masses: Masses
  /** Port: every number that anything stored of these people may carry; whoever is gone is not in the answer. */
  readonly strandsOf: (people: readonly string[]) => Promise<ReadonlyMap<string, readonly string[]>>
  /** Port: people of a segment above a number, in their order; null = there is no such segment. */
  readonly membersOf: (segment: string, after: string, limit: number) => Promise<readonly string[] | null>
}
