import { type Actor, may, type RequestContext } from '#platform/http/context'
import { type Account, findAccount } from '../accounts.ts'
import type { MemberPages } from '../adapter.ts'
import type { Inbox } from '../inbox.ts'
import { refuseCarrier } from '../problems.ts'
import type { SendDeps } from '../sends/ports.ts'
import type { CarrierTables } from '../tables.ts'
import type { Member } from './scope.ts'

/** Port: which members of which accounts a colleague is, the first binding first. */
export interface DeskPorts {
  readonly bindingsOf: (staff: string) => Promise<readonly { account: string; member: string }[]>
  /** Port: the members whose customers a caller may see; null = everybody's. */
  readonly membersSeen: (actor: Actor) => Promise<readonly Member[] | null>
  /** Port: the names by which platforms show people, by their numbers. */
  readonly nicknames: (people: readonly string[]) => Promise<ReadonlyMap<string, string>>
}

export type DeskDeps = SendDeps & DeskPorts & { readonly inbox: Inbox }

/** Who asks at the desk: a member of an account that is switched on. */
export interface Caller {
  readonly account: Account
  readonly pages: MemberPages
  readonly member: string
  /** Members of the account whose customers they see, they themselves among them; null = everybody's. */
  readonly sees: readonly string[] | null
}

/** The member who calls; refused when nobody has bound them, or when the account has no pages for members. */
export async function callerOf(deps: DeskDeps, { actor }: RequestContext): Promise<Caller> {
  if (actor.kind !== 'staff') return refuseCarrier('not-a-member')
  const bound = await deps.bindingsOf(actor.id)
  for (const { account: id, member } of bound) {
    const account = await findAccount(deps.postgres.tables<CarrierTables>(), deps.vault, id)
    const pages = account?.on ? deps.inbox.adapterOf(account).pages : undefined
    if (!account || !pages) continue
    const seen = may(actor, 'people:read') || actor.limited ? await deps.membersSeen(actor) : []
    const sees = seen?.filter((one) => one.account === id).map((one) => one.member)
    return { account, pages, member, sees: sees ? [...new Set([member, ...sees])] : null }
  }
  return refuseCarrier('not-a-member')
}
