import type { Contact } from '../../../core/contact.ts'
import { remarkAdded } from '../../../server/given/treat.ts'
import { aboutHash } from '../../../server/inbox.ts'
import { Nothing } from '../shapes.ts'
import { wecomClient } from './client.ts'
import type { Deps, Wecom } from './work.ts'

/** Names a customer for the member as the code says they came by (page 92115); the platform tells nobody of that. */
export function remarkBy(deps: Deps, account: Wecom, userid: string, { external, traits }: Contact) {
  const nickname = traits['nickname'] ?? ''
  return remarkAdded(deps, {
    ...{ account: account.id, userid, contact: aboutHash(deps, account.id, external), nickname: String(nickname) },
    say: (remark) =>
      wecomClient(
        deps,
        account,
      )({
        path: 'externalcontact/remark',
        body: { userid, external_userid: external, remark },
        answer: Nothing,
        repeatable: true,
      }),
  })
}
