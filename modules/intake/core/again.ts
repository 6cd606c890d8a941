import type { Parsed } from './event.ts'
import type { Json } from './json.ts'
import { parseSegment } from './segment.ts'
import { parseSensors } from './sensors/record.ts'

/** How an event came: what it takes, beside its own text, to read it again as it was read then. */
export type Origin =
  | { path: 'segment'; receivedAt: number; sentAt: unknown; context: Json }
  | { path: 'sensors'; receivedAt: number; userAgent: string | null; region?: Json | null }

/** Reads an event as its collector did when it came; `id` is what it was known by where it has no id of its own. */
export function parseAgain(raw: unknown, origin: Origin, id: string): Parsed {
  if (origin.path === 'segment') return parseSegment(raw, origin, () => id)
  return parseSensors(raw, origin, () => id)
}
