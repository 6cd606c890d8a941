import type { Result } from '#kit/result'
import type { Trouble } from '../../core/trouble.ts'

/** A message for many as a platform keeps it. */
export interface MassRecord {
  readonly msgid: string
  /** Epoch ms. */
  readonly madeAt: number
}

/** Who has got it, so far. */
export interface Delivered {
  /** Nobody has it still to send. */
  readonly isDone: boolean
  /** The customer or the chat, who sent it, and when (epoch ms). */
  readonly to: readonly { readonly target: string; readonly userid: string; readonly at: number }[]
}

/** Port: what a platform keeps of messages for many, whoever has made them. */
export interface Records {
  list(from: number, until: number): Promise<Result<readonly MassRecord[], Trouble>>
  delivered(msgid: string): Promise<Result<Delivered, Trouble>>
}
