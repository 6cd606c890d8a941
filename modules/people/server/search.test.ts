import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPeople, type People } from './fixture.ts'

let people: People
const ids: Record<string, string> = {}
beforeAll(async () => {
  people = await openPeople()
  const see = async (name: string, ...claims: [string, string][]) => {
    ids[name] = (await people.see('server', 1000, ...claims)).person
    return ids[name]
  }
  const one = await see('one', ['phone', '13800000001'], ['member_id', 'M-77'])
  const two = await see('two', ['login_id', 'M-77x'], ['openid:wx1', 'oAbC'])
  await people.profiles.apply([
    { person: one, at: 1, traits: { name: '王小明', city: '杭州' }, verified: true },
    { person: two, at: 1, traits: { name: '王小明', email: 'Two@b.cn' }, verified: true },
  ])
  const gone = await see('gone', ['device_id', 'd-9'])
  // The device turns out to be the first person's: its number answers with who stands for it.
  ids['gone'] = gone
  await people.see('server', 2000, ['phone', '13800000001'], ['login_id', 'u1'])
})
afterAll(() => people.close())

const found = async (q: string) => (await people.api.list({ q })).items.map((one) => one.id).sort()

describe('[P21] looking for a person', () => {
  test.each([
    ['13800000001', ['one']],
    [' +86 138-0000-0001 ', ['one']],
    ['M-77', ['one']],
    ['oAbC', ['two']],
    ['王小明', ['one', 'two']],
    ['Two@b.cn', ['two']],
    ['王小', []],
    ['杭州', []],
    ['nobody', []],
    ['   ', []],
    ["' or 1=1 --", []],
    ['\u0000', []],
  ])('%j', async (q, names) => {
    expect(await found(q)).toEqual(names.map((name) => ids[name]).sort())
  })
  test('by number, with and without the mark', async () => {
    expect(await found(`#${ids['two']}`)).toEqual([ids['two']])
    expect(await found(String(ids['gone']))).toEqual([ids['gone']])
    expect(await found('999999999999')).toEqual([])
  })
  test('with a filter of the list', async () => {
    expect((await people.api.list({ q: '王小明', entered: 'true' })).items).toEqual([])
    expect((await people.api.list({ q: '王小明', known: 'true' })).items).toHaveLength(2)
  })
})
