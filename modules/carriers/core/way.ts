import type { z } from 'zod'
import type { Bilingual } from '#kit/api'
import type { GateContact } from './gate.ts'

/** One way of reaching somebody by an account: what may be said by it, and under which rules of the gate. */
export interface WayKind {
  readonly way: string
  readonly title: Bilingual
  /** What it is good for, and what the platform does not let it do. */
  readonly help: Bilingual
  readonly carrier: GateContact['carrier']
  /** What the platform lets it be used for. */
  readonly purposes: readonly GateContact['purpose'][]
  /** What a message is made of: decides how it is written. */
  readonly writes: 'card' | 'text' | 'fields' | 'sms' | 'call'
  /** Templates come from the platform or are named here; null = it has none. */
  readonly templates: 'platform' | 'named' | null
  /** What is said, as it is kept with the send. */
  readonly content: z.ZodObject
  /** A member of the company has to confirm it. */
  readonly byMembers: boolean
}
