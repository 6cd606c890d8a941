import { no, ok, type Result } from '#kit/result'
import type { Trouble } from '../../core/trouble.ts'
import type { Account } from '../accounts.ts'
import type { SendDeps } from '../sends/ports.ts'
import type { FoundUser } from './find.ts'
import type { Weixin } from './ports.ts'
import type { UserTables } from './tables.ts'
import { keepTalk } from './talk.ts'
import { type Asked, closeWindows, giveAnswerBack, takeAnswer } from './windows.ts'

export type AnswerDeps = Pick<SendDeps, 'postgres' | 'vault' | 'now'> & { readonly weixin: Weixin }

export interface Answer {
  readonly text: string
  readonly by: string
  /** The same is written down once. */
  readonly ref: string
}

/**
 * Answers somebody within a window. Takes the place first: two who answer at once do not give more than the platform lets
 * through. Null = no window is open, by our count or the platform's.
 */
export async function giveAnswer(
  deps: AnswerDeps,
  account: Account,
  { external, openid }: FoundUser,
  { text, by, ref }: Answer,
): Promise<Result<void, Trouble | null>> {
  const asked: Asked = { account: account.id, external, quotas: deps.weixin.quotas(account), now: deps.now() }
  const taken = await takeAnswer(deps, asked)
  if (taken === null) return no(null)
  const sent = await deps.weixin.answer(account, openid, text)
  const keep = (state: 'sent' | 'unsure') =>
    keepTalk(deps.postgres.tables<UserTables>(), deps.vault, {
      ...{ account: account.id, external, kind: 'answer', text, ref, by, state, at: deps.now() },
    })
  if (sent.ok) {
    await keep('sent')
    return ok()
  }
  const { code, meaning } = sent.refusal
  if (code === 45015 || code === 45047) {
    await closeWindows(deps, asked)
    return no(null)
  }
  // After silence it may have been given.
  if (meaning === 'network') await keep('unsure')
  else await giveAnswerBack(deps, asked, taken)
  return no(sent.refusal)
}
