import { implement } from '@orpc/server'
import type { RequestContext } from '#platform/http/context'
import { weixin } from '../../core/weixinContract.ts'
import { type Account, findAccount } from '../accounts.ts'
import { refuseCarrier } from '../problems.ts'
import type { SendDeps } from '../sends/ports.ts'
import type { CarrierTables } from '../tables.ts'
import { openidContext } from './store.ts'
import type { UserTables } from './tables.ts'

export const weixinOs = () => implement(weixin).$context<RequestContext>()
export type WeixinOs = ReturnType<typeof weixinOs>

/** An account of one of these kinds. @throws when there is none */
export async function accountOf(
  deps: Pick<SendDeps, 'postgres' | 'vault'>,
  id: string,
  ...kinds: readonly string[]
): Promise<Account> {
  const account = await findAccount(deps.postgres.tables<CarrierTables>(), deps.vault, id)
  if (!account) return refuseCarrier('no-such-account')
  if (!kinds.includes(account.kind)) refuseCarrier('not-that-kind')
  return account
}

/** The newest openid that a person has with an account. */
export async function userOf(
  { postgres, vault, strandsOf }: Pick<SendDeps, 'postgres' | 'vault' | 'strandsOf'>,
  account: string,
  person: string,
) {
  const strands = (await strandsOf([person])).get(person) ?? []
  const user = await postgres
    .tables<UserTables>()
    .selectFrom('carriers_user')
    .select(['external', 'sealed', 'strand'])
    .where('account', '=', account)
    .where('strand', 'in', [...strands, '0'])
    .where('ended_at', 'is', null)
    .orderBy('followed_at', 'desc')
    .executeTakeFirst()
  if (!user) return refuseCarrier('not-there')
  return { external: user.external, strand: user.strand, openid: vault.open(user.sealed, openidContext) }
}
