import { join } from 'node:path'
import { Analytics } from '@segment/analytics-node'
import { expect, onTestFinished, test } from 'vitest'
import { openOlap } from '#platform/clickhouse/olap'
import { siyuHere } from '../support/inProcess.ts'
import { dataOf, post, record } from '../support/sensors.ts'
import { Sent } from '../support/sent.ts'
import { countEvents, dataFolder, segment } from '../support/siyu.ts'

async function open() {
  const folder = dataFolder()
  const siyu = await siyuHere(folder)
  onTestFinished(siyu.stop)
  const { writeKey } = await siyu.api.sources.create({ name: 'shop', kind: 'server' })
  // A second connection to the event log, as another process would have: it can take the table away.
  const olap = openOlap({ path: join(folder, 'olap') })
  onTestFinished(() => olap.close())
  const away = () => olap.command('rename table events to events_away')
  const back = () => olap.command('rename table events_away to events')
  return { siyu, writeKey, away, back }
}

test('the Segment client for servers loses nothing while it gets 429, 500, nothing, or its answer is lost', async () => {
  const { siyu, writeKey, away, back } = await open()
  const sent = new Sent()
  const failed: unknown[] = []
  const httpClient = (url: string, init: RequestInit) => sent.through(new URL(url), '', () => fetch(url, init))
  const analytics = new Analytics({ writeKey, host: siyu.url, flushAt: 5, flushInterval: 100, httpClient })
  analytics.on('error', (error) => void failed.push(error))
  sent.troubles.push(429, 'none', 500, 'lost', 503, 'lost')
  for (let n = 0; n < 40; n += 1) analytics.track({ userId: 'u-1', event: 'tried', properties: { n } })
  await away()
  setTimeout(() => void back(), 1500)
  await analytics.closeAndFlush({ timeout: 60_000 })
  expect([failed, sent.troubles]).toEqual([[], []])
  expect(await countEvents(siyu.api, ['tried'])).toBe(40)
}, 180_000)

test('[T39] the longer the stores are away the longer a client is asked to wait, up to 5 minutes', async () => {
  const { siyu, writeKey, away, back } = await open()
  const batch = { batch: [{ type: 'track', event: 'late', userId: 'u-1', messageId: 'm-1' }] }
  const waits = async () => (await segment(siyu.url, writeKey, batch)).retryAfter
  await away()
  expect(await waits()).toBe('2')
  siyu.clock.advance(45_000)
  expect(await waits()).toBe('45')
  siyu.clock.advance(3_600_000)
  expect(await waits()).toBe('300')
  await back()
  expect(await segment(siyu.url, writeKey, batch)).toMatchObject({ status: 200, retryAfter: null })
  await away()
  expect((await segment(siyu.url, writeKey, { batch: [{ ...batch.batch[0], messageId: 'm-2' }] })).retryAfter).toBe('2')
  await back()
  expect(await countEvents(siyu.api, ['late'])).toBe(1)
}, 180_000)

test('[T37] what an SDK sends once and forgets waits on the disk, and what comes meanwhile behind it', async () => {
  const { siyu, writeKey, away, back } = await open()
  const sa = `${siyu.url}/sa?token=${writeKey}`
  const set = (level: number, more: object = {}) =>
    post(sa, dataOf(record('', { type: 'profile_set', event: undefined, properties: { level }, ...more })))
  await away()
  expect((await fetch(`${siyu.url}/sa.gif?token=${writeKey}&${dataOf(record('waits'))}`)).status).toBe(200)
  for (let level = 0; level < 30; level += 1) expect((await set(level)).status).toBe(200)
  // Deeper than any stack: it cannot be written as it is.
  const deep = Buffer.from(`[${'['.repeat(100_000)}${']'.repeat(100_000)}]`).toString('base64')
  expect((await post(sa, `data_list=${encodeURIComponent(deep)}`)).status).toBe(200)
  expect(await countEvents(siyu.api, ['waits']).catch(() => 'away')).toBe('away')
  await back()
  await set(30)
  const level = async () => {
    const person = await siyu.api.people.lookup({ type: 'cookie_id', value: 'visitor-0' }).catch(() => null)
    return person?.attributes['level']
  }
  await expect.poll(level, { timeout: 20_000 }).toBe(30)
  await expect.poll(() => countEvents(siyu.api, ['$profile_set']), { timeout: 20_000 }).toBe(31)
  expect(await countEvents(siyu.api, ['waits'])).toBe(1)
  expect((await siyu.api.parked.list({})).items).toMatchObject([{ reason: 'not-an-object' }])
}, 180_000)
