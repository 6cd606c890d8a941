import type { TimelineSource } from '../index.ts'
import { readTimelineCursor, writeTimelineCursor } from './cursor.ts'

/** Merges what the houses tell, newest first. */
export async function readTimeline(
  sources: readonly TimelineSource[],
  persons: readonly string[],
  page: { cursor?: string | undefined; limit: number },
) {
  const cursor = page.cursor === undefined ? null : readTimelineCursor(page.cursor)
  // Items of the cursor's own moment are read again and those already shown dropped: times are not unique.
  const before = cursor ? cursor.at + 1 : Number.MAX_SAFE_INTEGER
  const skip = cursor?.shown ?? 0
  const want = page.limit + skip + 1
  const lists = await Promise.all(sources.map((source) => source.read(persons, before, want)))
  const all = lists.flat().sort((a, b) => b.at - a.at)
  const items = all.slice(skip, skip + page.limit)
  const last = items.at(-1)
  const shape = items.map((item) => ({ ...item, at: new Date(item.at).toISOString() }))
  if (!last || all.length <= skip + page.limit) return { items: shape }
  const shown = all.slice(0, skip + page.limit).filter((item) => item.at === last.at).length
  return { items: shape, next: writeTimelineCursor({ at: last.at, shown }) }
}
