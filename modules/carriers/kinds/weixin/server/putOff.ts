import { lineOf, type Trouble, waits } from '../../../core/trouble.ts'
import type { Applied, Message } from '../../../server/adapter.ts'
import { pauseOf } from '../../../server/inbox.ts'

/** What becomes of a message when the platform could not be asked: what passes by itself, or by a hand at the setup, is tried again. */
export const putOff = (trouble: Trouble, { attempts }: Pick<Message, 'attempts'>): Applied =>
  waits(trouble)
    ? { kind: 'later', inMs: Math.max(trouble.waitMs ?? 0, pauseOf(attempts + 1)), why: lineOf(trouble) }
    : { kind: 'failed', why: lineOf(trouble) }
