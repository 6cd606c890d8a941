import type { Applied } from '../../../server/adapter.ts'
import { aboutHash } from '../../../server/inbox.ts'
import { addCredit, type CreditOf, clearCredits } from '../../../server/users/credits.ts'
import type { UserDeps } from '../../../server/users/store.ts'
import { textIn } from '../../../server/xml.ts'
import { type Fields, listIn } from './callback.ts'

interface Told {
  /** Of the inbox: what is applied twice counts once. */
  readonly id: string
  readonly account: string
  readonly openid: string
  readonly fields: Fields
}

/** Where the answers to a prompt stand: XML wraps them by the event, JSON need not. */
const wrappers: Readonly<Record<string, string>> = {
  subscribe_msg_popup_event: 'SubscribeMsgPopupEvent',
  subscribe_msg_change_event: 'SubscribeMsgChangeEvent',
}

export const isSubscription = (event: string): boolean => Object.hasOwn(wrappers, event)

/** A user answered the prompt for subscription messages, or changed their mind in the settings. Null = nothing is known of them. */
export async function applySubscription(deps: UserDeps, event: string, told: Told): Promise<Applied | null> {
  const { account, openid, fields, id } = told
  const wrapped = listIn(fields, wrappers[event] ?? '', 'List')
  const items = wrapped.length > 0 ? wrapped : listIn(fields, 'List')
  const external = aboutHash(deps, account, openid)
  let known = true
  await deps.postgres.transaction(async (tx) => {
    for (const [i, item] of items.entries()) {
      const of: CreditOf = { account, external, template: textIn(item, 'TemplateId') }
      const ref = `callback:${id}:${i}`
      const accepts = textIn(item, 'SubscribeStatusString') === 'accept'
      const isPrompt = event === 'subscribe_msg_popup_event'
      // A refused prompt takes nothing away; what was switched off in the settings does.
      if (isPrompt && accepts) known = (await addCredit(tx, of, ref, 1, deps.now())) && known
      if (!isPrompt && !accepts) await clearCredits(tx, of, ref, deps.now())
    }
  })
  return known ? { kind: 'done' } : null
}
