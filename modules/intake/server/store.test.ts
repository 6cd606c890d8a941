import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Olap } from '#platform/clickhouse/olap'
import { freshPlatform, type TestPlatform } from '#platform/testing'
import { Dedupe, type EventKey, eventKey } from './dedupe.ts'
import { Quota } from './quota.ts'
import { dropOldEvents } from './retention.ts'
import { EventWriter, type Row, StoreBusy } from './writer.ts'

let platform: TestPlatform
let folder = ''
let n = 0

beforeAll(async () => {
  platform = await freshPlatform()
})
beforeEach(async () => {
  await platform.olap.command('truncate table events')
  platform.clock.set('2026-06-01T10:30:00Z')
  n += 1
  folder = join(platform.filesDir, `dedupe-${n}`)
  mkdirSync(folder)
})
afterAll(() => platform.close())

const row = (id: string, properties = '{}'): Row => {
  const key = eventKey(1, id)
  return {
    key,
    source: 1,
    messageId: id,
    line: `"at":${platform.clock()},"source":1,"key":${key.text},"identity":1,"person":1,"type":"track","event":"e","properties":${properties},"context":{}}\n`,
  }
}
const count = async () => Number((await platform.olap.bytes('select count() from events format TSV')).toString())
const open = () => Dedupe.open(platform.olap, folder, platform.clock())

async function writer(olap: Olap = platform.olap) {
  const dedupe = await open()
  const parked: { id: string; why: string }[] = []
  const park = async (bad: Row, _at: number, why: string) => void parked.push({ id: bad.key.text, why })
  const it = new EventWriter({ olap, dedupe, park, log: platform.log, now: platform.clock, maxWaiting: 1000 })
  return { it, dedupe, parked }
}

describe('group commit', () => {
  test('[T1] when add resolves the rows are stored and known', async () => {
    const { it, dedupe } = await writer()
    const adds = Array.from({ length: 50 }, (_, i) => it.add([row(`a${i}`), row(`b${i}`)]))
    await adds[49]
    await Promise.all(adds)
    expect(await count()).toBe(100)
    expect(await dedupe.seen([eventKey(1, 'a7'), eventKey(1, 'new')], platform.clock())).toEqual([true, false])
  })

  test('[T3] a failed insert rejects with StoreBusy and its keys stay unknown', async () => {
    const down: Olap = { ...platform.olap, insertLines: () => Promise.reject(new Error('connection refused')) }
    const { it, dedupe } = await writer(down)
    await expect(it.add([row('x1')])).rejects.toBeInstanceOf(StoreBusy)
    expect(await dedupe.seen([eventKey(1, 'x1')], platform.clock())).toEqual([false])
    expect(it.waiting).toBe(0)
  })

  test('[T1] flush waits also for what is being stored at that moment', async () => {
    const slow = Promise.withResolvers<void>()
    const begun = Promise.withResolvers<void>()
    const insertLines = async (table: string, lines: string) => {
      begun.resolve()
      await slow.promise
      await platform.olap.insertLines(table, lines)
    }
    const { it } = await writer({ ...platform.olap, insertLines })
    const first = it.add([row('f1')])
    await begun.promise
    const flushed = it.flush()
    slow.resolve()
    await flushed
    expect(await count()).toBe(1)
    await first
  })

  test('[T3] a queue that is full refuses instead of growing', async () => {
    const { it } = await writer()
    const many = Array.from({ length: 1001 }, (_, i) => row(`m${i}`))
    await expect(it.add(many)).rejects.toBeInstanceOf(StoreBusy)
  })

  test('[T4] bad rows are parked alone, all others of the block are stored', async () => {
    const { it, parked, dedupe } = await writer()
    const rows = Array.from({ length: 64 }, (_, i) => row(`r${i}`, i === 7 || i === 40 ? '"not an object"' : '{"a":1}'))
    await it.add(rows)
    expect(await count()).toBe(62)
    expect(parked.map((one) => one.id).sort()).toEqual([eventKey(1, 'r40').text, eventKey(1, 'r7').text].sort())
    expect(await dedupe.seen([eventKey(1, 'r8')], platform.clock())).toEqual([true])
  })
})

describe('[T2] repeats', () => {
  const ids = (prefix: string, size: number) => Array.from({ length: size }, (_, i) => `${prefix}${i}`)
  const keys = (list: string[]): EventKey[] => list.map((id) => eventKey(1, id))

  test('keys are known over hours, over restarts and with every file lost', async () => {
    let { it, dedupe } = await writer()
    for (let hour = 0; hour < 5; hour += 1) {
      await it.add(ids(`h${hour}-`, 200).map((id) => row(id)))
      platform.clock.advance(3_600_000)
      dedupe.rotate(platform.clock())
    }
    const all = keys(ids('h0-', 200).concat(ids('h2-', 200), ids('h4-', 200)))
    expect((await dedupe.seen(all, platform.clock())).every(Boolean)).toBe(true)
    ;({ it, dedupe } = await writer())
    expect((await dedupe.seen(all, platform.clock())).every(Boolean)).toBe(true)
    folder = join(platform.filesDir, 'nothing-here')
    dedupe = await open()
    expect((await dedupe.seen(all, platform.clock())).every(Boolean)).toBe(true)
    expect((await dedupe.seen(keys(ids('other', 500)), platform.clock())).some(Boolean)).toBe(false)
  })

  test('after the window a key is new again', async () => {
    const { it, dedupe } = await writer()
    await it.add([row('old')])
    platform.clock.advance(26 * 3_600_000)
    dedupe.rotate(platform.clock())
    expect(await dedupe.seen(keys(['old']), platform.clock())).toEqual([false])
  })
})

test('[T9] a quota counts a day, gives back what was not stored, and starts anew at midnight', () => {
  const quota = new Quota(platform.clock)
  const source = { id: 1, kind: 'client' as const, slug: 's', dailyQuota: 10 }
  expect(quota.take(source, 8)).toBe(0)
  expect(quota.take(source, 3)).toBeGreaterThan(0)
  quota.giveBack(source, 8)
  expect(quota.take(source, 10)).toBe(0)
  platform.clock.set('2026-06-02T00:00:01Z')
  expect(quota.take(source, 10)).toBe(0)
  expect(quota.take({ ...source, id: 2, dailyQuota: null }, 1e9)).toBe(0)
})

test('[T10] old days are dropped by the day received, and none when the setting is 0', async () => {
  const { it } = await writer()
  await it.add([row('first')])
  platform.clock.advance(40 * 86_400_000)
  await it.add([row('second')])
  expect(await dropOldEvents(platform.olap, 0, platform.clock())).toEqual([])
  expect(await dropOldEvents(platform.olap, 30, platform.clock())).toEqual(['20260601'])
  expect(await count()).toBe(1)
})
