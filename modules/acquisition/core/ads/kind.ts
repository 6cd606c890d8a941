import type { z } from 'zod'
import type { Bilingual } from '#kit/api'

/** What is told to a platform. */
export const adEvents = ['add', 'order', 'firstOrder'] as const
export type AdEvent = (typeof adEvents)[number]

/** One conversion, with the click that it came from. */
export interface Conversion {
  /** Stands for it everywhere: told twice by the same one, a platform counts it once. */
  readonly key: string
  readonly event: AdEvent
  /** How the platform calls such an event. */
  readonly code: string
  /** Epoch ms. */
  readonly at: number
  readonly clickedAt: number
  /** Fen; 0 where no money is in it. */
  readonly amount: number
  readonly click: string
  /** The address the click led to, with its mark. */
  readonly landing: string
}

export interface AdLetter {
  readonly url: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

/** What an answer means: counted, told before, again later, a hand has to change something, or never. */
export type AdVerdict = { readonly kind: 'done' } | { readonly kind: 'again' | 'hand' | 'never'; readonly why: string }

/** A platform of advertisements: how it marks a click, and how it is told what came of it. */
export interface AdKind {
  readonly kind: string
  readonly title: Bilingual
  readonly help: Bilingual
  readonly settings: z.ZodObject
  readonly secrets: readonly string[]
  readonly base: string
  /** Names in an address by which it marks a click; empty = every mark. */
  readonly marks: readonly string[]
  /** How it calls what we tell, where nothing else is said. */
  readonly codes: Readonly<Record<AdEvent, string>>
  /** Days after a click in which it takes a conversion. */
  readonly windowDays: number
  /** The body is signed by a secret of the settings, in the way of Standard Webhooks. */
  readonly signedBy?: string
  letter(settings: Readonly<Record<string, unknown>>, conversion: Conversion, now: number): AdLetter
  read(status: number, text: string): AdVerdict
}

/** What every HTTP status means where a platform says no more. */
export function byStatus(status: number): AdVerdict {
  if (status >= 200 && status < 300) return { kind: 'done' }
  if (status === 429 || status >= 500) return { kind: 'again', why: `HTTP ${status}` }
  if (status === 401 || status === 403) return { kind: 'hand', why: `HTTP ${status}` }
  return { kind: 'never', why: `HTTP ${status}` }
}

/** An answer as an object; what is none is empty. */
export function answerIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const read: unknown = JSON.parse(text)
    return typeof read === 'object' && read !== null ? (read as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
