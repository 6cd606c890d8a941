import type { FastifyInstance } from 'fastify'
import type { StartTask, TaskKind } from '#platform/tasks/kind'
import { aliyunSmsAdapter } from '../kinds/aliyunSms/server/adapter.ts'
import { aliyunSender } from '../kinds/aliyunSms/server/client.ts'
import { miniProgramAdapter } from '../kinds/miniProgram/server/adapter.ts'
import { miniCalls } from '../kinds/miniProgram/server/calls.ts'
import { miniWays } from '../kinds/miniProgram/server/ways.ts'
import { officialAccountAdapter } from '../kinds/officialAccount/server/adapter.ts'
import { officialApi } from '../kinds/officialAccount/server/api.ts'
import { officialTags } from '../kinds/officialAccount/server/tags.ts'
import { officialWays } from '../kinds/officialAccount/server/ways.ts'
import { outboundCallAdapter } from '../kinds/outboundCall/server/adapter.ts'
import { callWayOf } from '../kinds/outboundCall/server/way.ts'
import { smsWayOf } from '../kinds/sms/server/way.ts'
import { tencentSmsAdapter } from '../kinds/tencentSms/server/adapter.ts'
import { tencentSender } from '../kinds/tencentSms/server/client.ts'
import { wechatChannelsAdapter } from '../kinds/wechatChannels/server/adapter.ts'
import { asPay, wechatPayAdapter } from '../kinds/wechatPay/server/adapter.ts'
import { payCalls } from '../kinds/wechatPay/server/calls.ts'
import { PayKeys } from '../kinds/wechatPay/server/client.ts'
import { wecomLinks } from '../kinds/wecom/server/acquisitionLinks.ts'
import { wecomAdapter } from '../kinds/wecom/server/adapter.ts'
import { wecomTags } from '../kinds/wecom/server/corpTags.ts'
import { wecomMassWay } from '../kinds/wecom/server/massWay.ts'
import { wecomWays } from '../kinds/wecom/server/ways.ts'
import type { WeixinDeps } from '../kinds/weixin/server/client.ts'
import { weixinPort } from '../kinds/weixin/server/port.ts'
import { accountHandlers } from './accountHandlers.ts'
import type { Adapter } from './adapter.ts'
import { codeHandlers } from './codes.ts'
import type { DeskPorts } from './desk/caller.ts'
import { entrancesOf } from './desk/entrances.ts'
import { deskHandlers } from './desk/handlers.ts'
import { deskOf } from './desk/port.ts'
import { acquisitionLinks } from './given/links.ts'
import type { GivenDeps } from './given/make.ts'
import { givenCodes } from './given/port.ts'
import { endOverdue } from './given/upkeep.ts'
import { Inbox, sweepInbox } from './inbox.ts'
import { Limits } from './limits.ts'
import { liveHandlers, type SoldIn } from './liveRooms/handlers.ts'
import { moneyHandlers } from './money/handlers.ts'
import { payOutBy } from './money/payOut.ts'
import { officialHandlers } from './official/handlers.ts'
import { readersPort } from './official/readers.ts'
import type { PutOrder } from './orders.ts'
import { phoneListHandlers } from './phones/handlers.ts'
import { callbackRoutes } from './routes.ts'
import { sendHandlers } from './sends/handlers.ts'
import { sendHost } from './sends/host.ts'
import type { HostDeps, SendDeps, Way } from './sends/ports.ts'
import { smsHandlers } from './sms/handlers.ts'
import { type SmsDeps, tellLeftOverSms } from './sms/sending.ts'
import { syncTask } from './syncTask.ts'
import { FollowerMarks } from './tags/followerMarks.ts'
import { hearFollowerTags } from './tags/followers.ts'
import { tagHandlers } from './tags/handlers.ts'
import { hearTags, Marks } from './tags/outgoing.ts'
import type { CorpTags, FollowerTags } from './tags/ports.ts'
import { tagTask } from './tags/task.ts'
import { openTeamwork, type TeamworkDeps } from './teamwork.ts'
import { Tokens } from './tokens.ts'
import { weixinHandlers } from './users/handlers.ts'
import type { Weixin } from './users/ports.ts'
import { waysIn } from './waysIn.ts'

export { codeAddsOf, namesOfWays, sceneScansOf, sendsToldOf, waysNamed } from './counted.ts'
export { followUpTimeline } from './desk/followUps.ts'
export { membersWithin } from './desk/scope.ts'
export { chatExports } from './groups/exported.ts'
export { chatTimeline } from './groups/timeline.ts'
export { liveRoomImporter } from './liveRooms/importer.ts'
export { type MoneyTold, moneyTold } from './money/record.ts'
export { sendExport } from './sends/exported.ts'
export { textsExport } from './sends/textsExported.ts'
export { undecidedTrials } from './sends/undecided.ts'
export { carriersSubject } from './subject.ts'
export { touchTimeline } from './timeline.ts'

type Given = SendDeps &
  DeskPorts &
  Pick<TeamworkDeps, 'handedOver'> & { readonly putOrder: PutOrder; readonly soldIn: SoldIn }

/** Carriers: made before jobs start (it defines one); `routes` before the server listens, `start` after, `stop` before they stop. */
export function openCarriers(given: Given) {
  const platform = { tokens: new Tokens(given), limits: new Limits(given.now) }
  const tagging = { corpTags: wecomTags(platform), followerTags: officialTags(platform) }
  const weixin = weixinPort(platform)
  const senders = { aliyunSms: aliyunSender, tencentSms: tencentSender }
  const deps: HostDeps & DeskPorts = { ...given, ways: everyWay({ ...given, ...platform, weixin, senders }) }
  const keys = new PayKeys()
  const official = { ...deps, ...platform, weixin, official: officialApi(platform) }
  const inbox = new Inbox(deps, adaptersOf({ ...given, ...deps, ...platform, ...tagging, weixin, senders, keys }))
  const coding = { ...deps, ways: wecomWays(platform) }
  defineJobs(deps, coding)
  const sending = sendHost(deps)
  const teamwork = openTeamwork({ ...given, ...platform, ...tagging, inbox })
  const working = [inbox, sending, ...teamwork.working, ...marksOf({ ...deps, ...tagging })]
  return {
    tasks: [syncTask(deps, inbox), tagTask(deps)] satisfies readonly TaskKind[],
    ...moneyPorts(deps, keys),
    ...{ entrances: entrancesOf({ ...deps, inbox }), desk: deskOf({ ...deps, inbox }) },
    ...{ codes: givenCodes(coding), waysIn: waysIn({ ...deps, minis: miniCalls(platform) }) },
    ...{ paidLinks: acquisitionLinks(deps, wecomLinks(platform)), readers: readersPort(official) },
    handlers: (startTask: StartTask) => ({
      phoneLists: phoneListHandlers(deps),
      desk: deskHandlers({ ...deps, inbox }),
      carrierAccounts: accountHandlers({ ...deps, inbox, tokens: platform.tokens, startTask }),
      sends: sendHandlers({ ...deps, wake: () => sending.kick() }),
      ...teamwork.handlers(),
      carrierTags: tagHandlers({ ...deps, ...tagging, startTask }),
      sms: smsHandlers({ ...deps, senders }),
      liveRooms: liveHandlers(given),
      money: moneyHandlers(deps),
      official: officialHandlers(official),
      weixin: weixinHandlers({ ...deps, ...platform, weixin, minis: miniCalls(platform) }),
      staffCodes: codeHandlers(coding),
    }),
    routes: (app: FastifyInstance) => callbackRoutes(app, deps, inbox),
    ...together(working),
  }
}

function marksOf(deps: ConstructorParameters<typeof Marks>[0] & ConstructorParameters<typeof FollowerMarks>[0]) {
  const [marks, followers] = [new Marks(deps), new FollowerMarks(deps)]
  deps.outbox.subscribe(hearTags(deps, marks.kick))
  deps.outbox.subscribe(hearFollowerTags(deps, followers.kick))
  return [marks, followers]
}

/** Ports for whoever takes or gives money: what a merchant does, and an account opened as one. */
const moneyPorts = (deps: HostDeps, keys: PayKeys) => ({
  pay: { ...payCalls(keys), asMerchant: asPay },
  payOut: payOutBy(deps, (merchant, bill) => payCalls(keys).transfer(asPay(merchant), bill, true)),
})

interface Working {
  start(): void
  stop(): Promise<void>
}

const together = (all: readonly Working[]): Working => ({
  start() {
    for (const one of all) one.start()
  },
  stop: async () => void (await Promise.all(all.map((one) => one.stop()))),
})

/** What is looked after by the clock. */
function defineJobs(deps: HostDeps, coding: GivenDeps) {
  deps.jobs.define('carriers.sweep', () => sweepInbox(deps), { cron: '15 4 * * *' })
  deps.jobs.define('carriers.codesOver', async () => void (await endOverdue(coding)), { cron: '*/10 * * * *' })
  deps.jobs.define('carriers.smsLeftOver', () => tellLeftOverSms(deps), { cron: '* * * * *' })
}

/** The ways of every kind. */
const everyWay = (deps: SendDeps & WeixinDeps & SmsDeps & { readonly weixin: Weixin }): Way[] => [
  wecomMassWay(deps),
  ...officialWays(deps),
  ...miniWays(deps),
  smsWayOf(deps),
  callWayOf(deps),
]

/** The server side of every kind. */
const adaptersOf = (
  deps: SmsDeps &
    WeixinDeps &
    Pick<Given, 'putOrder'> & { readonly weixin: Weixin; readonly corpTags: CorpTags; readonly keys: PayKeys } & {
      readonly followerTags: FollowerTags
    },
): Adapter[] => [
  wecomAdapter(deps),
  officialAccountAdapter(deps),
  miniProgramAdapter(deps),
  wechatChannelsAdapter(deps),
  aliyunSmsAdapter(deps),
  tencentSmsAdapter(deps),
  wechatPayAdapter(deps),
  outboundCallAdapter(deps),
]
