import type { Result } from '#kit/result'
import type { CustomerState } from '../../core/transfers.ts'
import type { Trouble } from '../../core/trouble.ts'
import type { Account } from '../accounts.ts'
import type { CarrierDeps } from '../deps.ts'

/** Who gives and who takes. */
export interface Pair {
  readonly giver: string
  readonly taker: string
  /** The giver has left the company. */
  readonly hasLeft: boolean
}

/** What a platform says of one customer when it is asked. */
export interface Asked {
  readonly external: string
  readonly state: Extract<CustomerState, 'waiting' | 'limited' | 'gone' | 'failed'>
  readonly error: string | null
}

/** What has become of one customer. */
export interface Outcome {
  readonly external: string
  /** `none`: the platform knows of no hand-over. */
  readonly state: Extract<CustomerState, 'waiting' | 'done' | 'refused' | 'full'> | 'none'
  /** Epoch ms at which they went over. */
  readonly at: number | null
}

/** Port: hand-over at a platform. */
export interface Transfers {
  /** Customers, and chats, in one call. */
  readonly most: number
  readonly chatsMost: number
  /** How many customers a member may have. */
  capacity(account: Account): number
  /** Customers whom the platform keeps for somebody who has left. */
  unassigned(account: Account, giver: string): Promise<Result<readonly string[], Trouble>>
  ask(
    account: Account,
    pair: Pair,
    externals: readonly string[],
    message: string | null,
  ): Promise<Result<readonly Asked[], Trouble>>
  outcomes(account: Account, pair: Pair): Promise<Result<readonly Outcome[], Trouble>>
  /** Chats that did not go over, each with why. */
  askChats(
    account: Account,
    pair: Pair,
    chats: readonly string[],
  ): Promise<Result<ReadonlyMap<string, string>, Trouble>>
  /** Somebody has gone over: their ties are as the platform shows them now. */
  moved(account: Account, pair: Pair, external: string, at: number): Promise<Result<void, Trouble>>
  /** Reads a chat anew. */
  readChat(account: Account, chat: string): Promise<Result<void, Trouble>>
}

/** Somebody is looked after by another colleague from now on, if it was `from` until now. */
export interface HandedOver {
  readonly strand: string
  /** What the colleague before them may be called. */
  readonly from: readonly string[]
  readonly owner: string
}

export interface TransferDeps extends CarrierDeps {
  /** The port for an account; null where its platform knows no hand-over. */
  readonly transfersOf: (account: Account) => Transfers | null
  /** Port: house people keeps who looks after whom, and who did. */
  readonly handedOver: (rows: readonly HandedOver[]) => Promise<void>
  /** Lets a staff code lead to other members, here and at the platform; a refusal is told in words. */
  readonly repoint: (code: string, staff: readonly string[], by: string) => Promise<string | null>
}
