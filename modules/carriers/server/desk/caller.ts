import { may, type RequestContext } from '#platform/http/context'
import { type Account, findAccount } from '../accounts.ts'
import type { MemberPages } from '../adapter.ts'
import type { Inbox } from '../inbox.ts'
import { refuseCarrier } from '../problems.ts'
import type { SendDeps } from '../sends/ports.ts'
import type { CarrierTables } from '../tables.ts'

/** Port: which members of which accounts a colleague is, the first binding first. */
export interface DeskPorts {
  readonly bindingsOf: (staff: string) => Promise<readonly { account: string; member: string }[]>
  /** Port: the names by which platforms show people, by their numbers. */
  readonly nicknames: (people: readonly string[]) => Promise<ReadonlyMap<string, string>>
}

export type DeskDeps = SendDeps & DeskPorts & { readonly inbox: Inbox }

/** Who asks at the desk: a member of an account that is switched on. */
export interface Caller {
  readonly account: Account
  readonly pages: MemberPages
  readonly member: string
  /** Also customers of others: whoever may read people anyhow. */
  readonly seesAll: boolean
}

/** The member who calls; refused when nobody has bound them, or when the account has no pages for members. */
export async function callerOf(deps: DeskDeps, { actor }: RequestContext): Promise<Caller> {
  const bound = actor.kind === 'staff' ? await deps.bindingsOf(actor.id) : []
  for (const { account: id, member } of bound) {
    const account = await findAccount(deps.postgres.tables<CarrierTables>(), deps.vault, id)
    const pages = account?.on ? deps.inbox.adapterOf(account).pages : undefined
    if (account && pages) return { account, pages, member, seesAll: may(actor, 'people:read') }
  }
  return refuseCarrier('not-a-member')
}
