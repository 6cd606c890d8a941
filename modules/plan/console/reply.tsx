import type { Language } from '#base/format'
import type { ProgressReply } from '../contract.ts'

export type Reply = ProgressReply

/** How a value is written. */
export type Show = (value: number | null, language: Language) => string
