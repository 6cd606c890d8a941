import type { Parsed } from '../../core/event.ts'
import { parseSensors } from '../../core/sensors/record.ts'
import type { Sent } from '../collector.ts'
import type { Read } from './read.ts'

/** What a request brought: all that is needed to store it, now or later. */
export interface Arrived {
  /** Of the request: records without any mark of their own are known again by it. */
  id: string
  /** Epoch ms. */
  receivedAt: number
  userAgent: string | null
  /** Where the sender is; one that waited since an older version has none. */
  region?: { [part: string]: unknown } | null
  /** Records, or what to show of them when they cannot be read. */
  items: readonly unknown[]
  unreadable: Exclude<Read, { ok: true }>['reason'] | null
}

/** One for each item. */
export function parseArrived({ id, receivedAt, userAgent, region = null, items, unreadable }: Arrived): Parsed[] {
  if (unreadable !== null) return items.map(() => ({ ok: false, reason: unreadable, messageId: null }))
  return items.map((item, i) => parseSensors(item, { receivedAt, userAgent, region }, () => `${id}-${i}`))
}

/** What several requests sent, as they would have to be read again. */
export function sentBy(requests: readonly Arrived[]): Sent {
  const raw = requests.flatMap(({ items }) => items)
  const origins = requests.flatMap(({ items, receivedAt, userAgent, region = null, unreadable }) =>
    // What could not be read is not kept whole.
    items.map(() => (unreadable === null ? { path: 'sensors' as const, receivedAt, userAgent, region } : null)),
  )
  return { raw, originOf: (i) => origins[i] ?? null }
}
