import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshPlatform, type TestPlatform } from '#platform/testing'
import { claimOf } from '../core/fixture.ts'
import type { Identities, PersonChanges } from '../index.ts'
import { identityServer } from './index.ts'
import type { IdentityTables } from './tables.ts'

let platform: TestPlatform
let changes: PersonChanges[] = []
beforeAll(async () => {
  platform = await freshPlatform()
})
afterAll(() => platform.close())

/** Another process on the same database: it shares nothing but that. */
const another = (onChange: (c: PersonChanges) => void = () => undefined): Identities =>
  identityServer({ ...platform, onChange: async (_tx, change) => onChange(change) })
const evidence = (trust: 'server' | 'client', ...claims: string[]) => ({ at: 1000, trust, claims: claims.map(claimOf) })
const see = async (ids: Identities, trust: 'server' | 'client', ...claims: string[]) => {
  const [one] = await ids.resolve([evidence(trust, ...claims)])
  if (!one) throw new Error('no answer')
  return one
}
const lookup = (ids: Identities, text: string) => {
  const { type, value } = claimOf(text)
  return ids.lookup(type, value)
}
const tables = () => platform.postgres.tables<IdentityTables>()

describe('[I12] what is stored', () => {
  test('an id finds its person in any spelling; nothing is made by looking', async () => {
    const ids = another()
    const { person } = await see(ids, 'server', 'phone 138 0000 0001', 'email Li@Example.cn')
    expect(await lookup(ids, 'phone +8613800000001')).toBe(person)
    expect(await lookup(ids, 'email li@example.CN')).toBe(person)
    for (const absent of [
      'phone 13800009999',
      'phone 0',
      'login_id null',
      'foo bar',
      'openid:a\u0000 b',
      'login_id a\u0000b',
    ])
      expect(await lookup(ids, absent)).toBeNull()
    expect(await ids.identitiesOf(person ?? '')).toMatchObject([
      { type: 'phone', value: '+8613800000001', firstSeen: new Date(1000) },
      { type: 'email', value: 'li@example.cn' },
    ])
  })

  test('merges tell who became whom over which id; every old number leads to who stands', async () => {
    const ids = another()
    const a = (await see(ids, 'server', 'login_id chain-a')).person ?? ''
    const b = (await see(ids, 'server', 'member_id chain-b')).person ?? ''
    const c = (await see(ids, 'server', 'phone 13800000011')).person ?? ''
    await see(ids, 'server', 'member_id chain-b', 'phone 13800000011')
    await see(ids, 'server', 'login_id chain-a', 'phone 13800000011')
    expect(await Promise.all([a, b, c].map((id) => ids.standing(id)))).toEqual([a, a, a])
    expect(await ids.standing('999999')).toBeNull()
    for (const one of [a, b, c]) expect(await ids.strands(one)).toEqual([a, b, c])
    const phone = { type: 'phone', value: '+8613800000011' }
    expect((await ids.merges(a)).map(({ kept, gone, because }) => ({ kept, gone, because }))).toEqual([
      { kept: b, gone: c, because: phone },
      { kept: a, gone: b, because: phone },
    ])
    expect(await ids.merges(c)).toHaveLength(2)
  })

  test('who was born, got known and merged is told in the same transaction', async () => {
    changes = []
    const ids = another((change) => void changes.push(change))
    const visitor = (await see(ids, 'client', 'anonymous_id told')).person
    expect(changes).toEqual([{ born: [{ person: visitor, at: 1000 }], known: [], merged: [], split: [] }])
    await see(ids, 'client', 'anonymous_id told', 'login_id told')
    expect(changes[1]).toEqual({ born: [], known: [visitor], merged: [], split: [] })
    await see(ids, 'client', 'anonymous_id told', 'login_id told')
    expect(changes[2]).toBeUndefined()
  })
})

test('[I13] no phone, unionid or openid stands readable in any column; hearsay neither', async () => {
  const ids = another()
  const secrets = ['13811112222', 'oUNIONsecret', 'oOPENsecret', 'hear@say.example', 'wmEXTERNALsecret', 'jdSECRETnick']
  await see(ids, 'server', 'phone 13811112222', 'login_id readable-login')
  await see(ids, 'server', 'unionid oUNIONsecret', 'openid:wx oOPENsecret')
  await see(ids, 'server', 'external_userid:ww wmEXTERNALsecret', 'platform:jd jdSECRETnick')
  await see(ids, 'server', 'unionid oUNIONsecret', 'phone 13811112222')
  await see(ids, 'client', 'anonymous_id h1', 'email hear@say.example')
  const names = await sql<{
    name: string
  }>`select tablename as name from pg_tables where schemaname = 'public'`.execute(tables())
  let all = ''
  for (const { name } of names.rows) {
    const rows = await sql<{ text: string }>`select row_to_json(t)::text as text from ${sql.table(name)} t`.execute(
      tables(),
    )
    all += rows.rows.map((row) => row.text).join('\n')
  }
  const hex = (text: string) => Buffer.from(text).toString('hex')
  const base64 = (text: string) => Buffer.from(text).toString('base64').replaceAll('=', '')
  expect(all).toContain('readable-login')
  for (const secret of secrets)
    for (const form of [secret, hex(secret), base64(secret)]) expect(all).not.toContain(form)
  const hearsay = await tables().selectFrom('identity_unverified').selectAll().execute()
  expect(hearsay.map((row) => [row.type, platform.vault.open(row.sealed, 'identity_unverified.sealed')])).toEqual([
    ['email', 'hear@say.example'],
  ])
})

describe('[I14] several processes', () => {
  test('that see the same new ids at once make one person of them', async () => {
    const [one, two] = [another(), another()]
    const batch = (n: number) =>
      Array.from({ length: 20 }, (_, i) => evidence('server', `login_id race-${n}-${i}`, `unionid race-${n}-${i}`))
    for (let round = 0; round < 5; round += 1) {
      const answers = await Promise.all([one, two, one, two].map((ids) => ids.resolve(batch(round))))
      for (const answer of answers) expect(answer).toEqual(answers[0])
    }
    const count = await tables()
      .selectFrom('identity_handle')
      .select('person')
      .distinct()
      .where('value', 'like', 'race-%')
      .execute()
    expect(count).toHaveLength(100)
  })

  test('that merge and add to the same people at once lose no id and leave none on a merged person', async () => {
    const processes = [another(), another(), another()]
    const rounds = Array.from({ length: 12 }, (_, n) => n)
    await Promise.all(
      rounds.flatMap((n) =>
        processes.map(async (ids, p) => {
          await see(ids, 'server', `member_id storm-${n}`, `anonymous_id storm-${n}-${p}`)
          await see(ids, 'server', `unionid storm-${n}`, `device_id storm-${n}-${p}`)
          await see(ids, 'server', `unionid storm-${n}`, `member_id storm-${n}`)
        }),
      ),
    )
    const gone = await sql<{
      n: string
    }>`select count(*) as n from identity_handle h join identity_merge m on m.gone = h.person`.execute(tables())
    expect(gone.rows[0]?.n).toBe('0')
    for (const n of rounds) {
      const person = await lookup(another(), `unionid storm-${n}`)
      expect(await another().identitiesOf(person ?? '')).toHaveLength(8)
    }
  })
})

describe('[I15] what is remembered', () => {
  test('leads to the person after a merge, whichever id is asked with', async () => {
    const ids = another()
    const a = (await see(ids, 'server', 'login_id warm')).person
    await see(ids, 'server', 'member_id warm', 'anonymous_id warm')
    await see(ids, 'client', 'anonymous_id warm')
    await see(ids, 'server', 'login_id warm', 'member_id warm')
    expect((await see(ids, 'server', 'member_id warm')).person).toBe(a)
    expect((await see(ids, 'server', 'anonymous_id warm')).person).toBe(a)
    expect((await see(ids, 'client', 'anonymous_id warm')).person).toBe(a)
  })

  test('a device that moved by a server is moved for clients too, in every spelling', async () => {
    const ids = another()
    const first = (await see(ids, 'client', 'login_id kiosk1', 'anonymous_id kiosk ')).person
    expect((await see(ids, 'client', 'anonymous_id kiosk')).person).toBe(first)
    const second = (await see(ids, 'server', 'login_id kiosk2', 'anonymous_id kiosk')).person
    expect(second).not.toBe(first)
    for (const trust of ['client', 'server'] as const)
      for (const id of ['anonymous_id kiosk', 'anonymous_id kiosk '])
        expect((await see(ids, trust, id)).person).toBe(second)
  })

  test('answers exactly as the store does, in whatever order the ids are sent', async () => {
    const [warm, cold] = [another(), another()]
    await see(warm, 'client', 'login_id order', 'anonymous_id order', 'device_id order')
    for (const claims of [
      ['anonymous_id order', 'login_id order'],
      ['device_id order', 'anonymous_id order'],
      ['device_id order', 'anonymous_id order', 'login_id order'],
      ['anonymous_id order'],
    ]) {
      expect(await see(warm, 'client', ...claims)).toEqual(await see(cold, 'client', ...claims))
      expect(await see(warm, 'client', ...claims)).toEqual(await see(cold, 'client', ...claims))
    }
  })

  test('a client that repeats a strong id of someone is not answered from what a server may', async () => {
    const ids = another()
    const owner = (await see(ids, 'server', 'phone 13800000077')).person
    expect((await see(ids, 'server', 'phone 13800000077')).person).toBe(owner)
    for (let n = 0; n < 2; n += 1) {
      expect(await see(ids, 'client', 'phone 13800000077')).toEqual({
        identity: null,
        person: null,
        strand: null,
        refused: [],
      })
      expect((await see(ids, 'client', 'anonymous_id thief', 'phone 13800000077')).person).not.toBe(owner)
    }
  })
})

describe('[I9] batches', () => {
  test('answers stand in the order asked, later merges of the batch count for earlier lines', async () => {
    const ids = another()
    const answers = await ids.resolve([
      evidence('client', 'anonymous_id b1'),
      evidence('server', 'login_id null'),
      evidence('server', 'member_id b1'),
      evidence('server', 'anonymous_id b1', 'member_id b1'),
      evidence('client', 'anonymous_id b2'),
    ])
    const [visitor, nobody, member, both, other] = answers.map((a) => a.person)
    expect(nobody).toBeNull()
    expect([member, both]).toEqual([visitor, visitor])
    expect(other).not.toBe(visitor)
    expect(await ids.resolve([])).toEqual([])
  })

  test('values no store can hold fail nobody else', async () => {
    const ids = another()
    const answers = await ids.resolve([
      evidence('client', 'login_id a\u0000b', 'anonymous_id fine'),
      evidence('server', 'login_id half\ud800', 'openid:x\u0000y o', 'constructor x'),
      evidence('server', 'login_id fine'),
    ])
    expect(answers.map((a) => [a.person !== null, a.refused.length])).toEqual([
      [true, 1],
      [false, 3],
      [true, 0],
    ])
  })
})
