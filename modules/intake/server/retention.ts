import { implement } from '@orpc/server'
import { z } from 'zod'
import type { Olap } from '#platform/clickhouse/olap'
import { nameOf, type RequestContext } from '#platform/http/context'
import type { Settings } from '#platform/settings'
import { intake } from '../contract.ts'

export const eventSettingsSchema = z.object({
  retentionDays: z.number().int().min(0).max(36_500).default(0),
  /** What happens to events that the tracking plan does not know. */
  unplanned: z.enum(['keep', 'park']).default('keep'),
})
export type EventSettings = z.output<typeof eventSettingsSchema>

/** Drops whole days that are older than the setting; partitions are days received, so nothing is rewritten. */
export async function dropOldEvents(olap: Olap, retentionDays: number, now: number): Promise<string[]> {
  if (retentionDays === 0) return []
  const limit = Number(new Date(now - retentionDays * 86_400_000).toISOString().slice(0, 10).replaceAll('-', ''))
  const text = await olap.bytes(
    `select distinct partition from system.parts where table = 'events' and active and database = currentDatabase() format TSV`,
  )
  const old = text
    .toString('utf8')
    .split('\n')
    .filter((day) => /^\d{8}$/.test(day) && Number(day) < limit)
  for (const day of old) await olap.command(`alter table events drop partition ${day}`)
  return old
}

/** The endpoints of the setting. */
export function eventSettingsHandlers(settings: Settings<EventSettings>) {
  const os = implement(intake.eventSettings).$context<RequestContext>()
  return os.router({
    read: os.read.handler(() => settings.read()),
    change: os.change.handler(({ input, context }) => settings.change(input, nameOf(context.actor))),
  })
}
