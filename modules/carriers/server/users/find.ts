import { implement } from '@orpc/server'
import type { RequestContext } from '#platform/http/context'
import { weixin } from '../../core/weixinContract.ts'
import { type Account, findAccount } from '../accounts.ts'
import { aboutHash } from '../inbox.ts'
import { refuseCarrier } from '../problems.ts'
import type { SendDeps, Strands } from '../sends/ports.ts'
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

/** Somebody as an account knows them. */
export interface FoundUser {
  readonly external: Buffer
  readonly strand: string
  readonly openid: string
}

/** The newest openid that a person has with an account; null = none. */
export async function userThere(
  { postgres, vault, strandsOf }: Pick<SendDeps, 'postgres' | 'vault' | 'strandsOf'>,
  account: string,
  person: string,
): Promise<FoundUser | null> {
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
  return user ? { external: user.external, strand: user.strand, openid: vault.open(user.sealed, openidContext) } : null
}

/** A user by their openid; null = nothing is known of them. */
export async function userBy(
  { postgres, vault }: Pick<SendDeps, 'postgres' | 'vault'>,
  account: string,
  openid: string,
): Promise<FoundUser | null> {
  const external = aboutHash({ vault }, account, openid)
  const users = postgres.tables<UserTables>().selectFrom('carriers_user').select(['external', 'strand'])
  const user = await users.where('account', '=', account).where('external', '=', external).executeTakeFirst()
  return user ? { ...user, openid } : null
}

/** As `userThere`. @throws where they are not */
export const userOf = async (deps: Parameters<typeof userThere>[0], account: string, person: string) =>
  (await userThere(deps, account, person)) ?? refuseCarrier('not-there')

/** By person, the newest hash by which an account knows them; whoever it does not know is not in the answer. One query. */
export async function usersThere(
  { postgres }: Pick<SendDeps, 'postgres'>,
  account: string,
  people: Strands,
): Promise<ReadonlyMap<string, Buffer>> {
  const rows = await postgres
    .tables<UserTables>()
    .selectFrom('carriers_user')
    .select(['external', 'strand'])
    .where('account', '=', account)
    .where('strand', 'in', [...new Set([...people.values()].flat()), '0'])
    .where('ended_at', 'is', null)
    .orderBy('followed_at')
    .execute()
  const byStrand = new Map(rows.map(({ strand, external }) => [strand, external]))
  return new Map(
    [...people].flatMap(([person, strands]) => {
      const external = strands.map((strand) => byStrand.get(strand)).findLast((one) => one !== undefined)
      return external ? [[person, external] as const] : []
    }),
  )
}
