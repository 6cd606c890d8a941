import type { Account } from '../../../server/accounts.ts'
import type { Applied, Message } from '../../../server/adapter.ts'
import type { CarrierDeps } from '../../../server/deps.ts'
import { aboutHash } from '../../../server/inbox.ts'
import type { UserDeps } from '../../../server/users/store.ts'
import type { UserTables } from '../../../server/users/tables.ts'
import { textIn } from '../../../server/xml.ts'
import type { WeixinSettings } from '../settings.ts'
import { type Fields, timeOf } from './callback.ts'

/** Of `RevokeInfo`: the phone number. */
const phone = '8'

/**
 * Somebody has taken back what they allowed the account. What was said with them and what they had allowed goes; nothing is
 * advertised to them any more, by SMS neither where it was their phone number. That they follow stays: the platform goes on
 * telling it. Who they are to the company is erased where they ask the company for it.
 */
export async function applyRevoke(
  deps: Pick<UserDeps, 'postgres' | 'vault' | 'identities'> & Pick<CarrierDeps, 'withdraw'>,
  account: Account<WeixinSettings>,
  message: Message,
  fields: Fields,
): Promise<Applied> {
  const openid = textIn(fields, 'OpenID') || textIn(fields, 'FromUserName')
  const external = aboutHash(deps, account.id, openid)
  await deps.postgres.transaction(async (tx) => {
    const db = tx.tables<UserTables>()
    for (const table of ['carriers_talk', 'carriers_window', 'carriers_credit'] as const)
      await db.deleteFrom(table).where('account', '=', account.id).where('external', '=', external).execute()
  })
  const person = await deps.identities.lookup(`openid:${account.settings.appid}`, openid)
  if (person === null) return { kind: 'done' }
  const said = { person, at: timeOf(fields, message), reason: '用户在微信里撤回授权', by: `carrier:${account.id}` }
  await deps.withdraw({ ...said, purpose: 'marketing.wechat' })
  if (textIn(fields, 'RevokeInfo').split(',').includes(phone))
    await deps.withdraw({ ...said, purpose: 'marketing.sms' })
  return { kind: 'done' }
}
