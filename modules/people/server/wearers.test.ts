import { call } from '@orpc/server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { context, openPeople, type People } from './fixture.ts'
import { peopleSubject } from './subject.ts'

let people: People
beforeAll(async () => {
  people = await openPeople()
})
afterAll(() => people.close())

const with_ = { context }
const person = async (phone: string) => (await people.see('server', 1, ['phone', phone])).person
const child = {
  name: '小明',
  relation: 'child' as const,
  birthYear: 2016,
  facts: [{ name: '右眼球镜', value: '-1.75' }],
}
const shown = async (id: string) => (await call(people.router.wearers, { id }, with_)).items

test('[P43] a wearer is a profile under one person: masked, sealed, shown in full with a reason', async () => {
  const id = await person('13800005001')
  await call(people.router.addWearer, { id, ...child }, with_)
  expect(await shown(id)).toMatchObject([{ name: '小*', relation: 'child', birthYear: 2016, facts: 1 }])
  const { rows } = await people.platform.postgres.pool.query('select sealed::text as text from people_wearer')
  expect(Buffer.from(String(rows[0]?.text).slice(2), 'hex').toString()).not.toContain('小明')
  const full = await people.api.reveal(id, '客户来店配镜')
  expect(full.wearers).toMatchObject([child])
  expect((await people.api.list({ q: '小明' })).items).toEqual([])
})

test('[P43] is changed and taken away, by those who stand for the person, with lines in the audit log', async () => {
  const id = await person('13800005002')
  const other = await person('13800005003')
  await call(people.router.addWearer, { id, ...child }, with_)
  const wearer = (await shown(id))[0]?.id ?? ''
  await call(people.router.changeWearer, { id, wearer, name: '小红', relation: 'child' }, with_)
  // Neither name nor prescription is on a page: what is left empty stays.
  expect(await shown(id)).toMatchObject([{ id: wearer, name: '小*', facts: 1, birthYear: null }])
  await call(people.router.changeWearer, { id, wearer, relation: 'child', birthYear: 2017 }, with_)
  expect((await people.api.reveal(id, '核对')).wearers).toMatchObject([{ ...child, name: '小红', birthYear: 2017 }])
  await expect(call(people.router.dropWearer, { id: other, wearer }, with_)).rejects.toMatchObject({ status: 404 })
  expect(await call(people.router.dropWearer, { id, wearer }, with_)).toEqual({ items: [] })
  const log = await people.platform.postgres.pool.query(
    `select action from platform_audit where subject = $1 and action like 'wearer.%' order by id`,
    [id],
  )
  expect(log.rows.map(({ action }) => action)).toEqual([
    'wearer.added',
    'wearer.changed',
    'wearer.changed',
    'wearer.removed',
  ])
})

test('[P43] a merge brings wearers along and a split takes them back; the copy has them and erasure ends them', async () => {
  const [one, two] = [await person('13800005011'), await person('13800005012')]
  await call(people.router.addWearer, { id: one, ...child }, with_)
  await call(people.router.addWearer, { id: two, ...child, name: '爷爷', relation: 'parent' }, with_)
  await people.see('server', 2, ['phone', '13800005011'], ['phone', '13800005012'])
  expect((await shown(one)).map(({ relation }) => relation)).toEqual(['child', 'parent'])
  const [merge] = (await people.api.merges(one)).items
  await people.identities.undoMerge(one, merge?.id ?? '', { by: 'staff:7', reason: '不是一家人' })
  expect((await shown(one)).map(({ relation }) => relation)).toEqual(['child'])
  expect((await shown(two)).map(({ relation }) => relation)).toEqual(['parent'])
  const records = peopleSubject({
    ...people.platform,
    ...{ identities: people.identities, now: people.platform.clock, goLiveAt: async () => 0 },
  })
  const strands = [one, two]
  const table = records.tables({ person: one, strands, values: [] }).find(({ name }) => name === 'people.wearers')
  const copied: unknown[] = []
  for await (const { name } of table?.rows() ?? []) copied.push(name)
  expect(copied).toEqual(['小明', '爷爷'])
  await people.platform.postgres.transaction(async (tx) => {
    await records.erase?.(tx, { person: one, strands, values: [] })
  })
  const left = await people.platform.postgres.pool.query('select 1 from people_wearer where strand = any($1)', [
    strands,
  ])
  expect(left.rows).toEqual([])
})
