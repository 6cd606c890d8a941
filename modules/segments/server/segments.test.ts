import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stranger } from '../core/belongs.ts'
import type { DefinitionInput } from '../core/definition.ts'
import type { Someone } from '../core/fixture.ts'
import { type House, openHouse } from './fixture.ts'
import { segmentExport, segmentsSubject } from './index.ts'
import { runSegment } from './runs.ts'
import { runDue } from './tasks.ts'

let house: House
let at = 0
beforeAll(async () => {
  house = await openHouse()
  at = house.platform.clock()
})
afterAll(() => house?.close())

const someone = (id: string, more: Partial<Someone> = {}): Someone => ({ ...stranger, id, strands: [], ...more })
const pay = (daysAgo: number, price = 10) => ({ event: 'pay', at: at - daysAgo * 86_400_000, properties: { price } })
const inCity = (city: string): DefinitionInput => ({ is: { property: 'city', op: 'eq', value: city } })
const paid: DefinitionInput = { did: { event: 'pay', window: { last: { value: 30, unit: 'day' } } } }

const peopleOf = async (id: string, more: { and?: string; not?: string; run?: string; side?: 'gone' } = {}) =>
  (await house.api.segments.people({ id, ...more })).items.map(({ person }) => person)

async function made(name: string, definition: DefinitionInput, refresh: 'manual' | 'daily' | 'live' = 'manual') {
  const { segment, task } = await house.api.segments.create({ name, definition, refresh })
  expect(await house.ended(task)).toMatchObject({ state: 'done' })
  return segment.id
}

const world = () => [
  someone('1', { attributes: { city: '杭州' }, events: [pay(1), pay(2)] }),
  someone('2', { attributes: { city: '杭州' }, events: [pay(40)], strands: ['21'] }),
  someone('3', {
    attributes: { city: '上海' },
    events: [pay(3)],
    person: { entry: 'self', source: '门店', owner: '' },
  }),
  someone('4', { events: [{ event: 'view', at, properties: {} }] }),
  someone('5', { attributes: { city: '杭州' }, events: [pay(1)], excluded: true }),
]

describe('a segment by rule', () => {
  test('[G6] [G8] is computed when it is made, with its run; merged people are one, excluded ones in none', async () => {
    await house.fill(world())
    const id = await made('杭州', inCity('杭州'))
    expect(await peopleOf(id)).toEqual(['1', '2'])
    expect(await house.api.segments.get({ id })).toMatchObject({ people: 2, version: 1, kind: 'rule', change: null })
    const others = await made('不在杭州', { not: inCity('杭州') })
    expect(await peopleOf(others)).toEqual(['3', '4'])
    expect((await house.api.segments.history({ id })).items).toMatchObject([
      { cause: 'saved', people: 2, entered: 2, gone: 0, by: 'staff:7' },
    ])
  })

  test('[G8] a run writes the difference: who came and who left open their people, and a page follows a page', async () => {
    const id = await made('买过', paid)
    expect(await peopleOf(id)).toEqual(['1', '3'])
    const [first, second] = world()
    await house.fill([
      first ?? someone('1'),
      { ...(second ?? someone('2')), events: [pay(5)] },
      someone('3'),
      someone('4'),
    ])
    const { task } = await house.api.segments.refresh({ id })
    expect((await house.ended(task)).counts.map(({ count }) => count)).toEqual([2, 1, 1])
    const [run] = (await house.api.segments.history({ id, limit: 1 })).items
    expect(run).toMatchObject({ cause: 'asked', entered: 1, gone: 1, people: 2 })
    expect(await peopleOf(id, { run: run?.id ?? '' })).toEqual(['2'])
    expect(await peopleOf(id, { run: run?.id ?? '', side: 'gone' })).toEqual(['3'])
    const page = await house.api.segments.people({ id, limit: 1 })
    expect(page.items[0]?.person).toBe('1')
    expect(await house.api.segments.people({ id, limit: 1, ...(page.next ? { cursor: page.next } : {}) })).toEqual({
      items: [{ person: '2', since: expect.any(String) }],
    })
    await house.fill(world())
  })

  test('[G9] a change names the version it was made from; the old definitions stay', async () => {
    const id = await made('上海', inCity('上海'))
    const { segment, task } = await house.api.segments.change({ id, version: 1, definition: inCity('杭州') })
    expect(segment.version).toBe(2)
    await house.ended(task ?? '')
    expect(await peopleOf(id)).toEqual(['1', '2'])
    await expect(house.api.segments.change({ id, version: 1, name: 'x' })).rejects.toMatchObject({
      code: 'version-old',
    })
    expect(await house.api.segments.change({ id, version: 2, name: '搬家' })).toMatchObject({ task: null })
    await expect(house.api.segments.create({ name: '搬家', definition: paid })).rejects.toMatchObject({
      code: 'name-taken',
    })
    const kept = await house.platform.postgres.pool.query(
      `select version, definition->'is'->>'value' as value from segments_version where segment = ${id} order by version`,
    )
    expect(kept.rows.map(({ value }) => value)).toEqual(['上海', '杭州', '杭州'])
    const audited = await house.platform.postgres.pool.query(
      `select action from platform_audit where subject = '${id}' and action like 'segment.%' order by id`,
    )
    expect(audited.rows.map(({ action }) => action)).toEqual(['segment.created', 'segment.changed', 'segment.changed'])
  })

  test('[G7] [G10] of another one it takes the conditions as they are now; who is used stays, and no circle', async () => {
    const base = await made('基础', inCity('杭州'))
    const above = await made('基础且买过', { and: [{ segment: base }, paid] })
    expect(await peopleOf(above)).toEqual(['1'])
    await expect(house.api.segments.archive({ id: base, archived: true })).rejects.toMatchObject({
      code: 'segment-in-use',
    })
    expect((await house.api.segments.get({ id: base })).usedBy).toEqual([
      { kind: 'segment', id: above, name: '基础且买过' },
    ])
    await expect(
      house.api.segments.change({ id: base, version: 1, definition: { not: { segment: above } } }),
    ).rejects.toMatchObject({ code: 'segment-of-itself' })
    await expect(house.api.segments.create({ name: 'x', definition: { segment: '999' } })).rejects.toMatchObject({
      code: 'no-such-segment',
    })
    await expect(house.api.segments.create({ name: 'x', definition: { tag: '999' } })).rejects.toMatchObject({
      code: 'tag-unknown',
    })
    const { task } = await house.api.segments.change({ id: base, version: 1, definition: inCity('上海') })
    await house.ended(task ?? '')
    await runSegment(house.deps, above, { cause: 'asked', by: 'test' })
    expect(await peopleOf(above)).toEqual(['3'])
    await house.api.segments.archive({ id: above, archived: true })
    expect(await house.api.segments.archive({ id: base, archived: true })).toMatchObject({
      archivedAt: expect.any(String),
    })
    const archived = (await house.api.segments.list({ archived: 'true' })).items.map(({ name }) => name)
    expect(archived).toEqual(['基础且买过', '基础'])
    expect((await house.api.segments.list({ q: '基础' })).items).toEqual([])
    expect(await house.api.segments.archive({ id: base, archived: false })).toMatchObject({ archivedAt: null })
  })

  test('[G8] at night what is daily or live is computed, and one that fails holds up no other', async () => {
    const daily = await made('每天', { did: { event: 'pay', op: 'gte', value: 2 } }, 'daily')
    const manual = await made('手动', { did: { event: 'pay', op: 'gte', value: 2 } })
    await house.platform.postgres.pool.query(
      `insert into segments_segment (name, kind, refresh, definition, created_by, created_at, changed_by, changed_at)
       values ('坏的', 'rule', 'daily', '{"segment":"987654"}', 'x', now(), 'x', now())`,
    )
    const [first, ...rest] = world()
    await house.fill([
      { ...(first ?? someone('1')), events: [] },
      { ...someone('6'), events: [pay(1), pay(2)] },
      ...rest,
    ])
    const failed: string[] = []
    await runDue(house.deps, 'daily', (id) => failed.push(id))
    expect(failed).toHaveLength(1)
    expect([await peopleOf(daily), await peopleOf(manual)]).toEqual([['6'], ['1']])
    await house.fill(world())
  })
})

describe('a list', () => {
  test('[G12] by ids of one type, by numbers, or as another segment was; lines nobody is known by are told', async () => {
    const phone = await house.person('phone', '13800138000')
    const csv = 'phone,name\n13800138000,王\n13900139000,李\n"138-0013-8000",王\n'
    const byPhone = await house.api.segments.createList({ name: '名单', ids: { type: 'phone', csv } })
    expect(byPhone).toMatchObject({
      unknown: { count: 1, lines: [3] },
      segment: { kind: 'list', people: 1, refresh: 'manual' },
    })
    expect(await peopleOf(byPhone.segment.id)).toEqual([phone])
    const numbered = await house.api.segments.createList({ name: '编号', people: [phone, '99999999'] })
    expect(numbered.unknown).toEqual({ count: 1, lines: [2] })
    const source = await made('源', inCity('杭州'))
    const copy = await house.api.segments.createList({ name: '快照', snapshotOf: source })
    await house.fill(world().slice(0, 1))
    await runSegment(house.deps, source, { cause: 'asked', by: 'test' })
    await house.fill(world())
    expect([await peopleOf(source), await peopleOf(copy.segment.id)]).toEqual([['1'], ['1', '2']])
    const without = await made('快照之外', { and: [inCity('杭州'), { not: { segment: copy.segment.id } }] })
    expect(await peopleOf(without)).toEqual([])
    await expect(house.api.segments.refresh({ id: copy.segment.id })).rejects.toMatchObject({
      code: 'list-has-no-rule',
    })
    await expect(
      house.api.segments.change({ id: copy.segment.id, version: 1, definition: paid }),
    ).rejects.toMatchObject({ code: 'list-has-no-rule' })
    await expect(house.api.segments.createList({ name: 'z', ids: { type: 'nope', csv: '1' } })).rejects.toMatchObject({
      code: 'id-type-unknown',
    })
    await expect(house.api.segments.createList({ name: 'z' })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })
})

describe('asking', () => {
  test('[G11] an estimate of few people is exact and shows some of them; of many it looks at a share', async () => {
    expect(await house.api.segments.estimate({ definition: paid })).toEqual({
      ...{ people: 2, exact: true, share: 1 },
      sample: expect.arrayContaining(['1', '3']),
    })
    expect(await house.api.segments.estimate({ definition: { did: { event: 'never' } } })).toMatchObject({
      people: 0,
      sample: [],
    })
    await expect(
      house.api.segments.estimate({ definition: { did: { event: 'a', measure: 'sum' } } }),
    ).rejects.toMatchObject({ code: 'measure-needs-property' })
    await house.platform.olap.command(
      "insert into people (id, version, entry, attributes) select number + 1000000, 1, 'self', '{\"lot\":1}' from numbers(600000)",
    )
    const many = await house.api.segments.estimate({ definition: { is: { property: 'lot', op: 'eq', value: 1 } } })
    expect(many).toMatchObject({ exact: false, share: 0.25 })
    expect(Math.abs(many.people - 600_000)).toBeLessThan(6000)
    const whole = await house.api.segments.estimate({
      definition: { is: { property: 'lot', op: 'eq', value: 1 } },
      exact: true,
    })
    expect(whole).toMatchObject({ people: 600_000, exact: true })
    await house.fill(world())
  })

  test('[G21] two segments: how many they share, whom, and in what they differ most', async () => {
    const a = await made('比较 A', inCity('杭州'))
    const b = await made('比较 B', paid)
    const compared = await house.api.segments.compare({ a, b })
    expect(compared).toMatchObject({ a: 2, b: 2, both: 1 })
    expect(compared.features).toContainEqual({
      ...{ kind: 'attribute', name: 'city', value: '杭州', a: 2, b: 1, shareA: 1, shareB: 0.5, lift: 2 },
    })
    expect(compared.features).toContainEqual(
      expect.objectContaining({ kind: 'source', value: '门店', a: 0, b: 1, lift: 0 }),
    )
    expect([await peopleOf(a, { and: b }), await peopleOf(a, { not: b })]).toEqual([['1'], ['2']])
  })

  test('[G1] what conditions can be about is told with its frequent values', async () => {
    const fields = await house.api.segments.fields()
    expect(fields.attributes).toEqual([{ name: 'city', values: ['杭州', '上海'] }])
    expect(fields.fields.find(({ name }) => name === 'source')).toEqual({ name: 'source', values: ['门店'] })
  })

  test('[G22] the people of a segment as a file: numbers and what the log knows, each once', async () => {
    const segment = await made('导出', inCity('杭州'))
    const kind = segmentExport(house.platform)
    expect(await kind.count({ segment, except: ['2'] })).toBe(1)
    const rows = []
    for await (const batch of kind.batches({ segment }, { masked: true, language: 'zh', zone: 'Asia/Shanghai' }, 1))
      rows.push(...batch)
    expect(rows.map(([person, , , , , attributes]) => [person, attributes])).toEqual([
      ['1', '{"city":"杭州"}'],
      ['2', '{"city":"杭州"}'],
    ])
  })

  test('[G20] whoever asks gets their segments; whoever is erased stands in none', async () => {
    const segment = await made('要删的人', inCity('上海'))
    const records = segmentsSubject(house.platform)
    const subject = { person: '3', strands: ['3'], values: [] }
    const rows = []
    for await (const row of records.tables(subject)[1]?.rows() ?? []) rows.push(row)
    expect(rows).toContainEqual({ segment, name: '要删的人', since: expect.any(String) })
    await records.sweep?.(subject)
    expect(await peopleOf(segment)).toEqual([])
  })
})
