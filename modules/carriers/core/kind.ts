import type { z } from 'zod'
import type { Bilingual } from '#kit/api'
import type { WayKind } from './way.ts'

/** A sort of account at a platform: what has to be known to talk to it. */
export interface CarrierKind {
  readonly kind: string
  readonly title: Bilingual
  readonly help: Bilingual
  /** The form is made from it; what is secret in it is named below, sealed and never shown. */
  readonly settings: z.ZodObject
  readonly secrets: readonly string[]
  /** The setting by which customers belong to it: it stays. */
  readonly same?: string
  /** What an account of this kind has to show beside its health. */
  readonly shows: readonly (
    | 'members'
    | 'contacts'
    | 'tags'
    | 'welcomes'
    | 'sync'
    | 'transfers'
    | 'posts'
    | 'orders'
    | 'offers'
  )[]
  /** How people are reached by it; absent = it reaches nobody. */
  readonly ways?: readonly WayKind[]
  /** Address of the platform's API; another one has to be allowed by whoever runs Siyu. */
  readonly base: string
  /** What has to be done at the platform, in order. */
  readonly steps: readonly Bilingual[]
}
