import { type OrderClaims, policySchema } from '#modules/identity'
import { entrySchema, goalSchema, workspaceSchema } from '#modules/staff'
import { outgoing } from '#platform/http/outgoing'
import { settingsOf } from '#platform/settings'
import { taskHost } from '#platform/tasks/host'
import type { StartTask, TaskKind } from '#platform/tasks/kind'
import { type openAcquisition, personalPort } from '../../modules/acquisition/server/index.ts'
import * as identifying from '../../modules/identity/server/index.ts'
import * as insights from '../../modules/insight/server/index.ts'
import * as intake from '../../modules/intake/server/index.ts'
import { ledgerHandlers } from '../../modules/ledger/server/index.ts'
import * as people from '../../modules/people/server/index.ts'
import * as segmenting from '../../modules/segments/server/index.ts'
import * as shop from '../../modules/shop/server/index.ts'
import { Sessions, staffHandlers } from '../../modules/staff/server/index.ts'
import { openBringingIn } from './acquisition.ts'
import { openReaching } from './carriers.ts'
import { openCollecting } from './collecting.ts'
import { openFans } from './fans.ts'
import { openExports, openImports } from './files.ts'
import { ledgerDeps, openGiving } from './giving.ts'
import { ofReportHandlers } from './ofReport/handlers.ts'
import { openOutlet } from './outlet.ts'
import { openPlanning } from './planning.ts'
import type { Platform } from './platform.ts'
import { readingViews } from './readingViews.ts'
import { subjectRecords } from './subjects.ts'
import { tellingOf } from './telling.ts'
import { todosOf } from './todoPorts.ts'
import { defineUpkeep } from './upkeep.ts'

type Sight = ReturnType<typeof openReaching>['sight']
type IdentityServer = ReturnType<typeof identifying.identityServer>

/** The only place that knows every house: builds them, hands each its neighbours' ports, subscribes them to facts. */
export async function openHouses(platform: Platform) {
  const { olap, now } = platform
  const { isNew, ...settings } = await openSettings(platform)
  const { workspace, goal } = settings
  const known = await openKnowing(platform, settings)
  const { profileDeps, identities, collecting } = known
  const { imports, hooks, bringing, eraser } = openBringing(platform, known, workspace)
  const exports = openExports(platform, identities, workspace)
  const outlet = openOutlet({ ...platform, ...collecting, identities })
  const privacy = openPrivacy({ ...profileDeps, identities, writer: collecting.writer })
  const insight = { olap, settings: () => workspace.read(), goal: () => goal.read(), now }
  const planning = openPlanning(platform, insight, identities, goal)
  const carriers = openReaching({
    ...{ ...profileDeps, identities, gate: planning.gate, workspace },
    links: personalPort(platform),
  })
  const acquisition = openBringingIn(platform, { identities, carriers, workspace })
  const { payOut, codes } = carriers
  const giving = openGiving(platform, { identities, workspace, payOut, codes, choose: acquisition.choose })
  const tasks = openTasks(platform, { collecting, identities, insight, carriers: [...carriers.tasks, ...giving.tasks] })
  const reaching = { planning, acquisition, giving, carriers, tasks, outlet }
  const router = routerOf(platform, { ...settings, ...known, ...reaching, bringing, exports, privacy, insight })
  defineUpkeep(platform)
  const todos = todosOf(platform, { outlet, imports, insight, planning, acquisition })
  const { sessions, live } = known
  const open = { ...reaching, router, sessions, entry: settings.entry, identities, collecting, live, todos, isNew }
  return { ...open, hosts: [imports, hooks, exports, privacy], erasing: { ...eraser, imports } }
}

/** Who people are, what comes in of them, and who belongs to what. */
async function openKnowing(platform: Platform, { workspace }: Pick<Built, 'workspace'>) {
  const goLiveAt = async () => (await workspace.read()).goLiveAt
  const profileDeps = { ...platform, goLiveAt }
  const { identities, handlers: identity } = openIdentity(platform, people.followPersons(profileDeps))
  const profiles = people.profilesOf(profileDeps)
  const live = segmenting.openSegments({ ...platform, identities })
  const collecting = await openCollecting(platform, { identities, profiles, react: live.react })
  subscribe(platform, identities, goLiveAt)
  const sessions = new Sessions(platform.postgres, platform.now)
  return { profileDeps, identities, identity, profiles, live, collecting, sessions }
}

type Known = Awaited<ReturnType<typeof openKnowing>>

/** What files and hooks bring, and how it is taken back. */
function openBringing(platform: Platform, known: Known, workspace: Built['workspace']) {
  const { profileDeps, identities, profiles, collecting } = known
  const sources = intake.sourceErasing({ ...platform, ...collecting })
  const eraser = { identities, sources, shop: shop.shopErasing(platform), people: people.peopleErasing(profileDeps) }
  return { ...openImports(platform, { identities, profiles, eraser, own: collecting.own }, workspace), eraser }
}

interface Built extends Omit<Awaited<ReturnType<typeof openSettings>>, 'isNew'> {
  sessions: Sessions
  identities: IdentityServer
  identity: ReturnType<typeof openIdentity>['handlers']
  collecting: Awaited<ReturnType<typeof openCollecting>>
  bringing: ReturnType<typeof openImports>['bringing']
  exports: ReturnType<typeof openExports>
  privacy: ReturnType<typeof openPrivacy>
  outlet: ReturnType<typeof openOutlet>
  insight: Parameters<typeof insights.insightServer>[0]
  planning: ReturnType<typeof openPlanning>
  acquisition: ReturnType<typeof openAcquisition>
  carriers: ReturnType<typeof openReaching>
  giving: ReturnType<typeof openGiving>
  tasks: ReturnType<typeof openTasks>
  live: ReturnType<typeof segmenting.openSegments>
}

/** Every endpoint, by the houses that answer it. */
function routerOf(platform: Platform, of: Built) {
  const { sessions, workspace, goal, entry, carriers, tasks, collecting, identities, insight } = of
  const { postgres, now } = platform
  return {
    staff: staffHandlers({ postgres, sessions, now, workspace, goal, entry, entrances: carriers.entrances }),
    ...{ identity: of.identity, ...collecting.handlers, ...of.bringing },
    ...{ exports: of.exports.handlers, tasks: tasks.handlers, privacy: of.privacy.handlers },
    shop: shop.shopHandlers({ ...platform, identities }),
    parked: intake.parkedHandlers({ postgres, startTask: tasks.start }),
    ...peopleRouter(platform, identities, tasks.start, carriers.sight),
    ...segmentRouter(platform, identities, { startTask: tasks.start, changed: of.live.open }),
    ...readers(platform, insight, collecting, tasks.start),
    ofReport: ofReportHandlers({ ...platform, identities }, insight),
    ...openDigests(platform, insight),
    ...{ webhooks: of.outlet.handlers, forwarders: of.outlet.forwarders, ...of.planning.handlers },
    ...carriers.handlers(tasks.start),
    ...of.acquisition.handlers,
    ...of.giving.handlers(tasks.start),
    fans: openFans(platform, identities, workspace).handlers,
    ledger: ledgerHandlers(ledgerDeps(platform, identities)),
  }
}

/** Who reads what the others have stored. */
const readers = (
  platform: Platform,
  insight: Parameters<typeof insights.insightServer>[0],
  of: { sources: intake.Sources },
  startTask: StartTask,
) => ({
  insight: insights.insightServer(insight),
  analysis: insights.analysisHandlers(insight),
  saved: insights.savedHandlers(platform),
  chain: insights.chainHandlers({ ...insight, ports: chainPorts(platform, of) }),
  attribution: insights.attributionHandlers(insight),
  clv: insights.clvHandlers({ ...platform, ...insight, startTask }),
  rfm: insights.rfmHandlers(insight),
  sql: insights.sqlHandlers({ ...platform, views: readingViews }),
})

/** Digests at their times, and the catalogue of metrics that they write with. */
function openDigests(platform: Platform, insight: Parameters<typeof insights.insightServer>[0]) {
  const deps = { ...platform, ...insight, outgoing: outgoing(platform.outgoingHosts) }
  insights.defineDigests(deps)
  return {
    digests: insights.digestHandlers(deps),
    metrics: insights.metricHandlers(),
    credit: insights.creditHandlers(deps),
  }
}

/** The endpoints of people. */
function peopleRouter(platform: Platform, identities: IdentityServer, startTask: StartTask, sight: Sight) {
  return {
    people: people.peopleHandlers({
      ...{ ...platform, identities, ...tellingOf(platform), startTask, placesSeen: sight.placesSeen },
      tagsOf: segmenting.tagNames(platform),
      value: (person) => insights.personValue(platform, person),
    }),
    consents: people.consentHandlers({ ...platform, identities }),
  }
}

/** The endpoints of segments and tags. */
function segmentRouter(
  platform: Platform,
  identities: IdentityServer,
  how: { startTask: StartTask; changed: () => Promise<void> },
) {
  const deps = { ...platform, identities, ...how, listed: people.listedPeople(platform) }
  return { segments: segmenting.segmentHandlers(deps), tags: segmenting.tagHandlers(deps) }
}

/** Who hears of what the others do. */
function subscribe({ olap, outbox }: Platform, identities: OrderClaims, goLiveAt: () => Promise<number>) {
  const ids = [identifying.hearMerges(olap), identifying.copyIdTypes(olap)]
  const copies = [people.copyPeople(olap), shop.copyOrders(olap), shop.hearNamed({ outbox, identities })]
  for (const one of [...ids, intake.forgetShares(), people.hearOrders(outbox, goLiveAt), ...copies])
    outbox.subscribe(one)
}

async function openSettings({ postgres, now }: Platform) {
  const workspace = settingsOf(postgres, 'workspace', workspaceSchema, now)
  const goal = settingsOf(postgres, 'goal', goalSchema, now)
  const entry = settingsOf(postgres, 'entry', entrySchema, now)
  const isNew = (await workspace.read()).goLiveAt === 0
  if (isNew) await workspace.change({ goLiveAt: now() }, 'system')
  return { workspace, goal, entry, isNew }
}

/** Copies and erasures of people. */
const openPrivacy = (deps: Parameters<typeof subjectRecords>[0] & Platform & { identities: IdentityServer }) =>
  people.privacyHost({
    ...deps,
    forget: (person, all, also) => deps.identities.erase([{ person, all }], also),
    records: Object.values(subjectRecords(deps)),
  })

interface Working {
  collecting: Omit<intake.ReplayDeps, 'postgres'>
  identities: IdentityServer
  insight: Parameters<typeof insights.insightServer>[0]
  carriers: readonly TaskKind[]
}

/** Work of the houses on many rows. */
function openTasks(platform: Platform, { collecting, identities, insight, carriers }: Working) {
  const listed = people.listedPeople(platform)
  const kinds = [
    people.excludeTask(platform),
    intake.replayTask({ ...platform, ...collecting }),
    insights.clvTask({ ...platform, ...insight }),
    ...segmenting.segmentTasks({ ...platform, identities, listed }),
    ...carriers,
  ]
  const host = taskHost({ ...platform, kinds })
  insights.defineClv({ jobs: platform.jobs, startTask: host.start })
  return host
}

/** What the houses tell the doctor of the chain. */
const chainPorts = ({ postgres, olap, vault }: Platform, { sources }: { sources: intake.Sources }) => ({
  clients: () => sources.clients(),
  parked: async () => (await intake.sumParked({ postgres })).items,
  silent: (now: number) => intake.silentSources(postgres, olap, now),
  shared: () => identifying.countShared(postgres),
  doubts: () => identifying.countDoubts({ postgres, vault }),
})

function openIdentity(platform: Platform, onChange: ReturnType<typeof people.followPersons>) {
  const policy = settingsOf(platform.postgres, 'identity', policySchema, platform.now)
  const identities = identifying.identityServer({ ...platform, onChange, rules: identifying.rulesFrom(policy) })
  return { identities, handlers: identifying.identityHandlers({ ...platform, identities, policy }) }
}
