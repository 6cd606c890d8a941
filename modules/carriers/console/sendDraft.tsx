import type { Dayjs } from 'dayjs'
import { wayNamed } from '../core/ways.ts'
import type { sendsApi } from './sendsApi.tsx'

/** What is said by a way, while it is being written. */
export type Content = Readonly<Record<string, unknown>>

/** A way of a send while it is being written. */
export interface WayDraft {
  readonly way: string
  readonly account: string
  readonly content: Content
  readonly staff: readonly string[]
  /** Other texts that share the readers. */
  readonly variants: readonly Content[]
}

/** A send while it is being written. */
export interface Draft {
  readonly name: string
  readonly segment: string | undefined
  readonly purpose: 'promotion' | 'service'
  readonly ways: readonly WayDraft[]
  readonly startAt: Dayjs | null
  /** Only a part gets the texts at once; the rest waits for the winner. */
  readonly trial: { readonly share: number; readonly waitHours: number } | null
}

/** Who would get it and who would not. */
export type Found = Awaited<ReturnType<typeof sendsApi.client.preview>>

/** Whether what has to be said is said, as the way's own schema reads it. */
export const isWritten = ({ way, content, variants }: WayDraft): boolean =>
  [content, ...variants].every((one) => wayNamed(way)?.content.safeParse(one).success ?? false)
