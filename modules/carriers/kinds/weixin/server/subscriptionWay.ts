import { no, ok } from '#kit/result'
import type { Trouble } from '../../../core/trouble.ts'
import type { WayKind } from '../../../core/way.ts'
import type { Account } from '../../../server/accounts.ts'
import type { ApiCall } from '../../../server/errcodeCalls.ts'
import type { HostDeps, Standing, Way } from '../../../server/sends/ports.ts'
import { creditsOf } from '../../../server/users/credits.ts'
import { usersThere, userThere } from '../../../server/users/find.ts'
import { giveNotice, type NoticingDeps } from '../../../server/users/noticing.ts'
import type { FieldsContent } from '../ways.ts'
import { refuseFields, subscriptionTemplates, writeFields } from './fields.ts'

type Deps = Pick<HostDeps, 'postgres' | 'vault' | 'strandsOf' | 'now'> & NoticingDeps

const none = (text: string): Trouble => ({
  ...{ meaning: 'wrong', code: null, text },
  advice: { zh: '没有可用的订阅次数', en: 'No subscription is left' },
})

/** Subscription messages as a way of a send: each takes one of the credits its receiver gave. */
export const subscriptionWay = (
  deps: Deps,
  kind: WayKind,
  callOf: (account: Account) => ApiCall,
): Way<FieldsContent> => ({
  kind,
  refuse: async (plan) => refuseFields(plan, await subscriptionTemplates(callOf(plan.account))),
  async standing({ account, content }, people) {
    const users = await usersThere(deps, account.id, people)
    const left = content ? await creditsOf(deps.postgres, account.id, content.template, [...users.values()]) : new Map()
    return new Map(
      [...users].map(([person, external]): [string, Standing] => {
        const credits = content ? (left.get(external.toString('hex')) ?? 0) : null
        return [person, { external, left: credits, refused: credits !== null && credits < 1 ? 'no-credit' : null }]
      }),
    )
  },
  write: writeFields,
  templates: (account) => subscriptionTemplates(callOf(account)),
  async one({ account, content }, { person, key, written }) {
    const user = await userThere(deps, account.id, person)
    if (!user || !content) return no(none('not there any more'))
    const { template, page } = content
    const of = { account: account.id, external: user.external, template }
    const notice = { template, data: written.values, page }
    const done = await giveNotice(deps, { account, openid: user.openid, of, notice, key })
    if (done.ok) return ok(done.value.msgid)
    return no(done.refusal.kind === 'platform' ? done.refusal.trouble : none(done.refusal.kind))
  },
})
