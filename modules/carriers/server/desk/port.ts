import type { RequestContext } from '#platform/http/context'
import { callerOf, type DeskDeps } from './caller.ts'
import { customerBy, tiesOf } from './customers.ts'
import { followUpsOf } from './followUps.ts'

/** Port for whoever shows a member their customers: who they are, and that they are this member's. */
export const deskOf = (deps: DeskDeps) => ({
  /** Refuses whoever is nobody's member, and customers of others. */
  async customer(context: RequestContext, external: string) {
    const caller = await callerOf(deps, context)
    const person = await customerBy(deps, caller, external)
    const ties = await tiesOf(deps, caller, person)
    const names = await deps.nicknames([person])
    return {
      ...{ person, name: names.get(person) ?? null, followUps: await followUpsOf(deps, caller, person) },
      members: ties.map(({ member, name, addedAt }) => ({
        ...{ name, addedAt: addedAt?.toISOString() ?? null, mine: member === caller.member },
      })),
    }
  },
  /** Scripts that stand for the bridge of the app, where the member's platform is only played. */
  async bridges(context: RequestContext): Promise<readonly string[]> {
    const { account, pages } = await callerOf(deps, context)
    const played = pages.played(account)
    return played !== null && deps.isAllowed(played.at) ? [played.bridge] : []
  },
  /** Which member the caller is; refused when nobody has bound them. */
  async me(context: RequestContext): Promise<{ account: string; member: string }> {
    const { account, member } = await callerOf(deps, context)
    return { account: account.id, member }
  },
  /** Refuses when the customer is none of this member's. */
  async allow(context: RequestContext, person: string): Promise<void> {
    await tiesOf(deps, await callerOf(deps, context), person)
  },
})
