import type { Bilingual } from '#kit/api'

/**
 * Why a platform did not do what it was asked:
 * `busy` later will do · `limited` too much was asked, later · `token` the token is worn out · `gone` what was named is
 * not there · `setup` somebody has to change something at the platform · `wrong` it will never take this ·
 * `network` nothing was heard, and it may have been done.
 */
export type TroubleMeaning = 'busy' | 'limited' | 'token' | 'gone' | 'setup' | 'wrong' | 'network'

export interface Trouble {
  readonly meaning: TroubleMeaning
  /** The platform's own code; null where it said nothing. */
  readonly code: number | string | null
  /** What the platform said, without anything secret. */
  readonly text: string
  /** What to do about it. */
  readonly advice: Bilingual
  /** Something was heard that cannot be read: others may be asked for. */
  readonly isAnswered?: true
  /** Not before so many ms. */
  readonly waitMs?: number
}

/** Worth trying again without anybody doing anything. */
export const passes = ({ meaning }: Trouble): boolean => ['busy', 'limited', 'token', 'network'].includes(meaning)

/** Worth trying again later: it passes, or a hand at the setup mends it. */
export const waits = (trouble: Trouble): boolean => passes(trouble) || trouble.meaning === 'setup'

/** It is about the account: whatever else it is asked now ends the same. */
export const isOfAccount = ({ meaning }: Trouble): boolean => meaning === 'setup' || meaning === 'limited'

/** One line for a log or a list. */
export const lineOf = ({ code, text }: Trouble): string => (code === null ? text : `${code} ${text}`).slice(0, 500)
