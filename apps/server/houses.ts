import { join } from 'node:path'
import { type Identities, type OrderClaims, policySchema } from '#modules/identity'
import type { TraitSink } from '#modules/intake'
import type { Profiles } from '#modules/people'
import { entrySchema, goalSchema, workspaceSchema } from '#modules/staff'
import { outgoing } from '#platform/http/outgoing'
import { type Settings, settingsOf } from '#platform/settings'
import { taskHost } from '#platform/tasks/host'
import type { StartTask, TaskKind } from '#platform/tasks/kind'
import { openAcquisition } from '../../modules/acquisition/server/index.ts'
import * as identifying from '../../modules/identity/server/index.ts'
import * as insights from '../../modules/insight/server/index.ts'
import * as intake from '../../modules/intake/server/index.ts'
import * as people from '../../modules/people/server/index.ts'
import * as segmenting from '../../modules/segments/server/index.ts'
import * as shop from '../../modules/shop/server/index.ts'
import { Sessions, staffHandlers } from '../../modules/staff/server/index.ts'
import { openReaching } from './carriers.ts'
import { openExports, openImports } from './files.ts'
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
  const { postgres, olap, now } = platform
  const { workspace, goal, entry, isNew } = await openSettings(platform)
  const goLiveAt = async () => (await workspace.read()).goLiveAt
  const profileDeps = { ...platform, goLiveAt }
  const { identities, handlers: identity } = openIdentity(platform, people.followPersons(profileDeps))
  const profiles = people.profilesOf(profileDeps)
  const live = segmenting.openSegments({ ...platform, identities })
  const collecting = await openCollecting(platform, { identities, profiles, react: live.react })
  const sessions = new Sessions(postgres, now)
  subscribe(platform, identities, goLiveAt)
  const sources = intake.sourceErasing({ ...platform, ...collecting })
  const eraser = { identities, sources, shop: shop.shopErasing(platform), people: people.peopleErasing(profileDeps) }
  const { imports, hooks, bringing } = openImports(platform, { identities, profiles, eraser }, workspace)
  const exports = openExports(platform, identities, workspace)
  const outlet = openOutlet({ ...platform, ...collecting, identities })
  const privacy = openPrivacy({ ...profileDeps, identities, writer: collecting.writer })
  const insight = { olap, settings: () => workspace.read(), goal: () => goal.read(), now }
  const planning = openPlanning(platform, insight, identities, goal)
  const acquisition = openAcquisition({
    ...platform,
    ...{ openerOf: intake.rememberedClients(), placeOf: intake.rememberedRegions() },
    zone: async () => (await workspace.read()).zone,
  })
  const carriers = openReaching({ ...profileDeps, identities, gate: planning.gate, workspace })
  const tasks = openTasks(platform, { collecting, identities, insight, carriers: carriers.tasks })
  const router = {
    staff: staffHandlers({ postgres, sessions, now, workspace, goal, entry, entrances: carriers.entrances }),
    ...{ identity, ...collecting.handlers, ...bringing },
    ...{ exports: exports.handlers, tasks: tasks.handlers, privacy: privacy.handlers },
    shop: shop.shopHandlers({ ...platform, identities }),
    parked: intake.parkedHandlers({ postgres, startTask: tasks.start }),
    ...peopleRouter(platform, identities, tasks.start, carriers.sight),
    ...segmentRouter(platform, identities, { startTask: tasks.start, changed: live.open }),
    ...readers(platform, insight, collecting, tasks.start),
    ofReport: ofReportHandlers({ ...platform, identities }, insight),
    ...openDigests(platform, insight),
    ...{ webhooks: outlet.handlers, forwarders: outlet.forwarders, ...planning.handlers },
    ...carriers.handlers(tasks.start),
    ...acquisition.handlers,
  }
  defineUpkeep(platform)
  const todos = todosOf(platform, { outlet, imports, insight, planning })
  const open = {
    router,
    sessions,
    entry,
    identities,
    collecting,
    tasks,
    outlet,
    carriers,
    acquisition,
    live,
    todos,
    isNew,
  }
  return { ...open, hosts: [imports, hooks, exports, privacy], erasing: { ...eraser, imports } }
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

interface CollectingPorts {
  identities: Identities
  profiles: Pick<Profiles, 'apply'>
  react: intake.CollectorDeps['react']
}

async function openCollecting(platform: Platform, { identities, profiles, react }: CollectingPorts) {
  const traits: TraitSink = (updates) => profiles.apply(updates)
  const { postgres, olap, outbox, vault, log, now, dataDir } = platform
  const dedupe = await intake.Dedupe.open(olap, join(dataDir, 'dedupe'), now())
  const writer = new intake.EventWriter({
    olap,
    dedupe,
    log,
    now,
    park: (row, receivedAt, why) =>
      intake.park(postgres, [
        { ...row, receivedAt, reason: 'bad-value', origin: null, raw: { why, event: JSON.parse(`{${row.line}`) } },
      ]),
  })
  const sources = new intake.Sources(postgres, now, log)
  const settings = settingsOf(postgres, 'events', intake.eventSettingsSchema, now)
  const { plan, planning } = await openPlan(platform, settings)
  const collector = new intake.Collector({
    ...{ postgres, identities, traits, react, plan, dedupe, writer, log, now },
    shares: intake.shareBook({ postgres, outbox, identities }),
    reserved: new Set(insights.touchEvents),
    clientOf: intake.rememberedClients(),
  })
  const folder = join(dataDir, 'spool')
  const spool = await intake.Spool.open({ folder, vault, log, take: intake.takeSpooled({ sources, collector }) })
  defineRetention(platform, settings)
  const handlers = {
    sources: intake.sourceHandlers(postgres, sources, now),
    events: intake.recentEventHandlers({ postgres, olap, identities, now }),
    shares: intake.shareHandlers({ postgres, identities }),
    eventSettings: intake.eventSettingsHandlers(settings),
    plan: planning,
  }
  return { dedupe, writer, sources, collector, spool, plan, quota: new intake.Quota(now), handlers }
}

/** Old events go at night, when the setting says that they do. */
function defineRetention({ olap, jobs, log, now }: Platform, settings: Settings<intake.EventSettings>) {
  jobs.define(
    'intake.retention',
    async () => {
      const dropped = await intake.dropOldEvents(olap, (await settings.read()).retentionDays, now())
      if (dropped.length > 0) log.info({ days: dropped }, 'old events dropped')
    },
    { cron: '20 3 * * *' },
  )
}

/** The tracking plan, and what comes, counted every minute. */
async function openPlan({ postgres, olap, jobs, log, now }: Platform, settings: Settings<intake.EventSettings>) {
  const parkUnplanned = async () => (await settings.read()).unplanned === 'park'
  const plan = await intake.PlanWatch.open({ postgres, log, now, parkUnplanned })
  jobs.define('intake.seen', () => intake.scanEvents(postgres, olap, now()), { cron: '* * * * *' })
  const needed = insights.touchEvents.map((event) => ({ event, by: insights.assistedTitle }))
  return { plan, planning: intake.planHandlers({ postgres, watch: plan, now, needed }) }
}
