import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { StartTask, TaskKind } from '#platform/tasks/kind'
import { aliyunSmsAdapter } from '../kinds/aliyunSms/server/adapter.ts'
import { aliyunSender } from '../kinds/aliyunSms/server/client.ts'
import { asMini, miniProgramAdapter } from '../kinds/miniProgram/server/adapter.ts'
import { miniCalls } from '../kinds/miniProgram/server/calls.ts'
import { quotasOf } from '../kinds/officialAccount/kind.ts'
import { asOfficial, officialAccountAdapter } from '../kinds/officialAccount/server/adapter.ts'
import { tencentSmsAdapter } from '../kinds/tencentSms/server/adapter.ts'
import { tencentSender } from '../kinds/tencentSms/server/client.ts'
import { asPay, wechatPayAdapter } from '../kinds/wechatPay/server/adapter.ts'
import { payCalls } from '../kinds/wechatPay/server/calls.ts'
import { PayKeys } from '../kinds/wechatPay/server/client.ts'
import { wecomAdapter } from '../kinds/wecom/server/adapter.ts'
import { wecomTags } from '../kinds/wecom/server/corpTags.ts'
import { wecomMasses } from '../kinds/wecom/server/masses.ts'
import { wecomWays } from '../kinds/wecom/server/ways.ts'
import { type WeixinDeps, weixinClient } from '../kinds/weixin/server/client.ts'
import { accountHandlers } from './accountHandlers.ts'
import type { Adapter } from './adapter.ts'
import { codeHandlers } from './codes.ts'
import type { DeskPorts } from './desk/caller.ts'
import { entrancesOf } from './desk/entrances.ts'
import { deskHandlers } from './desk/handlers.ts'
import { deskOf } from './desk/port.ts'
import { Inbox, sweepInbox } from './inbox.ts'
import { Limits } from './limits.ts'
import { moneyHandlers } from './money/handlers.ts'
import { phoneListHandlers } from './phones/handlers.ts'
import { callbackRoutes } from './routes.ts'
import { SendHost } from './sends/host.ts'
import type { SendDeps } from './sends/ports.ts'
import { smsHandlers } from './sms/handlers.ts'
import { syncTask } from './syncTask.ts'
import { tagHandlers } from './tags/handlers.ts'
import { hearTags, Marks } from './tags/outgoing.ts'
import type { CorpTags } from './tags/ports.ts'
import { Tokens } from './tokens.ts'
import { weixinHandlers } from './users/handlers.ts'
import type { Weixin } from './users/ports.ts'

export { followUpTimeline } from './desk/followUps.ts'
export { membersWithin } from './desk/scope.ts'
export { carriersSubject } from './subject.ts'
export { touchTimeline } from './timeline.ts'

/** Carriers: made before jobs start (it defines one); `routes` before the server listens, `start` after, `stop` before they stop. */
export function openCarriers(given: Omit<SendDeps, 'masses'> & DeskPorts) {
  const platform = { tokens: new Tokens(given), limits: new Limits(given.now) }
  const corpTags = wecomTags(platform)
  const deps: SendDeps & DeskPorts = { ...given, masses: wecomMasses(platform) }
  const payKeys = new PayKeys()
  const inbox = new Inbox(deps, adaptersOf({ ...deps, ...platform, corpTags, keys: payKeys }))
  deps.jobs.define('carriers.sweep', () => sweepInbox(deps), { cron: '15 4 * * *' })
  const sending = new SendHost(deps)
  const marks = new Marks({ ...deps, corpTags })
  deps.outbox.subscribe(hearTags({ ...deps, corpTags }, marks.kick))
  const tasks: readonly TaskKind[] = [syncTask(deps, inbox)]
  return {
    tasks,
    /** Port for whoever takes or gives money: what a merchant does, and an account opened as one. */
    pay: { ...payCalls(payKeys), asMerchant: asPay },
    entrances: entrancesOf({ ...deps, inbox }),
    desk: deskOf({ ...deps, inbox }),
    handlers: (startTask: StartTask) => ({
      phoneLists: phoneListHandlers(deps),
      desk: deskHandlers({ ...deps, inbox }),
      carrierAccounts: accountHandlers({ ...deps, inbox, tokens: platform.tokens, startTask }),
      sends: sending.handlers(),
      carrierTags: tagHandlers({ ...deps, corpTags }),
      sms: smsHandlers({ ...deps, senders: { aliyunSms: aliyunSender, tencentSms: tencentSender } }),
      money: moneyHandlers(deps),
      weixin: weixinHandlers({ ...deps, ...platform, weixin: weixinOf(platform), minis: miniCalls(platform) }),
      staffCodes: codeHandlers({ ...deps, ways: wecomWays(platform) }),
    }),
    routes: (app: FastifyInstance) => callbackRoutes(app, deps, inbox),
    start() {
      inbox.start()
      sending.start()
      marks.start()
    },
    stop: async () => void (await Promise.all([inbox.stop(), sending.stop(), marks.stop()])),
  }
}

const weixinOf = (platform: WeixinDeps): Weixin => ({
  quotas: (account) => quotasOf(asOfficial(account).settings),
  answer: (account, touser, content) =>
    weixinClient(
      platform,
      asOfficial(account),
    )({
      ...{ path: '/cgi-bin/message/custom/send', body: { touser, msgtype: 'text', text: { content } } },
      answer: z.looseObject({}),
    }),
  notify(account, touser, { template: template_id, data, page }) {
    const values = Object.fromEntries(Object.entries(data).map(([name, value]) => [name, { value }]))
    const body = { touser, template_id, data: values, ...(page === undefined ? {} : { page }) }
    const isMini = account.kind === 'miniProgram'
    const call = weixinClient(platform, isMini ? asMini(account) : asOfficial(account))
    const path = `/cgi-bin/message/subscribe/${isMini ? 'send' : 'bizsend'}`
    return call({ path, body, answer: z.looseObject({}) })
  },
})

/** The server side of every kind. */
const adaptersOf = (
  deps: SendDeps & WeixinDeps & { readonly corpTags: CorpTags; readonly keys: PayKeys },
): Adapter[] => [
  wecomAdapter(deps),
  officialAccountAdapter(deps),
  miniProgramAdapter(deps),
  aliyunSmsAdapter(deps),
  tencentSmsAdapter(deps),
  wechatPayAdapter(deps),
]
