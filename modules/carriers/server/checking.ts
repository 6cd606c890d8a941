import type { Bilingual } from '#kit/api'
import type { Result } from '#kit/result'
import type { CheckItem } from '../core/check.ts'
import { lineOf, type Trouble } from '../core/trouble.ts'

/** What came of one thing that was tried. */
export function itemOf<T>(name: Bilingual, got: Result<T, Trouble>, found: (value: T) => string): CheckItem {
  if (got.ok) return { name, ok: true, found: found(got.value), advice: null }
  return { name, ok: false, found: lineOf(got.refusal), advice: got.refusal.advice }
}
