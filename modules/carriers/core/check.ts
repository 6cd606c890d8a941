import type { Bilingual } from '#kit/api'

/** One thing that was tried with the credentials of an account, and what came of it. */
export interface CheckItem {
  readonly name: Bilingual
  readonly ok: boolean
  /** What the platform said, or what was found. */
  readonly found: string
  /** What to do about it; null where all is well. */
  readonly advice: Bilingual | null
}
