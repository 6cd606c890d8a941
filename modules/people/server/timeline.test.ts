import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { TimelineItem, TimelineSource } from '../index.ts'
import { readTimeline } from './timeline.ts'

/** Newest first, strictly before, items of one moment in one order: what the port asks for. */
const sourceOf = (items: readonly TimelineItem[]): TimelineSource => ({
  facts: 'behaviour',
  read: async (_persons, before, limit) =>
    items
      .filter((item) => item.at < before)
      .sort((a, b) => b.at - a.at)
      .slice(0, limit),
})
const item = (at: number, name: string): TimelineItem => ({ at, kind: 'track', name, detail: {} })

async function readAll(sources: readonly TimelineSource[], limit: number): Promise<{ at: number; name: string }[]> {
  const all = []
  let cursor: string | undefined
  do {
    const page = await readTimeline(sources, ['1'], { limit, ...(cursor ? { cursor } : {}) })
    expect(page.items.length).toBeLessThanOrEqual(limit)
    all.push(...page.items)
    cursor = page.next
    if (cursor) expect(page.items).toHaveLength(limit)
  } while (cursor)
  return all.map(({ at, name }) => ({ at: Date.parse(at), name }))
}

describe('[P13] the timeline', () => {
  test('loses and repeats nothing over its pages, however many items share a moment', async () => {
    const moments = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 25 })
    await fc.assert(
      fc.asyncProperty(fc.array(moments, { maxLength: 3 }), fc.integer({ min: 1, max: 7 }), async (lists, limit) => {
        const items = lists.map((list, s) => list.map((at, n) => item(at, `${s}-${n}`)))
        const all = await readAll(items.map(sourceOf), limit)
        const names = items.flat().map((one) => one.name)
        expect(all.map((one) => one.name).sort()).toEqual(names.sort())
        expect(all.map((one) => one.at)).toEqual(all.map((one) => one.at).sort((a, b) => b - a))
      }),
    )
  })
  test('something new on top while one pages changes no later page', async () => {
    const items = [5, 4, 3, 2, 1].map((at) => item(at, `${at}`))
    const first = await readTimeline([sourceOf(items)], ['1'], { limit: 2 })
    const more = [item(9, '9'), ...items]
    const second = await readTimeline([sourceOf(more)], ['1'], { limit: 2, cursor: first.next })
    expect(second.items.map((one) => one.name)).toEqual(['3', '2'])
  })
  test('[P41] can be narrowed to one kind of facts, and begin at a day of the past', async () => {
    const orders: TimelineSource = { ...sourceOf([item(2500, 'o1'), item(500, 'o2')]), facts: 'order' }
    const sources = [sourceOf([item(3000, 'e1'), item(1000, 'e2')]), orders]
    const names = async (page: object) =>
      (await readTimeline(sources, ['1'], { limit: 9, ...page })).items.map(({ name, facts }) => [name, facts])
    expect(await names({ facts: 'order' })).toEqual([
      ['o1', 'order'],
      ['o2', 'order'],
    ])
    expect(await names({ until: new Date(2500).toISOString() })).toEqual([
      ['e2', 'behaviour'],
      ['o2', 'order'],
    ])
    const until = new Date(3000).toISOString()
    const first = await readTimeline(sources, ['1'], { limit: 1, until })
    expect(first.items.map(({ name }) => name)).toEqual(['o1'])
    expect(await names({ until, ...(first.next ? { cursor: first.next } : {}) })).toEqual([
      ['e2', 'behaviour'],
      ['o2', 'order'],
    ])
  })
  test('before 1970 too', async () => {
    expect(await readAll([sourceOf([item(-5, 'a'), item(-5, 'b'), item(-9, 'c')])], 1)).toHaveLength(3)
  })
  test.each(['', 'x', '5', '5.', '5.-1', '1e3.1', '5.9999999', 'NaN.1'])('refuses the cursor %j', async (cursor) => {
    await expect(readTimeline([sourceOf([item(1, 'a')])], ['1'], { limit: 5, cursor })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    })
  })
})
