import type { Result } from '#kit/result'

/** Why a platform gives no way in now. */
export interface NoWayIn {
  readonly why: 'no-such-account' | 'not-that-kind' | 'switched-off' | 'platform'
  /** What the platform said; empty where it was not asked. */
  readonly line: string
}

/** Port: ways from a browser into an app, for houses that lead visitors. */
export interface WaysIn {
  /** A link that opens a page of the mini program, good for one person and for so many days, 30 at most. */
  miniLink(
    account: string,
    of: { readonly path: string; readonly query: string; readonly days: number },
  ): Promise<Result<string, NoWayIn>>
}
