import type { Bilingual } from '#kit/api'
import type { Result } from '#kit/result'
import type { Welcome } from './welcome.ts'

/** What whoever comes by a code is given and told. */
export interface Manner {
  /** Where people who come by it came from. */
  readonly source: string | null
  readonly welcome?: Welcome | null
  /** Numbers of tags that whoever comes by it gets. */
  readonly tags?: readonly string[]
  /** What the member is to see them called; may name {{客户昵称}}. */
  readonly remark?: string | null
}

/** A code for one recipient. */
export interface PersonalCode extends Manner {
  readonly account: string
  /** Members' names at the platform, 1 to 100; with several the platform takes turns. */
  readonly staff: readonly string[]
  /** Whose it is: the same key is the same code until that was taken away. 1 to 100 characters. */
  readonly key: string
  /** Whole days after which it is taken away. */
  readonly keepDays: number
}

/** A code whose members change with the hour. */
export interface LiveCode extends Manner {
  readonly account: string
  readonly staff: readonly string[]
  readonly key: string
  /** What colleagues of the platform see it called; at most 30 characters. */
  readonly name: string
  readonly skipVerify: boolean
  /** The platform lets a customer be added by one member of the company only. Stays as it was made. */
  readonly exclusive: boolean
}

/** A code into chat groups. */
export interface GroupCode {
  readonly account: string
  readonly key: string
  readonly name: string
  /** The platform's names of chats; it fills the first one first, and takes five. */
  readonly chats: readonly string[]
}

export interface GivenChat {
  readonly chat: string
  readonly name: string
  readonly people: number
  readonly gone: boolean
}

export interface GivenCode {
  readonly id: string
  /** Address of its picture at the platform. */
  readonly qr: string
  /** A page that opens without a picture, where the platform has one. */
  readonly url: string | null
  /** What the platform says of whoever comes by it. */
  readonly state: string
}

export type GivenRefusal =
  | { readonly why: 'no-such-account' | 'not-a-wecom' | 'switched-off' | 'no-such-code' | 'full' | 'busy' }
  | { readonly why: 'unknown-staff' | 'unknown-variable'; readonly name: string }
  /** `passes`: later it may do without anybody doing anything. */
  | { readonly why: 'platform'; readonly advice: Bilingual; readonly line: string; readonly passes: boolean }

/** A member as a platform shows them. */
export interface MemberState {
  readonly member: string
  readonly name: string
  /** Numbers of departments. */
  readonly departments: readonly number[]
  /** May have customers, has opened the app, is still there. */
  readonly fit: boolean
  readonly why: 'left' | 'inactive' | 'no-right' | null
  /** Whom they have now. */
  readonly customers: number
}

export interface Department {
  readonly id: number
  readonly parent: number
  readonly name: string
}

/** A tie that stands. */
export interface Holder {
  readonly account: string
  readonly member: string
  /** Epoch ms; null where the platform does not say. */
  readonly since: number | null
}

/** Port: codes at a platform, for houses that hand them out. */
export interface GivenCodes {
  /** The code of this key, made when it is first asked for. */
  personal(asked: PersonalCode): Promise<Result<GivenCode, GivenRefusal>>
  live(asked: LiveCode): Promise<Result<GivenCode, GivenRefusal>>
  /** Leads to these members from now on; says nothing to the platform when it does already. */
  point(id: string, staff: readonly string[]): Promise<Result<void, GivenRefusal>>
  /** What is not given stays. */
  treat(id: string, manner: Partial<Manner>): Promise<void>
  end(id: string): Promise<Result<void, GivenRefusal>>
  group(asked: GroupCode): Promise<Result<GivenCode, GivenRefusal>>
  pointGroup(id: string, chats: readonly string[]): Promise<Result<void, GivenRefusal>>
  chats(account: string): Promise<readonly GivenChat[]>
  /** How many have joined a chat by the code of this key. */
  joined(account: string, key: string): Promise<number>
  /** How many codes stand at the platform, of how many it lets be. */
  quota(account: string): Promise<{ used: number; most: number }>
  members(account: string): Promise<{ members: readonly MemberState[]; departments: readonly Department[] }>
  /** Who has them now, the first first. */
  holders(strand: string): Promise<readonly Holder[]>
}

/** What a platform of codes lets be: contact ways and ways into chat groups together (WeCom, page 92228). */
export const mostCodes = 500_000

/** Fact on the outbox: somebody was added by a code, or is no longer there. Each tells all of it: the last one told holds. */
export const codeAdded = 'carriers.codeAdded'

export interface CodeAdded {
  /** The number of this addition: the same one however often it is told. */
  readonly id: string
  readonly account: string
  readonly code: string
  /** Null = a staff code made by hand. */
  readonly owner: 'personal' | 'live' | null
  readonly key: string | null
  readonly state: string
  readonly strand: string
  readonly identity: string
  readonly member: string
  /** Somebody of the company had them before. */
  readonly known: boolean
  /** Epoch ms. */
  readonly addedAt: number
  readonly leftAt: number | null
  readonly leftBy: 'staff' | 'customer' | 'transfer' | 'unseen' | 'again' | null
}
