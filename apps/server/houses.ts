import { join } from 'node:path'
import { z } from 'zod'
import type { Identities } from '#modules/identity'
import type { TraitSink } from '#modules/intake'
import type { Olap } from '#platform/clickhouse/olap'
import type { Vault } from '#platform/crypto'
import type { Jobs } from '#platform/jobs'
import type { Log } from '#platform/log'
import type { Outbox } from '#platform/outbox'
import type { Postgres } from '#platform/postgres/postgres'
import { settingsOf } from '#platform/settings'
import { hearMerges, identityServer } from '../../modules/identity/server/index.ts'
import { insightServer } from '../../modules/insight/server/index.ts'
import * as intake from '../../modules/intake/server/index.ts'
import * as people from '../../modules/people/server/index.ts'
import { Sessions, staffHandlers } from '../../modules/staff/server/index.ts'

export interface Platform {
  postgres: Postgres
  olap: Olap
  outbox: Outbox
  jobs: Jobs
  vault: Vault
  log: Log
  now: () => number
  dataDir: string
}

const workspaceSchema = z.object({
  zone: z.string().default('Asia/Shanghai'),
  /** Epoch ms; people who were there before are baseline. 0 = not set yet: the first start sets it. */
  goLiveAt: z.number().default(0),
  /** Days a touch may lie before an assisted order (OP12). */
  assistedDays: z.number().int().min(1).max(30).default(7),
})

/** The only place that knows every house: builds them, hands each its neighbours' ports, subscribes them to facts. */
export async function openHouses(platform: Platform) {
  const { postgres, olap, outbox, now } = platform
  const workspace = settingsOf(postgres, 'workspace', workspaceSchema, now)
  if ((await workspace.read()).goLiveAt === 0) await workspace.change({ goLiveAt: now() }, 'system')
  const goLiveAt = async () => (await workspace.read()).goLiveAt
  const profileDeps = { ...platform, goLiveAt }
  const identities = identityServer({ ...platform, onChange: people.followPersons(profileDeps) })
  const profiles = people.profilesOf(profileDeps)
  const collecting = await openCollecting(platform, identities, (updates) => profiles.apply(updates))
  const sessions = new Sessions(postgres, now)
  outbox.subscribe(hearMerges(olap))
  outbox.subscribe(people.hearOrders(outbox, goLiveAt))
  outbox.subscribe(people.copyPeople(olap))
  const timeline = [intake.eventTimeline(olap)]
  const router = {
    staff: staffHandlers({ postgres, sessions, now }),
    ...collecting.handlers,
    people: people.peopleHandlers({ ...platform, identities, timeline }),
    insight: insightServer({ olap, settings: () => workspace.read(), now }),
  }
  return { router, sessions, collecting, workspace, identities }
}

async function openCollecting(platform: Platform, identities: Identities, traits: TraitSink) {
  const { postgres, olap, jobs, log, now, dataDir } = platform
  const dedupe = await intake.Dedupe.open(olap, join(dataDir, 'dedupe'), now())
  const writer = new intake.EventWriter({
    olap,
    dedupe,
    log,
    now,
    park: (row, receivedAt, why) =>
      intake.park(postgres, [{ source: 0, receivedAt, reason: `bad-value: ${why}`, messageId: null, raw: row.line }]),
  })
  const sources = new intake.Sources(postgres, now)
  const collector = new intake.Collector({ postgres, identities, traits, dedupe, writer, log, now })
  const settings = settingsOf(postgres, 'events', intake.eventSettingsSchema, now)
  jobs.define(
    'intake.retention',
    async () => {
      const dropped = await intake.dropOldEvents(olap, (await settings.read()).retentionDays, now())
      if (dropped.length > 0) log.info({ days: dropped }, 'old events dropped')
    },
    { cron: '20 3 * * *' },
  )
  const handlers = {
    sources: intake.sourceHandlers(postgres, sources, now),
    parked: intake.parkedHandlers(postgres),
    eventSettings: intake.eventSettingsHandlers(settings),
  }
  return { dedupe, writer, sources, collector, quota: new intake.Quota(now), handlers }
}
