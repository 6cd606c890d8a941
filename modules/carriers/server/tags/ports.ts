import type { Result } from '#kit/result'
import type { Trouble } from '../../core/trouble.ts'
import type { Account } from '../accounts.ts'

/** Port: house segments keeps the tags of people. */
export interface Tagging {
  /** The tag of this name in a group of this name, made where it is missing; null = it is one by rule, which nobody gives. */
  named(group: string, name: string): Promise<string | null>
  /** Whoever stands for these numbers gets the tag, or loses it. */
  give(tag: string, strands: readonly string[], given: boolean): Promise<void>
}

export interface PlatformTag {
  readonly id: string
  readonly name: string
}

/** Port: tags of a corp at its platform. */
export interface CorpTags {
  list(
    account: Account,
  ): Promise<Result<readonly { id: string; name: string; tags: readonly PlatformTag[] }[], Trouble>>
  mark(
    account: Account,
    tie: { userid: string; external: string; add: readonly string[]; remove: readonly string[] },
  ): Promise<Result<void, Trouble>>
}
