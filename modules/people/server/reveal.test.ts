import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPeople, type People } from './fixture.ts'

let people: People
beforeAll(async () => {
  people = await openPeople()
})
afterAll(() => people.close())

const trail = async () => {
  const rows = await people.platform.postgres
    .tables<{ platform_audit: { actor: string; action: string; subject: string; detail: object } }>()
    .selectFrom('platform_audit')
    .selectAll()
    .where('action', '=', 'person.revealed')
    .execute()
  return rows.map(({ actor, subject, detail }) => ({ actor, subject, detail }))
}

describe('[P18] personal data in full', () => {
  test('is shown with a reason, and the audit log keeps the reason and the fields but no value', async () => {
    const { person } = await people.see('server', 1000, ['phone', '13800000001'], ['login_id', 'u1'])
    const traits = { name: '王小明', phone: '13800000001', city: '杭州' }
    await people.profiles.apply([{ person, at: 1000, traits, verified: true }])
    expect((await people.api.get(person)).private).toEqual({ name: '王**', phone: '138****0001' })

    const shown = await people.api.reveal(person, '客户来电核对地址')
    expect(shown.private).toEqual({ name: '王小明', phone: '13800000001' })
    expect(shown.identities).toContainEqual({ type: 'phone', value: '+8613800000001' })

    const [line, ...more] = await trail()
    expect(more).toEqual([])
    expect(line).toMatchObject({ actor: 'staff:7', subject: person, detail: { reason: '客户来电核对地址' } })
    expect(JSON.stringify(line)).not.toMatch(/13800000001|王小明/)
    expect(line?.detail).toMatchObject({ fields: expect.arrayContaining(['name', 'phone', 'login_id']) })
  })

  test('a person nobody knows and an empty reason leave no line', async () => {
    const before = await trail()
    await expect(people.api.reveal('999999', 'why not')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const { person } = await people.see('server', 1000, ['login_id', 'u2'])
    await expect(people.api.reveal(person, ' ')).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    expect(await trail()).toEqual(before)
  })
})
