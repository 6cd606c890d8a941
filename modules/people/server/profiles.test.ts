import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPeople, type People } from './fixture.ts'

let people: People
beforeAll(async () => {
  people = await openPeople()
})
afterAll(() => people.close())

const told = (person: string, traits: Record<string, unknown>, verified = true, at = 1000) => ({
  person,
  at,
  traits,
  verified,
})
const opened = async (person: string, field: string) => {
  const rows = await sql<{ sealed: Buffer; verified: boolean }>`
    select sealed, verified from people_private where person = ${person} and field = ${field}`.execute(
    people.platform.postgres.tables<object>(),
  )
  const row = rows.rows[0]
  return row && [people.platform.vault.open(row.sealed, 'people_private.sealed'), row.verified]
}
const login = async (name: string) => (await people.see('server', 1000, ['login_id', name])).person

describe('[P2] known', () => {
  test('by a strong id, by what was said, by an entry; a mere visitor is not', async () => {
    const visitor = await people.see('client', 1, ['anonymous_id', 'a1'])
    expect((await people.api.get(visitor.person)).known).toBe(false)
    await people.profiles.apply([told(visitor.person, {}, false)])
    expect((await people.api.get(visitor.person)).known).toBe(true)
    expect((await people.api.get(await login('known'))).known).toBe(true)
    const later = await people.see('client', 1, ['anonymous_id', 'a2'])
    await people.see('client', 2, ['anonymous_id', 'a2'], ['login_id', 'late'])
    expect((await people.api.get(later.person)).known).toBe(true)
    const buyer = await people.see('client', 1, ['anonymous_id', 'a3'])
    await people.orders({ ...buyer, paidAt: 5 })
    expect((await people.api.get(buyer.person)).known).toBe(true)
    expect(await people.api.count()).toEqual({ all: 4, known: 4, entered: 1, excluded: 0, exact: true })
  })
})

describe('[P8] traits', () => {
  test('later ones win field by field; lists and objects are replaced, not joined', async () => {
    const id = await login('traits')
    await people.profiles.apply([
      told(id, { city: '杭州', level: 1, children: ['a', 'b'], lens: { left: 1, right: 2 } }),
    ])
    await people.profiles.apply([told(id, { level: 2 }), told(id, { level: 3, children: ['a'], lens: { left: 1 } })])
    expect((await people.api.get(id)).attributes).toEqual({
      city: '杭州',
      level: 3,
      children: ['a'],
      lens: { left: 1 },
    })
  })
  test('saying the same again changes no version', async () => {
    const id = await login('again')
    const traits = { city: '杭州', phone: '13800138000', name: '王小明' }
    await people.profiles.apply([told(id, traits)])
    const { version } = (await people.row(id)) ?? {}
    await people.profiles.apply([told(id, traits, true, 9000)])
    expect((await people.row(id))?.version).toBe(version)
    await people.profiles.apply([told(id, { name: '王大明' })])
    expect((await people.row(id))?.version).not.toBe(version)
  })
  test('personal ones are sealed, shown masked, and stand in no column readable', async () => {
    const id = await login('private')
    const traits = {
      手机号: '138 1234-5678',
      Email: 'li.lei@example.cn',
      姓名: '李雷',
      nickname: '雷雷',
      address: '上海市浦东新区1号',
      x: 1,
    }
    await people.profiles.apply([told(id, traits)])
    const shown = await people.api.get(id)
    expect(shown.private).toEqual({
      phone: '138****5678',
      email: 'l***@example.cn',
      name: '李*',
      nickname: '雷*',
      address: '上****',
    })
    expect(shown.attributes).toEqual({ x: 1 })
    const rows = await sql<{ text: string }>`
      select row_to_json(p)::text || row_to_json(v)::text as text from people_person p join people_private v on v.person = p.id
      where p.id = ${id}`.execute(people.platform.postgres.tables<object>())
    const all = rows.rows.map((row) => row.text).join()
    for (const secret of ['1234-5678', 'li.lei', '李雷', '浦东'])
      for (const form of [secret, Buffer.from(secret).toString('hex')]) expect(all).not.toContain(form)
  })
  test('for a person who was merged meanwhile go to who stands', async () => {
    const a = await login('stands')
    const b = (await people.see('server', 1, ['phone', '13800000301'])).person
    await people.see('server', 2, ['login_id', 'stands'], ['phone', '13800000301'])
    await people.profiles.apply([told(b, { city: '宁波', name: '韩梅梅' }), told(a, { level: 1 })])
    const { attributes, private: shown } = await people.api.get(a)
    expect([attributes, shown]).toEqual([{ city: '宁波', level: 1 }, { name: '韩**' }])
  })
})

describe('[P9] what is only said', () => {
  test('never replaces what is proven, later or in one batch; proof replaces it', async () => {
    const id = await login('proof')
    await people.profiles.apply([told(id, { phone: '13800000001' }, false)])
    await people.profiles.apply([told(id, { phone: '13800000002' }, true)])
    await people.profiles.apply([told(id, { phone: '13800000003' }, false)])
    expect(await opened(id, 'phone')).toEqual(['13800000002', true])
    const other = await login('proof-batch')
    await people.profiles.apply([
      told(other, { phone: '13800000005', name: '甲' }, true),
      told(other, { phone: '13800000006', email: 'a@b.cn', name: '' }, false),
    ])
    expect(await opened(other, 'phone')).toEqual(['13800000005', true])
    expect(await opened(other, 'email')).toEqual(['a@b.cn', false])
    expect(await opened(other, 'name')).toEqual(['甲', true])
  })
  test('nor in a merge, whichever side is preferred', async () => {
    const a = await login('merge-proof')
    const b = (await people.see('server', 1, ['phone', '13800000302'])).person
    await people.profiles.apply([
      told(a, { phone: '13900000001', name: '只是说的', email: 'a@a.cn' }, false),
      told(b, { phone: '13900000002', name: '真的' }, true),
    ])
    await people.see('server', 2, ['login_id', 'merge-proof'], ['phone', '13800000302'])
    expect(await opened(a, 'phone')).toEqual(['13900000002', true])
    expect(await opened(a, 'name')).toEqual(['真的', true])
    expect(await opened(a, 'email')).toEqual(['a@a.cn', false])
    expect(await opened(b, 'phone')).toBeUndefined()
  })
})

test('[P10] on a merge the identified side wins where both know something, and the rest is joined', async () => {
  const visitor = (await people.see('client', 500, ['anonymous_id', 'v1'])).person
  const member = (await people.see('server', 900, ['login_id', 'identified'])).person
  await people.profiles.apply([
    told(visitor, { a: 1, b: 2, nickname: '游客' }, false),
    told(member, { b: 3, c: 4, nickname: '会员' }, false),
  ])
  await people.see('client', 1000, ['anonymous_id', 'v1'], ['login_id', 'identified'])
  const shown = await people.api.get(member)
  expect(shown).toMatchObject({
    id: visitor,
    attributes: { a: 1, b: 3, c: 4 },
    firstSeenAt: new Date(500).toISOString(),
  })
  expect(await opened(visitor, 'nickname')).toEqual(['会员', false])
})

describe('[P1] one row a person', () => {
  test('an old number answers with who stands; ids are listed, personal ones masked', async () => {
    const a = await login('old-number')
    const b = (await people.see('server', 1, ['phone', '13800000303'], ['openid:wx', 'oABC'])).person
    await people.see('server', 2, ['login_id', 'old-number'], ['phone', '13800000303'])
    const shown = await people.api.get(b)
    expect(shown.id).toBe(a)
    expect(shown.identities.map(({ type, value }) => [type, value])).toEqual([
      ['login_id', 'old-number'],
      ['phone', '138****0303'],
      ['openid:wx', 'o***'],
    ])
    expect((await people.api.lookup('phone', '138 0000 0303')).id).toBe(a)
    expect(await people.api.merges(b)).toEqual({
      items: [
        {
          id: expect.any(String),
          kept: a,
          gone: b,
          because: { type: 'phone', value: '138****0303' },
          at: expect.any(String),
        },
      ],
    })
  })
  test('nobody by that number or id → not found', async () => {
    await expect(people.api.get('999999999')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(people.api.lookup('phone', '13999999999')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(people.api.lookup('constructor', 'x')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(people.api.lookup('openid:\u0000', 'x')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
