import type { z } from 'zod'
import type { Bilingual } from '#kit/api'
import type { LeavingEvent } from './leaving.ts'

/** What an answer means: `drop` = it will never take this batch; one event alone is then left out. */
export type Meaning = 'taken' | 'retry' | 'drop' | 'gone'

/** A request ready to go; with `signedBy` the host signs it as it signs webhooks. */
export interface Draft {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly signedBy?: string
}

export interface Tools {
  /** Base64 of the text as UTF-8. */
  base64(text: string): string
}

type Settings = z.ZodObject<{ url: z.ZodString }>

interface KindOf<S extends Settings> {
  readonly kind: string
  readonly title: Bilingual
  readonly help: Bilingual
  /** The form is made from it; what is secret in it is named below, sealed and never shown. */
  readonly settings: S
  readonly secrets: readonly (keyof z.output<S> & string)[]
  /** Of one request. */
  readonly most: { readonly events: number; readonly bytes: number }
  /** One event as the receiver reads it; null when it has no place for such an event. */
  record(event: LeavingEvent): object | null
  /** All that one request says. */
  whole(records: readonly object[], sentAt: number): object
  draft(body: string, settings: z.output<S>, tools: Tools): Draft
  meaning(status: number): Meaning
}

/** A kind of receiver of events: how a batch becomes a request, and what its answers mean. */
export interface ForwarderKind extends Omit<KindOf<Settings>, 'draft' | 'secrets'> {
  readonly secrets: readonly string[]
  draft(body: string, settings: unknown, tools: Tools): Draft
}

/** A kind with its own settings, checked before they are used. */
export function forwarderKind<S extends Settings>(of: KindOf<S>): ForwarderKind {
  return { ...of, draft: (body, settings, tools) => of.draft(body, of.settings.parse(settings), tools) }
}

/** Of most receivers: what is malformed or too large stays so, 410 asks for no more, all else passes. */
export function usualMeaning(status: number): Meaning {
  if (status >= 200 && status < 300) return 'taken'
  if (status === 410) return 'gone'
  return [400, 413, 422].includes(status) ? 'drop' : 'retry'
}
