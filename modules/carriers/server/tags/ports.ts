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

/** Port: the tags that stand at a platform, by group. */
export interface ListsTags {
  list(
    account: Account,
  ): Promise<Result<readonly { id: string; name: string; tags: readonly PlatformTag[] }[], Trouble>>
}

/** Port: tags of followers; they belong to the follower, not to a member's tie. */
export interface FollowerTags extends ListsTags {
  create(account: Account, name: string): Promise<Result<PlatformTag, Trouble>>
  rename(account: Account, tag: PlatformTag): Promise<Result<void, Trouble>>
  remove(account: Account, id: string): Promise<Result<void, Trouble>>
  /** @param openids of whoever gets it, or loses it; as many as one call takes at most */
  give(account: Account, tag: string, openids: readonly string[], given: boolean): Promise<Result<void, Trouble>>
}

/** Port: tags of a corp at its platform. */
export interface CorpTags extends ListsTags {
  mark(
    account: Account,
    tie: { userid: string; external: string; add: readonly string[]; remove: readonly string[] },
  ): Promise<Result<void, Trouble>>
}
