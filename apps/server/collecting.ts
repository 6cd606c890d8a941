import { join } from 'node:path'
import type { Identities } from '#modules/identity'
import type { TraitSink } from '#modules/intake'
import type { Profiles } from '#modules/people'
import { type Settings, settingsOf } from '#platform/settings'
import * as insights from '../../modules/insight/server/index.ts'
import * as intake from '../../modules/intake/server/index.ts'
import type { Platform } from './platform.ts'

interface CollectingPorts {
  identities: Identities
  profiles: Pick<Profiles, 'apply'>
  react: intake.CollectorDeps['react']
}

/** What takes events in, and watches what comes. */
export async function openCollecting(platform: Platform, { identities, profiles, react }: CollectingPorts) {
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
  const own = intake.ownEvents({ postgres, olap, dedupe, writer, react, now })
  return { dedupe, writer, sources, collector, spool, plan, quota: new intake.Quota(now), own, handlers }
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
