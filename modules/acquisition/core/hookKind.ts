import type { z } from 'zod'
import type { Bilingual } from '#kit/api'

/** A sort of benefit: what a claim of it needs, how it is handed over, and where its cost comes from. */
export interface HookKind {
  readonly kind: string
  readonly title: Bilingual
  readonly help: Bilingual
  /** It has to be packed and sent, or is handed over without. */
  readonly asks: 'address' | 'nothing'
  /** `code` = a code of its own that a till takes; `page` = the page itself gives it. */
  readonly handed: 'shipped' | 'transferred' | 'code' | 'page'
  /** Account of the ledger that it leaves from. */
  readonly from: 'goods' | 'cash' | 'granted'
  /** What only this kind needs to be told. */
  readonly settings: z.ZodObject
  /** What one piece may cost, in fen; both ends included. */
  readonly cost: { readonly least: number; readonly most: number }
}
