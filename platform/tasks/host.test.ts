import { call } from '@orpc/server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import type { Actor, RequestContext } from '../http/context.ts'
import { freshPlatform, type TestPlatform } from '../testing.ts'
import { taskHost } from './host.ts'
import { taskKind } from './kind.ts'

const text = (zh: string, en: string) => ({ zh, en })
/** How many more steps break, and what waits between two of them. */
let failures = 0
let gate: Promise<void> = Promise.resolve()
const kind = taskKind({
  ...{ kind: 'test.count', title: text('数数', 'Count'), rights: { read: 'things:read', write: 'things:write' } },
  input: z.object({ to: z.number() }),
  counts: { counted: text('数过', 'counted') },
  about: ({ to }) => text(`到 ${to}`, `to ${to}`),
  total: async ({ to }) => to,
  async *steps({ to }, { before }) {
    for (let done = 1; done <= to; done += 1) {
      await gate
      if (done === 2 && failures-- > 0) throw new Error('the machine broke')
      yield { done, counts: { counted: (before['counted'] ?? 0) + done } }
    }
  },
})

let platform: TestPlatform
let tasks: ReturnType<typeof taskHost>
beforeAll(async () => {
  platform = await freshPlatform()
  tasks = taskHost({ ...platform, now: platform.clock, kinds: [kind] })
  await platform.jobs.start()
})
afterAll(() => platform.close())

const as = (...rights: string[]): RequestContext => ({
  actor: { kind: 'staff', id: '7', name: '小李', rights } satisfies Actor,
  ...{ requestId: 'r', ip: '::1', userAgent: '', language: 'zh', cookie: () => undefined, setCookie: () => undefined },
})
const all = as('*')
const get = (id: string, context = all) => call(tasks.handlers.get, { id }, { context })
async function ended(id: string) {
  await expect.poll(async () => (await get(id)).state, { timeout: 20_000 }).not.toMatch(/queued|running/)
  return get(id)
}

test('a run that breaks off begins anew and is told what the one before had counted', async () => {
  failures = 1
  const id = await tasks.start('test.count', { to: 3 }, all)
  expect(await ended(id)).toMatchObject({
    ...{ state: 'done', done: 3, total: 3, about: text('到 3', 'to 3'), author: '小李' },
    counts: [{ name: 'counted', title: text('数过', 'counted'), count: 4 }],
  })
}, 40_000)

test('stopped between two steps; what has ended, and what one may not see or stop, is refused', async () => {
  const held = Promise.withResolvers<void>()
  gate = held.promise
  const id = await tasks.start('test.count', { to: 1000 }, all)
  const cancel = (context: RequestContext) => call(tasks.handlers.cancel, { id }, { context })
  await expect(get(id, as('other:read'))).rejects.toMatchObject({ status: 404 })
  expect((await call(tasks.handlers.list, {}, { context: as('other:read') })).items).toEqual([])
  await expect(cancel(as('things:read'))).rejects.toMatchObject({ code: 'FORBIDDEN' })
  expect((await cancel(all)).state).toBe('cancelled')
  held.resolve()
  await expect(cancel(all)).rejects.toMatchObject({ status: 409 })
  expect(await ended(id)).toMatchObject({ state: 'cancelled', done: 0 })
})

test('a task whose kind is gone fails and says so', async () => {
  const id = await tasks.start('test.gone', {}, all)
  const state = () =>
    platform.postgres.pool.query(`select state, error->>'code' as code from platform_task where id = ${id}`)
  await expect
    .poll(async () => (await state()).rows[0], { timeout: 20_000 })
    .toEqual({ state: 'failed', code: 'kind-gone' })
})
