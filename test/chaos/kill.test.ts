import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { openOlap } from '#platform/clickhouse/olap'
import { until } from '#platform/processes'
import {
  apiOf,
  countEvents,
  postgresOf,
  postmasterOf,
  type SiyuProcess,
  siyuProcess,
  strayPostgres,
  tempFolder,
} from '../support/siyu.ts'
import { eventNames, Load } from './load.ts'

const full = process.env.SIYU_CHAOS === 'full'
const kills = full ? 30 : 3
/** Load before the first kill, and at most before each; ms. */
const [warmUp, most] = full ? [60_000, 8000] : [0, 3500]

const stored = (siyu: SiyuProcess) => countEvents(apiOf(siyu.url), eventNames)

/** Reads the event table of a stopped Siyu: every event that was sent is there exactly once, and nothing else. */
async function expectExactlyOnce(folder: string, load: Load, source: string) {
  const olap = openOlap({ path: join(folder, 'olap') })
  const bytes = await olap.bytes('select toString(key) from events format TSV')
  await olap.close()
  const found = bytes.toString('utf8').trimEnd().split('\n')
  const distinct = new Set(found)
  expect([...load.keys(Number(source))].filter((key) => !distinct.has(key))).toEqual([])
  expect([found.length, distinct.size]).toEqual([load.sent, load.sent])
}

async function begin(folder: string) {
  const siyu = await siyuProcess({ folder })
  const source = await apiOf(siyu.url).sources.create({ name: 'load', kind: 'server' })
  return { siyu, source, load: new Load(source.writeKey) }
}

test(`kill -9 under load, ${kills} times: what was acknowledged is there, nothing is there twice`, async () => {
  const folder = tempFolder()
  let { siyu, source, load } = await begin(folder)
  const figures: object[] = []
  for (let round = 0; round < kills; round += 1) {
    load.start(siyu.url)
    await pause(randomInt(most / 2, most) + (round === 0 ? warmUp : 0))
    await siyu.stop('SIGKILL')
    await load.stop()
    siyu = await siyuProcess({ folder })
    expect(strayPostgres(folder)).toEqual([])
    const survived = await stored(siyu)
    expect(survived).toBeGreaterThanOrEqual(load.acknowledged)
    expect(survived).toBeLessThanOrEqual(load.sent)
    figures.push({ sent: load.sent, acknowledged: load.acknowledged, survived, readyMs: Math.round(siyu.readyAfter) })
    await load.resendUnacknowledged(siyu.url)
    expect(await stored(siyu)).toBe(load.sent)
  }
  await load.resendEverything(siyu.url)
  expect(await stored(siyu)).toBe(load.sent)
  expect((await apiOf(siyu.url).people.count()).all).toBe(load.people())
  expect(await siyu.stop()).toBe(0)
  expect(postgresOf(folder)).toEqual([])
  await expectExactlyOnce(folder, load, source.id)
  if (full) console.table(figures)
}, 1_800_000)

test('PostgreSQL killed under load: the server recovers by itself, nothing acknowledged is lost', async () => {
  const folder = tempFolder()
  const { siyu, source, load } = await begin(folder)
  for (let round = 0; round < (full ? 5 : 1); round += 1) {
    load.start(siyu.url)
    await pause(randomInt(500, 1500))
    process.kill(postmasterOf(folder), 'SIGKILL')
    await until(async () => (await fetch(`${siyu.url}/readyz`)).status !== 200, 5000)
    load.fresh = 0
    expect(await until(() => load.fresh > 10, 60_000)).toBe(true)
    await load.stop()
    expect(await until(async () => (await fetch(`${siyu.url}/readyz`)).status === 200, 10_000)).toBe(true)
    expect(strayPostgres(folder)).toEqual([])
    await load.resendUnacknowledged(siyu.url)
    expect(await stored(siyu)).toBe(load.sent)
  }
  expect((await apiOf(siyu.url).people.count()).all).toBe(load.people())
  expect(await siyu.stop()).toBe(0)
  expect(postgresOf(folder)).toEqual([])
  await expectExactlyOnce(folder, load, source.id)
}, 300_000)
