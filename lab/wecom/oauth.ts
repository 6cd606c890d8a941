import { externalOf, openidOf } from '../world/people.ts'
import type { World } from '../world/world.ts'

/** A code for `auth/getuserinfo`: of a member, or of a customer who opened the member's page. */
export function wecomCode(world: World, who: { userid?: string; person?: string }, scope: string): string {
  const id = world.dice.id('wecom oauth', '', 43)
  const outsider =
    who.person === undefined
      ? {}
      : {
          openid: openidOf(world, world.credentials.wecom.corpid, who.person),
          ...(world.rows.relations.by('external', externalOf(world, who.person)).length > 0
            ? { external_userid: externalOf(world, who.person) }
            : {}),
        }
  world.rows.codes.put({
    id,
    kind: 'wecom oauth',
    person: who.person ?? '',
    at: world.clock.now(),
    used: false,
    data: { scope, ...(who.userid === undefined ? outsider : { userid: who.userid }) },
  })
  return id
}
