import { call } from '@orpc/server'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { audit } from '../audit.ts'
import type { RequestContext } from '../http/context.ts'
import { freshPlatform, type TestPlatform } from '../testing.ts'
import { trailHandlers } from './handlers.ts'

let platform: TestPlatform
let router: ReturnType<typeof trailHandlers>
const context: RequestContext = {
  actor: { kind: 'staff', id: '1', name: 'a', rights: ['*'] },
  requestId: 'r',
  ip: '::1',
  userAgent: '',
  language: 'zh',
  cookie: () => undefined,
  setCookie: () => undefined,
}
beforeAll(async () => {
  platform = await freshPlatform()
  router = trailHandlers(platform.postgres)
  for (let n = 0; n < 45; n += 1)
    await platform.postgres.transaction((tx) =>
      audit(tx, `staff:${n % 3}`, n % 5 === 0 ? 'person.revealed' : 'thing.done', `s${n % 9}`, { n }),
    )
})
afterAll(() => platform.close())

const list = (input: object) => call(router.list, input, { context })

test('pages hold every line once, newest first, with and without filters', async () => {
  for (const [filter, wanted] of [
    [{}, (_: number) => true],
    [{ actor: 'staff:1' }, (n: number) => n % 3 === 1],
    [{ action: 'person.revealed', actor: 'staff:0' }, (n: number) => n % 15 === 0],
    [{ subject: 's4' }, (n: number) => n % 9 === 4],
  ] as const) {
    const seen: unknown[] = []
    let cursor: string | undefined
    do {
      const page = await list({ ...filter, limit: 7, ...(cursor ? { cursor } : {}) })
      seen.push(...page.items.map((item) => item.detail['n']))
      cursor = page.next
    } while (cursor)
    const all = Array.from({ length: 45 }, (_, i) => 44 - i).filter(wanted)
    expect(seen).toEqual(all)
  }
  expect((await call(router.actions, undefined, { context })).items).toEqual(['person.revealed', 'thing.done'])
})

test.each(['update platform_audit set actor = $$nobody$$', 'delete from platform_audit', 'truncate platform_audit'])(
  'nobody rewrites it: %s',
  async (statement) => {
    const before = await list({ limit: 200 })
    await expect(sql.raw(statement).execute(platform.postgres.tables<object>())).rejects.toThrow('append-only')
    expect(await list({ limit: 200 })).toEqual(before)
  },
)
