import { no, ok, type Result } from '#kit/result'
import type { Trouble } from '../../core/trouble.ts'
import type { Account } from '../accounts.ts'
import type { SendDeps } from '../sends/ports.ts'
import { addCredit, type CreditOf, clearCredits, creditsLeft, takeCreditBack } from './credits.ts'
import type { Notice, Weixin } from './ports.ts'

export type NoticingDeps = Pick<SendDeps, 'postgres' | 'now'> & { readonly weixin: Weixin }

export interface Noticing {
  readonly account: Account
  readonly openid: string
  readonly of: CreditOf
  readonly notice: Notice
  readonly key: string
  /** Asked once the credit is taken; why not, or null. Absent where the gate was asked before. */
  readonly ask?: () => Promise<string | null>
  readonly takeBack?: () => Promise<void>
}

/** Why a notice did not go: no credit, the gate, or the platform. */
export type NotNoticed =
  | { readonly kind: 'no-credit' }
  | { readonly kind: 'not-now'; readonly why: string }
  | { readonly kind: 'platform'; readonly trouble: Trouble }

/** Takes a credit, asks the gate, then sends; the platform's number of it. `isNew` is false where it was sent before by the same key. */
export async function giveNotice(
  deps: NoticingDeps,
  given: Noticing,
): Promise<Result<{ readonly isNew: boolean; readonly msgid: string | null }, NotNoticed>> {
  const { of, key } = given
  const ref = `send:${key}`
  const taken = await deps.postgres.transaction(async (tx) => {
    const left = await creditsLeft(tx, of)
    const isNew = await addCredit(tx, of, ref, -1, deps.now())
    // Given back by the end of the transaction where there is none left.
    if (isNew && left < 1) await takeCreditBack(tx, of, ref)
    return isNew ? left >= 1 : null
  })
  if (taken === null) return ok({ isNew: false, msgid: null })
  if (!taken) return no({ kind: 'no-credit' })
  const back = () => deps.postgres.transaction((tx) => takeCreditBack(tx, of, ref))
  const why = (await given.ask?.()) ?? null
  if (why !== null) {
    await back()
    return no({ kind: 'not-now', why })
  }
  const sent = await deps.weixin.notify(given.account, given.openid, given.notice)
  if (sent.ok) return ok({ isNew: true, msgid: sent.value })
  // After silence it may have been sent: neither the credit nor the place comes back.
  if (sent.refusal.meaning === 'network') return no({ kind: 'platform', trouble: sent.refusal })
  await given.takeBack?.()
  await back()
  if (sent.refusal.code !== 43101) return no({ kind: 'platform', trouble: sent.refusal })
  await deps.postgres.transaction((tx) => clearCredits(tx, of, `refused:${key}`, deps.now()))
  return no({ kind: 'no-credit' })
}
