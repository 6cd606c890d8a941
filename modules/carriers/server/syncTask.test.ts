import { afterAll, beforeAll, expect, test } from 'vitest'
import { ok } from '#kit/result'
import { minute } from '#kit/time'
import { createVault } from '#platform/crypto'
import type { TaskStep } from '#platform/tasks/kind'
import { freshPostgres, testClock } from '#platform/testing'
import { wecom } from '../kinds/wecom/kind.ts'
import { newKey, sealSettings } from './accounts.ts'
import type { Adapter, Sync } from './adapter.ts'
import { syncTask } from './syncTask.ts'
import type { CarrierTables } from './tables.ts'

let opened: Awaited<ReturnType<typeof freshPostgres>>
const clock = testClock()
const vault = createVault(Buffer.alloc(32, 7))
let account = ''

beforeAll(async () => {
  opened = await freshPostgres()
  const all = { corpid: 'ww0123456789', agentid: '1', secret: 'secret-of-the-app', token: 't' }
  const { settings, secrets } = sealSettings(vault, wecom, { ...all, encodingAESKey: 'k'.repeat(43) })
  const row = await opened.postgres
    .tables<CarrierTables>()
    .insertInto('carriers_account')
    .values({
      ...{ kind: 'wecom', name: 'a', settings: JSON.stringify(settings) as never, secrets, ...newKey(vault) },
      ...{ created_by: 'x', created_at: new Date(clock()), off_at: null, checked_at: null, checked: null },
      synced_at: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  account = row.id
})
afterAll(() => opened.close())

/** A platform of three chats, which remembers when each was read. */
function platform() {
  const readAt = new Map<string, number>()
  const read: string[] = []
  const sync: Sync = {
    parts: async () => ok(['one', 'two', 'three']),
    async part(_account, name, since) {
      if ((readAt.get(name) ?? -1) < since) {
        readAt.set(name, clock())
        read.push(name)
      }
      return ok({ chats: 1, joined: 2 })
    },
  }
  return { read, adapter: { kind: 'wecom', sync } as Adapter }
}

test('[C33] broken off, a sync goes on with what it has not read; the next one reads all anew, and says what it found', async () => {
  const { read, adapter } = platform()
  const deps = { postgres: opened.postgres, vault, now: clock, log: opened.log }
  const task = syncTask(deps, { adapterOf: () => adapter })
  const run = (before: Record<string, number>) => task.steps({ account }, { by: 'x', before })
  let last: TaskStep | undefined
  for await (const step of run({})) {
    last = step
    clock.advance(minute)
    // As a kill ends it: nothing after this step is done.
    if (step.done === 2) break
  }
  expect(read).toEqual(['one', 'two'])
  for await (const step of run({ ...last?.counts })) last = step
  expect(read).toEqual(['one', 'two', 'three'])
  expect(last).toMatchObject({ done: 3, counts: { chats: 3, joined: 6, failed: 0 } })
  clock.advance(minute)
  for await (const step of run({})) last = step
  expect(read).toEqual(['one', 'two', 'three', 'one', 'two', 'three'])
})
