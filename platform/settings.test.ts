import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { audit } from './audit.ts'
import { settingsOf } from './settings.ts'
import { freshPostgres, testClock } from './testing.ts'

const schema = z.object({
  days: z.number().min(1).default(7),
  name: z.string().default('x'),
  more: z.string().optional(),
})
interface Audit {
  platform_audit: { id: string; actor: string; action: string; subject: string; detail: unknown }
}

let platform: Awaited<ReturnType<typeof freshPostgres>>
const clock = testClock()
beforeAll(async () => {
  platform = await freshPostgres()
})
afterAll(() => platform.close())

const open = (name: string) => settingsOf(platform.postgres, name, schema, clock)
const audited = (subject: string) =>
  platform.postgres
    .tables<Audit>()
    .selectFrom('platform_audit')
    .selectAll()
    .where('subject', '=', subject)
    .orderBy('id')
    .execute()

describe('settings', () => {
  test('have defaults as version 0, and grow by one with each change of theirs', async () => {
    const settings = open('a')
    expect(await settings.read()).toEqual({ days: 7, name: 'x', version: 0 })
    expect(await settings.change({ days: 9 }, 'staff:1')).toEqual({ days: 9, name: 'x', version: 1 })
    expect(await settings.change({ name: 'y' }, 'staff:2')).toEqual({ days: 9, name: 'y', version: 2 })
    expect(await open('b').read()).toMatchObject({ version: 0 })
    expect((await audited('a')).map((row) => [row.actor, row.detail])).toEqual([
      ['staff:1', { days: 9 }],
      ['staff:2', { name: 'y' }],
    ])
  })
  test('refuse a wrong value and change nothing then', async () => {
    const settings = open('c')
    await expect(settings.change({ days: 0 }, 'staff:1')).rejects.toThrow()
    expect(await settings.read()).toMatchObject({ days: 7, version: 0 })
    expect(await audited('c')).toEqual([])
  })
  test('lose none of many changes at once, from several processes', async () => {
    const fields: Partial<z.output<typeof schema>>[] = [{ days: 2 }, { name: 'two' }, { more: 'three' }]
    await Promise.all(fields.map((patch) => open('d').change(patch, 'staff:1')))
    expect(await open('d').read()).toEqual({ days: 2, name: 'two', more: 'three', version: 3 })
  })
  test('of another process are seen within five seconds, own ones at once', async () => {
    const [here, there] = [open('e'), open('e')]
    await here.read()
    await there.change({ days: 5 }, 'staff:1')
    expect((await there.read()).days).toBe(5)
    clock.advance(5000)
    expect((await here.read()).days).toBe(5)
  })
  test('read while they change are not remembered as they were', async () => {
    const settings = open('f')
    for (let days = 1; days <= 10; days += 1) {
      await Promise.all([settings.read(), settings.change({ days }, 'staff:1'), settings.read()])
      expect((await settings.read()).days).toBe(days)
    }
  })
})

test('an audit line stands and falls with its transaction', async () => {
  await platform.postgres.transaction((tx) => audit(tx, 'staff:1', 'thing.done', 'kept', { why: '因为' }))
  const failed = platform.postgres.transaction(async (tx) => {
    await audit(tx, 'staff:1', 'thing.done', 'lost')
    throw new Error('changed my mind')
  })
  await expect(failed).rejects.toThrow('changed my mind')
  expect(await audited('lost')).toEqual([])
  expect(await audited('kept')).toMatchObject([{ actor: 'staff:1', action: 'thing.done', detail: { why: '因为' } }])
})
