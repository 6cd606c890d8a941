import { randomUUID } from 'node:crypto'
import { type LeavingEvent, veiled } from '../../core/leaving.ts'
import type { ForwarderRow } from '../tables.ts'
import { placeOf } from './forwarding.ts'
import { opened } from './opened.ts'
import type { ForwardingDeps } from './ports.ts'
import { prepare } from './prepare.ts'
import { letterOf, send } from './send.ts'

/** Enough to see what goes and what stays. */
const shownEvents = 3
const looked = 500

/** Sends an event of nobody, tried once. */
export async function sendTest(deps: ForwardingDeps, row: ForwarderRow) {
  const forwarder = opened(deps.vault, row)
  const event: LeavingEvent = {
    ...{ id: forwarder.pseudonym('event', `test ${randomUUID()}`), person: forwarder.pseudonym('person', 'test') },
    ...{ type: 'track', event: 'siyu_test', at: deps.now(), properties: {} },
  }
  const record = forwarder.kind.record(event)
  const { status, text, error, ms } = await send(deps, forwarder, [event], record ? [record] : [])
  return { status, text, error, ms }
}

/** What the next request would say, with its values veiled: whoever looks here need not see what people do. */
export async function preview(deps: ForwardingDeps, row: ForwarderRow) {
  const forwarder = opened(deps.vault, row)
  const stored = await deps.events.after(placeOf(row), deps.now(), looked)
  const batch = await prepare(deps, { ...row, size: null }, forwarder, stored)
  const events = batch.events.slice(0, shownEvents).map((one) => ({ ...one, properties: veiled(one.properties) }))
  const records = events.flatMap((one) => forwarder.kind.record(one) ?? [])
  const { url, headers } = letterOf(forwarder, events, records, deps.now())
  const { origin, pathname } = new URL(url)
  return {
    ...{ url: `${origin}${pathname}`, headers: Object.keys(headers) },
    body: records.length === 0 ? '' : JSON.stringify(forwarder.kind.whole(records, deps.now()), null, 2),
    ...{ events: batch.events.length, looked: batch.looked, held: batch.held, unfit: batch.unfit },
    left: [...batch.left].toSorted(),
  }
}
