import { z } from 'zod'
import type { Bilingual } from '#kit/api'
import type { Account } from '../../../server/accounts.ts'
import type { Adapter } from '../../../server/adapter.ts'
import { itemOf } from '../../../server/checking.ts'
import type { CarrierDeps } from '../../../server/deps.ts'
import type { ApiCall } from '../../../server/errcodeCalls.ts'
import { storeUsers, type UserDeps } from '../../../server/users/store.ts'
import { textIn } from '../../../server/xml.ts'
import { eventOf, fieldsOf, openCallback, proveAddress, timeOf } from '../../weixin/server/callback.ts'
import { type WeixinDeps, weixinClient } from '../../weixin/server/client.ts'
import { applyResult, isResult } from '../../weixin/server/results.ts'
import { applyRevoke } from '../../weixin/server/revoking.ts'
import { applySubscription, isSubscription } from '../../weixin/server/subscriptions.ts'
import type { WeixinSettings } from '../../weixin/settings.ts'
import { miniProgramSettings } from '../kind.ts'

export const asMini = (account: Account): Account<WeixinSettings> => ({
  ...{ ...account, settings: miniProgramSettings.parse(account.settings) },
})

/** What a mini program tells: answers to prompts for messages. */
export const miniProgramAdapter = (deps: UserDeps & WeixinDeps & Pick<CarrierDeps, 'withdraw'>): Adapter => ({
  kind: 'miniProgram',
  prove: (account, query) => proveAddress(asMini(account), query),
  open: (account, query, body) => openCallback(asMini(account), query, body, deps.now()),
  check: (account) => check(weixinClient(deps, asMini(account))),
  async apply(message) {
    const fields = fieldsOf(message.text)
    if (!fields) return { kind: 'failed', why: 'neither XML nor JSON' }
    const [event, openid] = [eventOf(fields), textIn(fields, 'FromUserName')]
    if (isResult(event)) return applyResult(deps, event, message, fields)
    if (event === 'user_authorization_revoke') return applyRevoke(deps, asMini(message.account), message, fields)
    if (!isSubscription(event) || openid === '') return { kind: 'ignored' }
    const told = { id: message.id, account: message.account.id, openid, fields }
    const done = await applySubscription(deps, event, told)
    if (done) return done
    // Somebody who has not logged in here: now their openid is known.
    const { appid } = asMini(message.account).settings
    const user = { openid, unionid: null, followedAt: timeOf(fields, message), endedAt: null, scene: null }
    const of = { account: message.account.id, appid, carrier: null, askedAt: deps.now(), isNew: true }
    await storeUsers(deps, of, [user])
    return (await applySubscription(deps, event, told)) ?? { kind: 'done' }
  },
})

const names = {
  token: { zh: 'AppID 与 AppSecret', en: 'AppID and AppSecret' },
  templates: { zh: '订阅消息模板', en: 'Templates of subscription messages' },
} satisfies Record<string, Bilingual>

const Templates = z.looseObject({ data: z.array(z.looseObject({})).default([]) })

async function check(call: ApiCall) {
  const first = await call({ path: '/cgi-bin/get_api_domain_ip', answer: z.looseObject({}), repeatable: true })
  if (!first.ok) return [itemOf(names.token, first, () => '')]
  const templates = await call({ path: '/wxaapi/newtmpl/gettemplate', answer: Templates, repeatable: true })
  return [itemOf(names.token, first, () => ''), itemOf(names.templates, templates, ({ data }) => String(data.length))]
}
