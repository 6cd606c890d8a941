import { readdirSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createJobs } from '#platform/jobs'
import { freshPlatform, type TestPlatform } from '#platform/testing'
import { type ImportAnswer, type ImportClient, type NotePage, openHost, Things } from './fixture.ts'
import { runImport } from './run.ts'

const mapping = JSON.stringify({ No: 'no', Name: 'name', Price: 'price' })
const fields = { kind: 'things', mapping }
const file = 'No,Name,Price\n1,甲,2\n2,乙,3\n'
const things = new Things()

let platform: TestPlatform
let client: ImportClient
let heard = 0
beforeAll(async () => {
  platform = await freshPlatform()
  client = await openHost(platform, [things.importer])
  const handle = async () => {
    await pause(150)
    heard += 1
  }
  platform.outbox.subscribe({ consumer: 'test.slow', topics: ['things.changed'], handle })
  await platform.outbox.start()
  await platform.jobs.start()
})
afterAll(async () => {
  await client.app.close()
  await platform.close()
})
beforeEach(() => things.reset())

const bring = (text: string) => client.bring(fields, text)
const notes = (id: string) => client.get<NotePage>(`/imports/${id}/rejected`)

test('[T21] done means that the facts were heard', async () => {
  things.applied = () => platform.postgres.transaction((tx) => platform.outbox.publish(tx, 'things.changed', {}))
  for (const n of [1, 2, 3]) {
    expect(await bring(file)).toMatchObject({ state: 'done' })
    expect(heard).toBe(n)
  }
})

describe('[T19] an import that breaks off', () => {
  test('begins again from the start and ends the same', async () => {
    things.failures = 2
    const done = await bring(file)
    expect(done).toMatchObject({ state: 'done', total: 2 })
    expect([things.begun, things.closed, things.store.size]).toEqual([3, 3, 2])
    expect((await notes(done.id)).items).toEqual([])
  })

  test('after a stop of the process is taken up at the next start', async () => {
    const { body } = await client.upload(fields, file)
    await client.ended(body.id)
    // As a killed process leaves it: running, with its file.
    const again = await client.upload(fields, file)
    await client.ended(again.body.id)
    await platform.postgres.pool.query(`update intake_import set state = 'running', finished_at = null where id = $1`, [
      again.body.id,
    ])
    things.store.clear()
    await client.host.resume()
    const lost = await client.ended(again.body.id)
    expect(lost).toMatchObject({ state: 'failed', error: { code: 'file-lost' } })
  })

  test('two runs of one import never overlap', async () => {
    const open = things.hold()
    const { body } = await client.upload(fields, file)
    while (things.begun === 0) await pause(5)
    const stop = new AbortController()
    const second = runImport(depsOf(), body.id, stop.signal)
    await pause(50)
    expect(things.begun).toBe(1)
    open()
    await second
    expect(await client.ended(body.id)).toMatchObject({ state: 'done', created: 2 })
    expect(things.begun).toBe(1)
  })

  test('is given up after several attempts, with a text', async () => {
    things.failures = 100
    const { body } = await client.upload(fields, file)
    await platform.postgres.pool.query('update intake_import set attempts = 5 where id = $1', [body.id])
    expect(await client.ended(body.id)).toMatchObject({ state: 'failed', error: { code: 'internal' } })
  })
})

const depsOf = () => {
  const { postgres, outbox, vault, log, clock } = platform
  const limits = async () => ({ maxBytes: 1e9, maxUnpackedBytes: 1e9 })
  return {
    ...{ postgres, outbox, vault, log, now: clock, folder: client.folder, importers: [things.importer] },
    zone: async () => 'UTC',
    limits,
    leftovers: async () => 0,
  }
}

describe('[T20] cancelling', () => {
  test('stops a running import; an ended one stays ended', async () => {
    const open = things.hold()
    const { body } = await client.upload(fields, file)
    while (things.begun === 0) await pause(5)
    expect(await client.post<ImportAnswer>(`/imports/${body.id}/cancel`)).toMatchObject({
      status: 200,
      body: { state: 'cancelled' },
    })
    open()
    while (things.closed === 0) await pause(5)
    while (readdirSync(client.folder).length > 0) await pause(5)
    expect(await client.ended(body.id)).toMatchObject({ state: 'cancelled', created: 0 })
    expect(things.store.size).toBe(0)
    expect(await client.post(`/imports/${body.id}/cancel`)).toMatchObject({ status: 409 })
    expect(await client.post('/imports/999999/cancel')).toMatchObject({ status: 404 })
  })
})

describe('[T19] a stop of the process', () => {
  test('leaves the import to the next start, which ends it', async () => {
    const open = things.hold()
    const { body } = await client.upload(fields, file)
    while (things.begun === 0) await pause(5)
    const stopped = platform.jobs.stop()
    open()
    await stopped
    expect(await client.get(`/imports/${body.id}`)).toMatchObject({ state: 'running' })
    expect([things.closed, readdirSync(client.folder).length]).toEqual([1, 1])
    const jobs = createJobs(platform.postgres, platform.log)
    const next = await openHost({ ...platform, jobs }, [things.importer])
    await jobs.start()
    await next.host.resume()
    expect(await next.ended(body.id)).toMatchObject({ state: 'done', total: 2, rejected: 0 })
    // The file goes right after the state is written.
    await expect.poll(() => readdirSync(client.folder)).toEqual([])
    await next.app.close()
    await jobs.stop()
  })
})
