import type { Result } from '#kit/result'
import type { GivenRefusal } from './givenCodes.ts'

/** A link that opens a member's card in WeChat, as the platform has it. */
export interface PlatformLink {
  readonly link: string
  readonly url: string
}

interface LinkAsked {
  readonly account: string
  /** At most 30 characters; one of its own, by which it is found again. */
  readonly name: string
  readonly staff: readonly string[]
  readonly skipVerify: boolean
}

export interface LinkQuota {
  /** Additions that were bought. */
  readonly total: number
  readonly balance: number
  /** Of the balance, what is over when, the soonest first; epoch ms. */
  readonly expiring: readonly { readonly at: number; readonly count: number }[]
}

/** Port: links of 获客助手, each addition by which is paid. */
export interface AcquisitionLinkPort {
  /** @param isAgain it may have been made before: one of this name is looked for first */
  make(asked: LinkAsked, isAgain: boolean): Promise<Result<PlatformLink, GivenRefusal>>
  change(link: string, asked: LinkAsked): Promise<Result<void, GivenRefusal>>
  quota(account: string): Promise<Result<LinkQuota, GivenRefusal>>
}

/** Fact on the outbox: the platform has told that the balance of an account is low, used up, or nearly over. */
export const linkQuotaTold = 'carriers.linkQuotaTold'
