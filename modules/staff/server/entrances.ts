import type { Bilingual } from '#kit/api'
import type { Result } from '#kit/result'

/** A member of the company at a platform. */
export interface PlatformMember {
  readonly account: string
  readonly accountName: string
  readonly member: string
  readonly name: string
  readonly departments: readonly string[]
}

/** Port: platforms that prove who their members are. */
export interface Entrances {
  /** Accounts by which members can come in. */
  ways(): Promise<readonly { readonly account: string; readonly title: Bilingual; readonly name: string }[]>
  /** Where the platform asks who it is: inside its own app, or by a scan with it. Null = no such account, or switched off. */
  enterUrl(
    account: string,
    ask: { readonly redirect: string; readonly state: string; readonly by: 'app' | 'scan' },
  ): Promise<string | null>
  /** Whose code this is; null = somebody outside the company. A refusal is the platform's, in words. */
  memberOf(account: string, code: string): Promise<Result<{ member: string; name: string } | null, Bilingual>>
  members(): Promise<readonly PlatformMember[]>
  /** `account:department`, with their names. */
  departments(): Promise<readonly { readonly department: string; readonly name: string }[]>
}
