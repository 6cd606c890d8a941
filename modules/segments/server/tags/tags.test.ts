import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stranger } from '../../core/belongs.ts'
import { type House, openHouse } from '../fixture.ts'
import { segmentsSubject } from '../index.ts'
import { runSegment } from '../runs.ts'

let house: House
const members: string[] = []
beforeAll(async () => {
  house = await openHouse()
  for (let i = 0; i < 4; i += 1) members.push(await house.person('login_id', `u${i}`))
  await house.fill(members.map((id, i) => ({ ...stranger, id, strands: [], attributes: { vip: i < 2 } })))
})
afterAll(() => house?.close())

let groups = 0
async function tagIn(exclusive: boolean, ...names: string[]): Promise<string[]> {
  groups += 1
  const group = await house.api.tags.createGroup({ name: `组${groups}`, exclusive })
  const made = []
  for (const name of names) made.push((await house.api.tags.create({ name, group: group.id })).id)
  return made
}
const namesOf = async (person: string) => (await house.api.tags.ofPerson({ id: person })).items.map(({ name }) => name)
const peopleOf = async (id: string) => (await house.api.tags.people({ id })).items.map(({ person }) => person)
const [one, two, three] = [0, 1, 2].map((i) => () => members[i] ?? '') as [() => string, () => string, () => string]

describe('tags by hand', () => {
  test('[G14] given and taken with a fact each; once is enough; every read sees it', async () => {
    const [gold = ''] = await tagIn(false, '金卡')
    const given = await house.api.tags.giveOne({ id: one(), tag: gold })
    expect(given.items).toMatchObject([{ tag: gold, name: '金卡', kind: 'hand', by: 'staff:7' }])
    await house.api.tags.giveOne({ id: one(), tag: gold })
    expect(await peopleOf(gold)).toEqual([one()])
    const [listed] = (await house.api.tags.list({ q: '金' })).items
    expect(listed).toMatchObject({
      people: 1,
      share: 0.25,
      changedAt: expect.any(String),
      exclusive: false,
      usedBy: [],
    })
    const taken = await house.api.tags.takeOne({ id: one(), tag: gold })
    expect(taken.items).toEqual([])
    expect(taken.history.map(({ given: was, person }) => [was, person])).toEqual([
      [false, one()],
      [true, one()],
    ])
    expect((await house.api.tags.history({ id: gold, limit: 1 })).items).toMatchObject([
      { given: false, by: 'staff:7' },
    ])
    expect(await peopleOf(gold)).toEqual([])
    await expect(house.api.tags.giveOne({ id: '999999', tag: gold })).rejects.toMatchObject({ code: 'no-such-person' })
    await expect(house.api.tags.giveOne({ id: one(), tag: '999' })).rejects.toMatchObject({ code: 'no-such-tag' })
  })

  test('[G14] of an exclusive group a person has one: the new one takes the place of the old', async () => {
    const [low = '', high = ''] = await tagIn(true, '低', '高')
    await house.api.tags.giveOne({ id: one(), tag: low })
    await house.api.tags.giveOne({ id: one(), tag: high })
    expect(await namesOf(one())).toEqual(['高'])
    expect(await peopleOf(low)).toEqual([])
    await house.api.tags.takeOne({ id: one(), tag: high })
  })

  test('[G14] a merge brings the tags along, and taking one takes it from every side', async () => {
    const [blue = ''] = await tagIn(false, '蓝')
    const left = await house.person('phone', '13700000001')
    const right = await house.person('login_id', 'right')
    await house.api.tags.giveOne({ id: left, tag: blue })
    await house.api.tags.giveOne({ id: right, tag: blue })
    await house.deps.identities.resolve([
      {
        ...{ at: house.platform.clock(), trust: 'server' },
        claims: [
          { type: 'phone', value: '13700000001' },
          { type: 'login_id', value: 'right' },
        ],
      },
    ])
    await house.platform.outbox.settled()
    const kept = (await house.deps.identities.standing(right)) ?? ''
    expect([await namesOf(left), await peopleOf(blue)]).toEqual([['蓝'], [kept]])
    await house.api.tags.takeOne({ id: right, tag: blue })
    expect([await namesOf(kept), await peopleOf(blue)]).toEqual([[], []])
  })

  test('[G15] many at once, all of a segment but some as a task, and both taken back where nobody has changed it', async () => {
    const [red = ''] = await tagIn(false, '红')
    const some = await house.api.tags.give({ id: red, ids: [one(), two(), one()] })
    expect(some).toMatchObject({ changed: 2, task: null })
    const vip = { is: { property: 'vip', op: 'eq', value: true } } as const
    const { segment, task } = await house.api.segments.create({
      name: '贵宾',
      refresh: 'manual',
      definition: { not: { or: [vip] } },
    })
    await house.ended(task)
    const all = await house.api.tags.give({ id: red, filter: { segment: segment.id }, except: [members[3] ?? ''] })
    expect((await house.ended(all.task ?? '')).counts).toMatchObject([{ count: 1 }])
    expect(await peopleOf(red)).toEqual([one(), two(), three()])
    await house.api.tags.takeOne({ id: two(), tag: red })
    await house.api.tags.giveOne({ id: two(), tag: red })
    const undone = await house.api.tags.undo({ id: some.batch })
    expect((await house.ended(undone.task)).counts).toMatchObject([{ count: 1 }])
    expect(await peopleOf(red)).toEqual([two(), three()])
    await house.ended((await house.api.tags.undo({ id: all.batch })).task)
    expect(await peopleOf(red)).toEqual([two()])
    await expect(house.api.tags.undo({ id: '999999' })).rejects.toMatchObject({ code: 'no-such-batch' })
  })
})

test('[G16] a tag by rule is had by whoever belongs to its segment, run by run, and by nobody else', async () => {
  const { segment, task } = await house.api.segments.create({
    ...{ name: '规则', refresh: 'manual', definition: { is: { property: 'vip', op: 'eq', value: true } } },
  })
  await house.ended(task)
  const group = await house.api.tags.createGroup({ name: '规则组', exclusive: false })
  const rule = await house.api.tags.create({ name: '贵宾标签', group: group.id, segment: segment.id })
  expect(rule).toMatchObject({ kind: 'rule', people: 2, segment: segment.id })
  expect((await house.api.tags.ofPerson({ id: one() })).items).toContainEqual(
    expect.objectContaining({ name: '贵宾标签', kind: 'rule', by: null }),
  )
  await expect(house.api.tags.giveOne({ id: three(), tag: rule.id })).rejects.toMatchObject({ code: 'tag-by-rule' })
  await house.fill(members.map((id, i) => ({ ...stranger, id, strands: [], attributes: { vip: i === 2 } })))
  await runSegment(house.deps, segment.id, { cause: 'asked', by: 'test' })
  expect(await peopleOf(rule.id)).toEqual([three()])
  const asking = await house.api.segments.create({
    name: '用规则标签',
    refresh: 'manual',
    definition: { tag: rule.id },
  })
  await house.ended(asking.task)
  expect((await house.api.segments.get({ id: asking.segment.id })).people).toBe(1)
  await expect(house.api.segments.archive({ id: segment.id, archived: true })).rejects.toMatchObject({
    code: 'segment-in-use',
  })
  await expect(house.api.tags.archive({ id: rule.id, archived: true })).rejects.toMatchObject({ code: 'tag-in-use' })
  await house.api.segments.archive({ id: asking.segment.id, archived: true })
  await house.api.tags.archive({ id: rule.id, archived: true })
  expect(await peopleOf(rule.id)).toEqual([])
  await house.api.tags.archive({ id: rule.id, archived: false })
  expect(await peopleOf(rule.id)).toEqual([three()])
})

test('[G17] merged, its people get the other, definitions ask for that one, and it is put away', async () => {
  const [old = '', good = ''] = await tagIn(false, '旧', '新')
  await house.api.tags.give({ id: old, ids: [one(), two()] })
  await house.api.tags.giveOne({ id: two(), tag: good })
  const { segment, task } = await house.api.segments.create({
    name: '问旧',
    refresh: 'manual',
    definition: { not: { tag: old } },
  })
  await house.ended(task)
  const [usedBy] = (await house.api.tags.list({ q: '旧' })).items.map((tag) => tag.usedBy)
  expect(usedBy).toEqual([{ kind: 'segment', id: segment.id, name: '问旧' }])
  await expect(house.api.tags.merge({ id: old, into: old })).rejects.toMatchObject({ code: 'merge-with-itself' })
  expect(await house.ended((await house.api.tags.merge({ id: old, into: good })).task)).toMatchObject({ state: 'done' })
  expect([await peopleOf(old), await peopleOf(good)]).toEqual([[], [one(), two()]])
  expect(await house.api.segments.get({ id: segment.id })).toMatchObject({
    definition: { not: { tag: good } },
    version: 2,
  })
  const [gone] = (await house.api.tags.list({ archived: 'true', q: '旧' })).items
  expect(gone).toMatchObject({ mergedInto: good })
  await expect(house.api.tags.giveOne({ id: one(), tag: old })).rejects.toMatchObject({ code: 'tag-archived' })
})

test('[G18] a tag waits for an id and is given the moment somebody has it; whoever has it gets it at once', async () => {
  const [soon = ''] = await tagIn(false, '预打')
  await house.person('phone', '13600000001')
  const values = ['13600000001', '136 0000 0002', 'xx']
  const kept = await house.api.tags.createPending({ tag: soon, type: 'phone', values })
  expect(kept).toEqual({ given: 1, waiting: 1, refused: 1 })
  const [waiting] = (await house.api.tags.pending({})).items
  expect(waiting).toMatchObject({ value: '136****0002', person: null, appliedAt: null })
  expect(
    JSON.stringify((await house.platform.postgres.pool.query('select * from segments_pending')).rows),
  ).not.toContain('13600000002')
  const newcomer = await house.person('phone', '13600000002')
  await house.platform.outbox.settled()
  expect(await namesOf(newcomer)).toEqual(['预打'])
  expect((await house.api.tags.pending({})).items[0]).toMatchObject({ person: newcomer, appliedAt: expect.any(String) })
  await house.api.tags.createPending({ tag: soon, type: 'phone', values: ['13600000003'] })
  const [last] = (await house.api.tags.pending({})).items
  await house.api.tags.dropPending({ id: last?.id ?? '' })
  const nobody = await house.person('phone', '13600000003')
  await house.platform.outbox.settled()
  expect(await namesOf(nobody)).toEqual([])
  await expect(house.api.tags.dropPending({ id: '99999' })).rejects.toMatchObject({ code: 'no-such-pending' })
  await expect(house.api.tags.createPending({ tag: soon, type: 'nope', values: ['1'] })).rejects.toMatchObject({
    code: 'id-type-unknown',
  })
})

test('[G19] groups and tags have names of their own; a group with tags stays', async () => {
  const group = await house.api.tags.createGroup({ name: '生命周期', exclusive: false })
  await expect(house.api.tags.createGroup({ name: '生命周期', exclusive: true })).rejects.toMatchObject({
    code: 'name-taken',
  })
  const tag = await house.api.tags.create({ name: '新客', group: group.id })
  await expect(house.api.tags.create({ name: '新客', group: group.id })).rejects.toMatchObject({ code: 'name-taken' })
  await expect(house.api.tags.create({ name: 'x', group: '9999' })).rejects.toMatchObject({ code: 'no-such-group' })
  await expect(house.api.tags.archiveGroup({ id: group.id })).rejects.toMatchObject({ code: 'group-in-use' })
  expect(await house.api.tags.change({ id: tag.id, name: '老客' })).toMatchObject({
    name: '老客',
    groupName: '生命周期',
  })
  await house.api.tags.archive({ id: tag.id, archived: true })
  await house.api.tags.archiveGroup({ id: group.id })
  expect((await house.api.tags.groups()).items.map(({ name }) => name)).not.toContain('生命周期')
  await expect(house.api.tags.archive({ id: tag.id, archived: false })).rejects.toMatchObject({ code: 'no-such-group' })
  await expect(house.api.tags.changeGroup({ id: '9999', name: 'y', exclusive: false })).rejects.toMatchObject({
    code: 'no-such-group',
  })
})

test('[G20] the copy for a person has their tags with the history; erased, nothing of it is left', async () => {
  const [some = ''] = await tagIn(false, '要忘')
  const person = await house.person('login_id', 'forgotten')
  await house.api.tags.giveOne({ id: person, tag: some })
  const records = segmentsSubject(house.platform)
  const subject = { person, strands: [person], values: [] }
  const rows = []
  for await (const row of records.tables(subject)[0]?.rows() ?? []) rows.push(row)
  expect(rows).toEqual([{ tag: some, name: '要忘', given: true, at: expect.any(String), by: 'staff:7' }])
  await records.sweep?.(subject)
  await house.platform.postgres.transaction(async (tx) => records.erase?.(tx, subject))
  expect([await peopleOf(some), (await house.api.tags.history({ id: some })).items]).toEqual([[], []])
})
