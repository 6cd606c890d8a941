import type { ForwarderRow } from '../tables.ts'
import { placeOf } from './forwarding.ts'
import type { ForwardingDeps } from './ports.ts'

const iso = (at: Date | null) => at?.toISOString() ?? null

/** A forwarder without its secrets, with what waits for it. */
export async function shownForwarder({ events, now }: Pick<ForwardingDeps, 'events' | 'now'>, row: ForwarderRow) {
  const { events: waiting, oldest } = await events.waiting(placeOf(row), now())
  const { id, name, kind, settings, purpose, policy, answered_at: answeredAt } = row
  const isRetried = row.paused_at === null && row.tries > 0
  return {
    ...{ id, name, kind, settings, purpose, policy, events: row.events, properties: row.properties },
    host: new URL(String(settings['url'])).host,
    paused: row.paused_at ? (row.paused_why ?? 'hand') : null,
    ...{ failingSince: iso(row.failing_since), nextAt: isRetried ? iso(row.due_at) : null },
    ...{ deliveredAt: iso(row.delivered_at), position: row.received.toISOString() },
    lag: { events: waiting, since: oldest === null ? null : new Date(oldest).toISOString() },
    ...{ sent: Number(row.sent), held: Number(row.held), refused: Number(row.refused) },
    answer: answeredAt && {
      ...{ at: answeredAt.toISOString(), status: row.status, text: row.answer ?? '', error: row.error },
      ms: row.ms ?? 0,
    },
    createdAt: row.created_at.toISOString(),
  }
}
