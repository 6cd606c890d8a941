import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshPlatform, type TestPlatform } from '#platform/testing'
import { Dedupe, eventKey } from './dedupe.ts'
import { sourceErasing } from './erase.ts'
import { park } from './parked.ts'
import { Sources } from './sources.ts'
import { EventWriter, type Row } from './writer.ts'

let platform: TestPlatform
let writer: EventWriter
let sources: Sources
beforeAll(async () => {
  platform = await freshPlatform()
  const folder = join(platform.filesDir, 'dedupe')
  mkdirSync(folder)
  const dedupe = await Dedupe.open(platform.olap, folder, platform.clock())
  writer = new EventWriter({ ...platform, dedupe, park: async () => undefined, now: platform.clock })
  sources = new Sources(platform.postgres, platform.clock, platform.log)
})
afterAll(() => platform.close())

async function source(name: string): Promise<number> {
  const row = {
    name,
    slug: name,
    kind: 'server',
    write_key: `key-${name}`,
    daily_quota: null,
    disabled_at: null,
  } as const
  const made = await sources.tables.insertInto('intake_source').values(row).returning('id').executeTakeFirstOrThrow()
  await sources.reload()
  return made.id
}

function rows(of: number, person: number, count: number): Row[] {
  return Array.from({ length: count }, (_, i) => {
    const key = eventKey(of, `${person}-${i}`)
    const ids = `"source":${of},"key":${key.text},"identity":${person},"person":${person}`
    const line = `"at":${platform.clock()},${ids},"type":"track","event":"e","properties":{},"context":{}}\n`
    return { key, source: of, messageId: `${person}-${i}`, line }
  })
}

const count = async (sql: string) => Number((await platform.olap.bytes(`${sql} format TSV`)).toString())

describe('[T27] a source that is erased', () => {
  test('takes its events and parked events along, stored ones and those on their way; others stay', async () => {
    const [demo, real] = [await source('demo'), await source('real')]
    await writer.add([...rows(demo, 1, 300), ...rows(real, 2, 40), ...rows(real, 1, 2)])
    const parked = { receivedAt: platform.clock(), reason: 'no-id' as const, messageId: null, raw: {}, origin: null }
    await park(platform.postgres, [
      { ...parked, source: demo },
      { ...parked, source: real },
    ])
    const erasing = sourceErasing({ ...platform, sources, writer, now: platform.clock })
    expect([...(await erasing.withEvents(['1', '2', '3']))].sort()).toEqual(['1', '2'])
    const late = writer.add(rows(demo, 3, 5))
    await erasing.eraseSource(String(demo), 'test')
    await late
    expect(await count(`select count() from events where source = ${demo}`)).toBe(0)
    expect(await count('select count() from events')).toBe(42)
    expect(await erasing.withEvents(['3'])).toEqual([])
    const left = await platform.postgres.pool.query('select source from intake_parked')
    expect(left.rows).toEqual([{ source: real }])
    expect(await sources.find('key-demo')).toBeNull()
    expect((await sources.find('key-real'))?.id).toBe(real)
  })

  test('is gone when asked again, and leaves a line in the audit', async () => {
    const erasing = sourceErasing({ ...platform, sources, writer, now: platform.clock })
    await erasing.eraseSource('1', 'test')
    await expect(erasing.eraseSource('1 or 1', 'test')).rejects.toThrow()
    const said = await platform.postgres.pool.query(`select actor from platform_audit where action = 'source.erased'`)
    expect(said.rows[0]).toEqual({ actor: 'test' })
  })
})
