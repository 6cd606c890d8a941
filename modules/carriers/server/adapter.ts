import type { Result } from '#kit/result'
import type { CheckItem } from '../core/check.ts'
import type { Trouble } from '../core/trouble.ts'
import type { Account } from './accounts.ts'
import type { Records } from './records/ports.ts'

/** Why a callback is not taken. */
export type CallbackRefusal = 'bad-signature' | 'bad-message' | 'too-old'

/** A callback that was proven and opened. */
export interface Opened {
  /** Its name at the platform. */
  readonly event: string
  /** Whom it is about, as the platform calls them; null = nobody alone. */
  readonly about: string | null
  /** The whole message, as it is kept. */
  readonly text: string
  /** Work waits so long: some platforms tell before they know (WeCom's chats lag some two seconds). */
  readonly waitMs?: number
}

export interface Message {
  readonly id: string
  readonly account: Account
  readonly text: string
  /** Epoch ms. */
  readonly receivedAt: number
  /** Tries before this one. */
  readonly attempts: number
}

/** What became of a message; `later` is tried again. Whatever is done twice must come to the same. */
export type Applied =
  /** `forget`: what the message said is not to be kept, for it names people it is not about. */
  | { readonly kind: 'done' | 'ignored'; readonly forget?: boolean }
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'later'; readonly inMs: number; readonly why: string }

export type Query = Readonly<Record<string, string>>

/** What a sync counts: what it has read, and what was otherwise than here. */
export interface SyncCounts {
  readonly relations?: number
  readonly unseen?: number
  readonly chats?: number
  readonly joined?: number
  readonly left?: number
  readonly messages?: number
  readonly orders?: number
  /** Orders that could not be read, or were refused. */
  readonly unread?: number
  /** Why the first of them was not taken, for the log. */
  readonly why?: string
}

/** How an account is read anew, part by part: members of WeCom, pages of followers. */
export interface Sync {
  parts(account: Account): Promise<Result<readonly string[], Trouble>>
  /** How many parts it will have with so many members; as many when absent. */
  partsOf?(serving: number, account: Account): number
  /** @param since epoch ms at which this sync was begun: what was read since need not be read again */
  part(account: Account, name: string, since: number): Promise<Result<SyncCounts, Trouble>>
}

/** Pages of ours that members open inside the platform's app, and how the platform proves who they are. */
export interface MemberPages {
  /** Where the platform asks its member: inside its own app, or by a scan with it. */
  enterUrl(account: Account, ask: { redirect: string; state: string; by: 'app' | 'scan' }): string
  /** Whose code this is, by their name at the platform; null = nobody of the company. A code counts once. */
  memberOf(account: Account, code: string): Promise<Result<string | null, Trouble>>
  /** By what pages are signed: for the company, and for the app. */
  ticket(account: Account, of: 'company' | 'app'): Promise<Result<string, Trouble>>
  /** How the page calls itself to the platform's app. */
  names(account: Account): { readonly company: string; readonly app: string }
  /** Of a platform that is only played: where its phones stand, which frame the pages, and the script that is their bridge. Null = the real one. */
  played(account: Account): { readonly at: URL; readonly bridge: string } | null
}

/** How a member talked to customers on one day. */
export interface MemberDay {
  /** `2026-11-28`, a day of the platform. */
  readonly day: string
  readonly chats: number
  /** Share of the customers' chats that were answered, 0 to 1; null = nobody wrote. */
  readonly replied: number | null
  readonly firstReplyMinutes: number | null
  /** Customers who have deleted or blocked them. */
  readonly feedback: number
}

/** What the host asks of the server side of a kind of carrier. */
export interface Adapter {
  readonly kind: string
  /** Absent where the platform lists nobody. */
  readonly sync?: Sync
  /** What the platform keeps of messages for many; absent where it keeps none. */
  readonly records?: (account: Account) => Records
  /** What the platform tells of a member's days (epoch ms); absent where it tells nothing. */
  memberDays?(
    account: Account,
    member: string,
    range: { from: number; to: number },
  ): Promise<Result<readonly MemberDay[], Trouble>>
  /** Absent where no member opens pages of ours. */
  readonly pages?: MemberPages
  /** What tells the platform that a callback was taken; nothing when absent. */
  readonly answer?: string
  /** The answer that proves to the platform that this address is ours. */
  prove(account: Account, query: Query): Result<string, CallbackRefusal>
  open(account: Account, query: Query, body: string, headers: Query): Result<Opened, CallbackRefusal>
  /** What cannot wait for its turn: called once, when the message has been kept and answered. */
  urgent?(message: Message): Promise<void>
  apply(message: Message): Promise<Applied>
  /** Tries the credentials one by one. */
  check(account: Account): Promise<readonly CheckItem[]>
}
