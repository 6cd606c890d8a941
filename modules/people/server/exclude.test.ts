import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPeople, type People } from './fixture.ts'

let people: People
beforeAll(async () => {
  people = await openPeople()
})
afterAll(() => people.close())

test('[P22] many at once, only those that change, undone by what the answer says', async () => {
  const ids: string[] = []
  for (let n = 0; n < 5; n += 1) ids.push((await people.see('server', 1000 + n, ['login_id', `u${n}`])).person)
  const [a = '', b = '', c = '', d = ''] = ids
  await people.api.exclude(a, 'test')
  await people.api.exclude(b, 'cheat')
  const { items } = await people.api.excludeMany([a, b, c, c, '999999'], 'cheat')
  expect(items).toEqual([
    { id: a, before: 'test' },
    { id: c, before: null },
  ])
  const states = async () => (await Promise.all([a, b, c, d].map((id) => people.row(id)))).map((row) => row?.excluded)
  expect(await states()).toEqual(['cheat', 'cheat', 'cheat', null])
  for (const { id, before } of items) await people.api.excludeMany([id], before)
  expect(await states()).toEqual(['test', 'cheat', null, null])
  expect((await people.api.excludeMany([d], null)).items).toEqual([])
})

test.each([[[]], [Array.from({ length: 201 }, (_, i) => String(i + 1))]])(
  'refuses none and more than 200',
  async (ids) => {
    await expect(people.api.excludeMany(ids, 'cheat')).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  },
)
