import { afterAll, beforeAll, expect, test } from 'vitest'
import { day } from '#kit/time'
import { freshPlatform, type TestPlatform } from '#platform/testing'
import { type ImportClient, openHost, Things } from './fixture.ts'

const mapping = JSON.stringify({ No: 'no', Name: 'name', Price: 'price' })
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

const none = { imports: 0, rows: 0, id: null, fileName: '' }
const troubles = () => client.host.troubles(platform.clock() - 7 * day)
const fail = (id: string) =>
  platform.postgres.pool.query(`update intake_import set state = 'failed' where id = $1`, [id])

test('rejected rows and failed imports of a week, settled by the same file going through', async () => {
  expect(await troubles()).toEqual({ failed: none, rejected: none })
  const broken = 'No,Name,Price\n1,甲,2\n2,乙\n3,丙\n'
  const first = await client.bring({ kind: 'things', mapping }, broken, 'a.csv')
  await client.bring({ kind: 'things', mapping, dryRun: 'true' }, broken, 'only checked.csv')
  const rejected = { imports: 1, rows: 2, id: first.id, fileName: 'a.csv' }
  expect(await troubles()).toEqual({ failed: none, rejected })

  const good = 'No,Name,Price\n5,戊,2\n'
  const failed = await client.bring({ kind: 'things', mapping }, good, 'b.csv')
  await fail(failed.id)
  expect(await troubles()).toEqual({ failed: { imports: 1, rows: 0, id: failed.id, fileName: 'b.csv' }, rejected })
  await client.bring({ kind: 'things', mapping }, good, 'b again.csv')
  expect(await troubles()).toEqual({ failed: none, rejected })

  platform.clock.advance(8 * day)
  expect(await troubles()).toEqual({ failed: none, rejected: none })
})
