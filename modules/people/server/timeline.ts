import type { FactKind, TimelineSource } from '../index.ts'
import { readTimelineCursor, writeTimelineCursor } from './cursor.ts'

interface Page {
  cursor?: string | undefined
  limit: number
  /** Only what is of this kind. */
  facts?: FactKind | undefined
  /** RFC 3339: only what was before. */
  until?: string | undefined
}

/** Merges what the houses tell, newest first. */
export async function readTimeline(sources: readonly TimelineSource[], persons: readonly string[], page: Page) {
  const cursor = page.cursor === undefined ? null : readTimelineCursor(page.cursor)
  const newest = page.until === undefined ? Number.MAX_SAFE_INTEGER : Date.parse(page.until)
  // Items of the cursor's own moment are read again and those already shown dropped: times are not unique.
  const before = Math.min(newest, cursor ? cursor.at + 1 : newest)
  const skip = cursor?.shown ?? 0
  const want = page.limit + skip + 1
  const asked = sources.filter(({ facts }) => page.facts === undefined || facts === page.facts)
  const told = async (source: TimelineSource) =>
    (await source.read(persons, before, want)).map((item) => ({ ...item, facts: source.facts }))
  const lists = await Promise.all(asked.map(told))
  const all = lists.flat().sort((a, b) => b.at - a.at)
  const items = all.slice(skip, skip + page.limit)
  const last = items.at(-1)
  const shape = items.map((item) => ({ ...item, at: new Date(item.at).toISOString() }))
  if (!last || all.length <= skip + page.limit) return { items: shape }
  const shown = all.slice(0, skip + page.limit).filter((item) => item.at === last.at).length
  return { items: shape, next: writeTimelineCursor({ at: last.at, shown }) }
}
