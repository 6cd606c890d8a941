import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { failureWindowMs, maxFailures } from '../core/login.ts'
import { environmentKey, openSiyu, type Siyu, sessionOf } from './fixture.ts'
import { sessionSeconds } from './sessions.ts'
import type { StaffTables } from './tables.ts'

let siyu: Siyu
beforeAll(async () => {
  siyu = await openSiyu()
})
afterAll(() => siyu.close())

const all = { key: environmentKey }
const admin = { account: 'zhang.wei', name: '张伟', password: 'a long password 长密码' }
const login = (password = admin.password, account = admin.account) =>
  siyu.call('POST', '/login', {}, { account, password })
const tables = () => siyu.postgres.tables<StaffTables>()
const makeKey = async (rights: string[], by: object = all) =>
  siyu.call('POST', '/api-keys', by, { name: 'test', rights })

describe('[F1] the first run', () => {
  test('says that an admin is needed, and refuses weak passwords', async () => {
    expect((await siyu.call('GET', '/setup')).body).toEqual({ needed: true })
    const weak = await siyu.call('POST', '/setup', {}, { ...admin, password: 'short' })
    expect([weak.status, weak.body['code']]).toEqual([422, 'too-short'])
    expect((await siyu.call('POST', '/setup', {}, { ...admin, account: 'a b' })).status).toBe(400)
  })
  test('makes one admin, however many try at once', async () => {
    const tries = Array.from({ length: 6 }, (_, n) =>
      siyu.call('POST', '/setup', {}, { ...admin, account: n === 0 ? admin.account : `rival${n}` }),
    )
    const answers = await Promise.all(tries)
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409, 409, 409, 409, 409])
    const winner = answers.find((answer) => answer.status === 201)
    expect(winner?.body).toMatchObject({ kind: 'staff', name: '张伟', rights: ['*'] })
    const members = await tables().selectFrom('staff_member').selectAll().execute()
    expect(members).toHaveLength(1)
    await tables().updateTable('staff_member').set({ account: admin.account }).execute()
    expect((await siyu.call('GET', '/setup')).body).toEqual({ needed: false })
    expect((await siyu.call('POST', '/setup', {}, { ...admin, account: 'second' })).body).toMatchObject({
      code: 'already-set-up',
    })
  })
})

test('[F2] passwords are stored as argon2id, tokens and keys as hashes', async () => {
  const session = sessionOf(await login())
  const made = await makeKey(['people:read'])
  const [member] = await tables().selectFrom('staff_member').selectAll().execute()
  expect(member?.password).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  const sessions = await tables().selectFrom('staff_session').selectAll().execute()
  const keys = await tables().selectFrom('staff_api_key').selectAll().execute()
  const text = [...sessions, ...keys].map((row) => JSON.stringify(row) + row.token_hash.toString('latin1')).join()
  for (const secret of [session.cookie, String(made.body['key']), environmentKey, admin.password])
    expect(text).not.toContain(secret)
})

describe('[F3] login', () => {
  test('a wrong password and an unknown account are told alike', async () => {
    const [wrong, unknown] = [await login('not it'), await login('not it', 'nobody-here')]
    expect([wrong.status, unknown.status]).toEqual([401, 401])
    const { requestId: _, ...said } = wrong.body
    expect(unknown.body).toMatchObject(said)
    expect((await login('x', 'nul\u0000')).status).toBe(400)
  })
  test('after eight wrong passwords even the right one waits; the time goes by and it works', async () => {
    siyu.clock.advance(failureWindowMs)
    for (let n = 0; n < maxFailures; n += 1) expect((await login('wrong')).status).toBe(401)
    const early = await login()
    expect([early.status, early.body['code'], early.body['retryAfterSeconds']]).toEqual([429, 'too-many-tries', 900])
    siyu.clock.advance(failureWindowMs)
    expect((await login()).status).toBe(200)
  })
  test('many guesses at once are no more than eight', async () => {
    siyu.clock.advance(failureWindowMs)
    const answers = await Promise.all(Array.from({ length: 14 }, () => login('guess')))
    const count = (status: number) => answers.filter((answer) => answer.status === status).length
    expect([count(401), count(429)]).toEqual([8, 6])
    siyu.clock.advance(failureWindowMs)
    for (let n = 0; n < maxFailures + 2; n += 1) expect((await login()).status).toBe(200)
  })
  test('a member who left cannot, nor does their session go on', async () => {
    const session = sessionOf(await login())
    await tables().updateTable('staff_member').set({ disabled_at: new Date() }).execute()
    siyu.clock.advance(6000)
    expect((await siyu.call('GET', '/me', session)).status).toBe(401)
    expect((await login()).status).toBe(401)
    await tables().updateTable('staff_member').set({ disabled_at: null }).execute()
  })
})

describe('[F4] sessions', () => {
  test('read with the cookie alone, and change only with the CSRF token too', async () => {
    const { cookie, csrf } = sessionOf(await login())
    const me = await siyu.call('GET', '/me', { cookie })
    expect(me.body).toMatchObject({ kind: 'staff', name: '张伟', csrfToken: csrf, zone: 'Asia/Shanghai' })
    const body = { name: 'by session', rights: ['people:read'] }
    expect((await siyu.call('POST', '/api-keys', { cookie }, body)).status).toBe(401)
    expect((await siyu.call('POST', '/api-keys', { cookie, csrf: `${csrf.slice(0, -1)}x` }, body)).status).toBe(401)
    expect((await siyu.call('POST', '/api-keys', { cookie, csrf: 'x' }, body)).status).toBe(401)
    expect((await siyu.call('POST', '/api-keys', { cookie, csrf }, body)).status).toBe(201)
  })
  test('the token of another session does not count', async () => {
    const [one, two] = [sessionOf(await login()), sessionOf(await login())]
    expect(
      (
        await siyu.call(
          'POST',
          '/api-keys',
          { cookie: one.cookie, csrf: two.csrf },
          { name: 'x', rights: ['people:read'] },
        )
      ).status,
    ).toBe(401)
  })
  test('end at logout at once, and after two weeks', async () => {
    const [one, two] = [sessionOf(await login()), sessionOf(await login())]
    expect((await siyu.call('POST', '/logout', { cookie: one.cookie })).status).toBe(401)
    expect((await siyu.call('POST', '/logout', one)).status).toBe(200)
    expect((await siyu.call('GET', '/me', one)).status).toBe(401)
    expect((await siyu.call('GET', '/me', two)).status).toBe(200)
    siyu.clock.advance(sessionSeconds * 1000)
    expect((await siyu.call('GET', '/me', two)).status).toBe(401)
    await login()
    const rows = await tables().selectFrom('staff_session').select('expires_at').execute()
    expect(rows.every((row) => row.expires_at.getTime() > siyu.clock())).toBe(true)
  })
  test('nonsense is nobody', async () => {
    for (const by of [{ cookie: 'x' }, { key: 'x' }, { key: '' }, { cookie: 'a'.repeat(3000) }])
      expect((await siyu.call('GET', '/me', by)).status).toBe(401)
  })
})

describe('[F5] API keys', () => {
  test('are shown whole once, and by their last four characters after', async () => {
    const made = await makeKey(['people:read'])
    const key = String(made.body['key'])
    expect(made.status).toBe(201)
    const { body } = await siyu.call('GET', '/api-keys', all)
    expect(JSON.stringify(body)).not.toContain(key)
    expect(JSON.stringify(body)).toContain(`"hint":"${key.slice(-4)}"`)
  })
  test('stop at the moment they are revoked, even while they are in use', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { key, id } = (await makeKey(['people:read'])).body
      const by = { key: String(key) }
      expect((await siyu.call('GET', '/people/count', by)).status).toBe(200)
      const using = Array.from({ length: 8 }, () => siyu.call('GET', '/people/count', by))
      expect((await siyu.call('DELETE', `/api-keys/${id}`, all)).status).toBe(200)
      expect((await siyu.call('GET', '/people/count', by)).status).toBe(401)
      await Promise.all(using)
      expect((await siyu.call('GET', '/people/count', by)).status).toBe(401)
    }
    expect((await siyu.call('DELETE', '/api-keys/99999999', all)).status).toBe(404)
  })
})

describe('[F7] nobody grants more than they may', () => {
  test('a key that may make keys makes no stronger one', async () => {
    const by = { key: String((await makeKey(['keys:write', 'people:read'])).body['key']) }
    for (const rights of [['*'], ['orders:read'], ['people:read', 'system:write']]) {
      const answer = await makeKey(rights, by)
      expect([answer.status, answer.body['code']]).toEqual([403, 'beyond-own-rights'])
    }
    expect((await makeKey(['people:read'], by)).status).toBe(201)
    expect((await makeKey(['no:such'], all)).status).toBe(400)
    expect((await makeKey([], all)).status).toBe(400)
  })
})

test('[F8] setup, keys and settings leave a line in the audit log, refusals do not', async () => {
  interface Audit {
    platform_audit: { id: string; actor: string; action: string; subject: string; detail: unknown }
  }
  const rows = () => siyu.postgres.tables<Audit>().selectFrom('platform_audit').selectAll().orderBy('id').execute()
  const { id } = (await makeKey(['people:read'])).body
  await siyu.call('DELETE', `/api-keys/${id}`, all)
  await siyu.call('PUT', '/settings/workspace', all, { assistedDays: 9 })
  const before = await rows()
  expect(before.filter((row) => row.action === 'staff.created')).toHaveLength(1)
  expect(before.slice(-3)).toMatchObject([
    {
      action: 'apiKey.created',
      subject: id,
      actor: expect.stringMatching(/^apiKey:\d+$/),
      detail: { rights: ['people:read'] },
    },
    { action: 'apiKey.revoked', subject: id },
    { action: 'setting.changed', subject: 'workspace', detail: { assistedDays: 9 } },
  ])
  await siyu.call('DELETE', '/api-keys/99999999', all)
  await siyu.call('POST', '/setup', {}, { ...admin, account: 'again' })
  await siyu.call('PUT', '/settings/workspace', all, { zone: 'Mars' })
  expect(await rows()).toHaveLength(before.length)
})

test('[F9] the workspace changes field by field, its version grows, wrong values are named', async () => {
  const before = (await siyu.call('GET', '/settings/workspace', all)).body
  const goLiveAt = '2026-01-01T00:00:00.000Z'
  const after = await siyu.call('PUT', '/settings/workspace', all, { goLiveAt })
  expect(after.body).toEqual({ ...before, goLiveAt, version: Number(before['version']) + 1 })
  const wrong = await siyu.call('PUT', '/settings/workspace', all, {
    zone: 'Mars',
    assistedDays: 31,
    goLiveAt: '1969-12-31T00:00:00Z',
  })
  expect(wrong.status).toBe(400)
  expect((wrong.body['errors'] as { path: string }[]).map((error) => error.path).sort()).toEqual([
    'assistedDays',
    'goLiveAt',
    'zone',
  ])
  expect((await siyu.call('GET', '/settings/workspace', all)).body).toEqual(after.body)
})

test('[F11] the goal of the year: empty at first, part by part, audited, wrong ones refused', async () => {
  const goal = () => siyu.call('GET', '/settings/goal', all)
  const set = (body: object, by: object = all) => siyu.call('PUT', '/settings/goal', by, body)
  expect((await goal()).body).toEqual({ year: null, people: null, gmv: null, version: 0 })
  const made = await set({ year: 2026, people: 300_000, gmv: 500_000_000 })
  expect(made.body).toEqual({ year: 2026, people: 300_000, gmv: 500_000_000, version: 1 })
  expect((await set({ people: null })).body).toMatchObject({ year: 2026, people: null, gmv: 500_000_000, version: 2 })
  for (const wrong of [{ year: 1999 }, { people: 0 }, { people: 1.5 }, { gmv: -1 }, { gmv: '5' }])
    expect((await set(wrong)).status).toBe(400)
  const reader = { key: String((await makeKey(['settings:read'])).body['key']) }
  expect((await siyu.call('GET', '/settings/goal', reader)).body).toMatchObject({ version: 2 })
  expect((await set({ people: 5 }, reader)).status).toBe(403)
  const { rows } = await siyu.postgres.pool.query<{ detail: object }>(
    "select detail from platform_audit where subject = 'goal' order by id",
  )
  expect(rows.map((row) => row.detail)).toEqual([{ year: 2026, people: 300_000, gmv: 500_000_000 }, { people: null }])
})

test('[F10] no password, key, cookie or CSRF token in any line of the log', async () => {
  const session = sessionOf(await login())
  const key = String((await makeKey(['people:read'])).body['key'])
  await siyu.call('GET', `/people/lookup?type=phone&value=13812345678`, { key })
  await siyu.call('POST', '/login', {}, { account: admin.account, password: 'wrong secret' })
  await siyu.call('POST', '/login', { cookie: session.cookie }, { password: 'half a request' })
  await siyu.call('GET', '/people/9999999999999999999', { key })
  const text = siyu.lines.join('')
  for (const secret of [
    admin.password,
    key,
    environmentKey,
    session.cookie,
    session.csrf,
    'wrong secret',
    'half a request',
    '13812345678',
  ])
    expect(text).not.toContain(secret)
})
