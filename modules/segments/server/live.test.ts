import { afterAll, beforeAll, expect, test } from 'vitest'
import { stranger } from '../core/belongs.ts'
import type { DefinitionInput } from '../core/definition.ts'
import type { Someone } from '../core/fixture.ts'
import { type House, openHouse } from './fixture.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house?.close())

const people = new Map<string, Someone>()
const peopleOf = async (id: string) => (await house.api.segments.people({ id })).items.map(({ person }) => person)

async function made(name: string, definition: DefinitionInput): Promise<string> {
  const { segment, task } = await house.api.segments.create({ name, definition, refresh: 'live' })
  await house.ended(task)
  await house.live.open()
  return segment.id
}

/** Stores what somebody does as a collector would, by one of their numbers; answers whether anybody waited for it. */
async function does(person: string, event: string, properties: object = {}, strand = person): Promise<boolean> {
  const before = people.get(person) ?? { ...stranger, id: person, strands: [] }
  const strands = strand === person ? before.strands : [...new Set([...before.strands, strand])]
  const stored = house.live.react([{ strand, event, properties: { ...properties } }])
  const happened = { event, at: house.platform.clock(), properties }
  people.set(person, { ...before, strands, events: [...before.events, happened] })
  await house.fill([...people.values()])
  stored?.()
  await house.live.settled()
  return stored !== null
}

test('[G13] somebody enters a live segment by the event that does it, by whichever number it came, and leaves by one', async () => {
  const big = { property: 'price', op: 'gte', value: 100 } as const
  const bought = await made('买过大单', { did: { event: 'pay', where: big, op: 'gte', value: 2 } })
  const lost = await made('加购未付', { and: [{ did: { event: 'add' } }, { not: { did: { event: 'pay' } } }] })
  expect(await does('1', 'view')).toBe(false)
  expect(await does('1', 'add')).toBe(true)
  expect([await peopleOf(bought), await peopleOf(lost)]).toEqual([[], ['1']])
  await does('1', 'pay', { price: 120 })
  expect([await peopleOf(bought), await peopleOf(lost)]).toEqual([[], []])
  await does('1', 'pay', { price: 200 }, '11')
  expect(await peopleOf(bought)).toEqual(['1'])
  expect(await house.api.segments.get({ id: bought })).toMatchObject({ people: 1 })
  const [run] = (await house.api.segments.history({ id: bought })).items
  expect(run).toMatchObject({ cause: 'live', entered: 1, gone: 0, people: 1 })
})

test('[G13] a tag that is given or taken counts too, once the log has it', async () => {
  const person = await house.person('login_id', 'live')
  people.set(person, { ...stranger, id: person, strands: [] })
  await house.fill([...people.values()])
  const group = await house.api.tags.createGroup({ name: '实时', exclusive: false })
  const tag = await house.api.tags.create({ name: '实时标签', group: group.id })
  const segment = await made('有标签', { tag: tag.id })
  await house.api.tags.giveOne({ id: person, tag: tag.id })
  await expect.poll(() => peopleOf(segment), { timeout: 8000, interval: 50 }).toEqual([person])
  await house.api.tags.takeOne({ id: person, tag: tag.id })
  await expect.poll(() => peopleOf(segment), { timeout: 8000, interval: 50 }).toEqual([])
})

test('[G13] what is put away or no longer live is not looked at', async () => {
  const segment = await made('不再实时', { did: { event: 'never-else' } })
  await house.api.segments.change({ id: segment, version: 1, refresh: 'manual' })
  await house.live.open()
  expect(await does('2', 'never-else')).toBe(false)
})
