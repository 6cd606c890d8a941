import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { day } from '#kit/time'
import { mountApi } from '#platform/http/api'
import { createHttp } from '#platform/http/server'
import { freshPlatform, type TestPlatform } from '#platform/testing'
import { everyRight, Things } from '../imports/fixture.ts'
import { applyWaiting } from './apply.ts'
import { hookHost, sweepMessages } from './host.ts'
import type { HookTables } from './store.ts'

const things = new Things()
/** Breaks at one thing. */
const importer: typeof things.importer = {
  ...things.importer,
  upsert: async (given) => {
    if (given.rows[0]?.values['no'] === 'boom') throw new Error('the machine broke')
    return things.importer.upsert(given)
  },
}

let platform: TestPlatform
let app: FastifyInstance
let hook: { id: string; address: string }
beforeAll(async () => {
  platform = await freshPlatform()
  const { postgres, vault, log, jobs, clock } = platform
  // Jobs are not started: what comes waits, as it does for a process that is about to die.
  const host = hookHost({ postgres, vault, log, jobs, now: clock, importers: [importer], zone: async () => 'UTC' })
  app = await createHttp(log)
  host.routes(app)
  mountApi(app, { hooks: host.handlers }, async () => everyRight)
  await app.ready()
  const fields = ['no', 'name', 'price'].map((name) => ({ path: name, target: name }))
  const signature = { rule: 'none' }
  const payload = {
    name: 'Things',
    kind: 'things',
    fields: [...fields, { path: 'at', target: 'modifiedAt' }],
    signature,
  }
  hook = (await app.inject({ method: 'POST', url: '/api/v1/hooks', payload })).json()
})
afterAll(async () => {
  await app.close()
  await platform.close()
})

const push = async (payload: object) => (await app.inject({ method: 'POST', url: hook.address, payload })).statusCode
const apply = () => {
  const { postgres, vault, log, clock } = platform
  const deps = {
    postgres,
    vault,
    log,
    now: clock,
    importers: [importer],
    zone: async () => 'UTC',
    wake: async () => {},
  }
  return applyWaiting(deps, hook.id, new AbortController().signal)
}
const rows = () =>
  platform.postgres.tables<HookTables>().selectFrom('intake_hook_message').selectAll().orderBy('id').execute()
const states = async () => (await rows()).map(({ state }) => state)

test('[T91] what was acknowledged waits in the store, sealed, and is applied by whoever comes next, once', async () => {
  expect(await push({ no: 'a', name: '甲', price: 1, at: 1_780_000_000 })).toBe(200)
  expect(await push({ no: 'b', name: '乙', price: 2, at: 1_780_000_000 })).toBe(200)
  expect(await states()).toEqual(['received', 'received'])
  expect((await rows()).some(({ body }) => body.includes('甲'))).toBe(false)
  expect(things.store.size).toBe(0)
  await Promise.all([apply(), apply()])
  expect(await states()).toEqual(['done', 'done'])
  expect((await rows()).map(({ attempts, created }) => [attempts, created])).toEqual([
    [1, 1],
    [1, 1],
  ])
  expect([...things.store]).toEqual([
    ['a', '1'],
    ['b', '2'],
  ])
})

test('[T91] a message that breaks us holds up none of the others, and is given up in the end', async () => {
  await push({ no: 'boom', price: 1, at: 1_780_000_000 })
  await push({ no: 'c', price: 3, at: 1_780_000_000 })
  for (let n = 0; n < 6; n += 1) await expect(apply()).rejects.toThrow('the machine broke')
  await apply()
  const [broken, after] = (await rows()).slice(2)
  expect(broken).toMatchObject({ state: 'failed', attempts: 6, words: [{ level: 'rejected', code: 'internal' }] })
  expect(after).toMatchObject({ state: 'done', attempts: 1 })
})

test('[T97] messages go after 30 days, those that failed after 90, what waits never', async () => {
  await push({ no: 'd', price: 4, at: 1_780_000_000 })
  platform.clock.advance(31 * day)
  await sweepMessages({ postgres: platform.postgres, now: platform.clock })
  expect(await states()).toEqual(['failed', 'received'])
  platform.clock.advance(60 * day)
  await sweepMessages({ postgres: platform.postgres, now: platform.clock })
  expect(await states()).toEqual(['received'])
  // What is known of a thing outlives its messages: an old word still does not win.
  await apply()
  await push({ no: 'a', price: 9, at: 1_700_000_000 })
  await apply()
  expect(await states()).toEqual(['done', 'older'])
})
