import { readdirSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { freshPlatform, type TestPlatform } from '#platform/testing'
import { type ImportClient, openHost, Things } from './fixture.ts'

const fields = { kind: 'things', mapping: JSON.stringify({ No: 'no', Name: 'name', Price: 'price' }) }
const things = new Things()
let platform: TestPlatform
let client: ImportClient
beforeAll(async () => {
  platform = await freshPlatform()
  client = await openHost(platform, [things.importer])
  await platform.outbox.start()
  await platform.jobs.start()
})
afterAll(async () => {
  await client.app.close()
  await platform.close()
})
beforeEach(() => things.reset())

const count = async (table: string) =>
  Number((await platform.postgres.pool.query(`select count(*) from ${table}`)).rows[0].count)

describe('[T28] an import that is erased', () => {
  test('while it runs: it stops, and nothing of it is left but what it had stored', async () => {
    const release = things.hold()
    const { body } = await client.upload(fields, 'No,Name,Price\n1,甲,2\n')
    while (things.begun === 0) await new Promise((resolve) => setTimeout(resolve, 10))
    expect(readdirSync(client.folder)).toHaveLength(1)
    const erased = client.host.erase(body.id, 'test')
    while ((await client.get<{ state: string }>(`/imports/${body.id}`)).state === 'running')
      await new Promise((resolve) => setTimeout(resolve, 10))
    release()
    await erased
    expect(readdirSync(client.folder)).toEqual([])
    expect(await client.get(`/imports/${body.id}`)).toMatchObject({ status: 404 })
    expect([things.closed, things.store.size]).toEqual([1, 0])
  })

  test('after it ran: its words about rows go, what it stored stays', async () => {
    const done = await client.bring(fields, 'No,Name,Price\n1,甲,2\n2,乙\n')
    expect(done.rejected).toBe(1)
    const before = await count('intake_import')
    await client.host.erase(done.id, 'test')
    expect(await count('intake_import')).toBe(before - 1)
    expect(await count('intake_import_rejected')).toBe(0)
    expect(things.store.size).toBe(1)
    await client.host.erase(done.id, 'test')
    const said = await platform.postgres.pool.query(
      `select count(*) from platform_audit where action = 'import.erased'`,
    )
    expect(said.rows[0].count).toBe('2')
  })
})
