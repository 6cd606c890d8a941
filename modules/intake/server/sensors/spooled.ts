import type { Collector } from '../collector.ts'
import { jsonOf, tooDeepToKeep } from '../parked.ts'
import type { Source, Sources } from '../sources.ts'
import { type Arrived, parseArrived, sentBy } from './arrived.ts'

/** One request as it waits in the spool. */
export interface Spooled extends Arrived {
  source: Source
}

/** The line of a request. Records that cannot be written are parked anyway: what is kept of them goes on. */
export function spooledText(asked: Spooled): string {
  const text = jsonOf(asked)
  if (text !== null) return text
  const items = asked.items.map((item) => (jsonOf(item) === null ? tooDeepToKeep : item))
  return JSON.stringify({ ...asked, items })
}

/** Stores spooled requests in their order; those of sources that were erased meanwhile fall away. */
export function takeSpooled({ sources, collector }: { sources: Sources; collector: Collector }) {
  return async (texts: readonly string[]) => {
    const all = texts.map((text) => JSON.parse(text) as Spooled)
    const standing = await sources.standing(all.map(({ source }) => source.id))
    const bySource = Map.groupBy(
      all.filter(({ source }) => standing.has(source.id)),
      ({ source }) => source.id,
    )
    for (const requests of bySource.values()) {
      const [first] = requests
      if (!first) continue
      const parsed = requests.flatMap((one) => parseArrived(one))
      await collector.collect(first.source, parsed, sentBy(requests))
    }
  }
}
