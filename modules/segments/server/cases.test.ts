import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stranger } from '../core/belongs.ts'
import type { DefinitionInput } from '../core/definition.ts'
import type { Someone } from '../core/fixture.ts'
import { type House, openHouse } from './fixture.ts'
import { runSegment } from './runs.ts'

/** Cases collected from other products; they may lie beside the project. */
const file = join(process.cwd(), '../shared/cases/segments.json')

interface Case {
  id: string
  title: string
  expect: { in: string[][] | string[] }
}

/** One thing that happens, or a look at who belongs. */
type Op =
  | { identify: string; traits: Record<string, unknown> }
  | { track: string; event: string }
  | { wait: number }
  | 'compute'

const second = 1000
const day = 86_400_000
const set = (identify: string, traits: Record<string, unknown>): Op => ({ identify, traits })
const did = (track: string, event: string): Op => ({ track, event })
const span = (value: number, unit: 'second' | 'minute' | 'hour' | 'day') => ({ value, unit })
const is = (property: string, op: 'eq' | 'ne' | 'isNotSet' | 'includes', value?: string | number): DefinitionInput => ({
  is: { property, op, ...(value === undefined ? {} : { value }) },
})

/** What each case asks and what happens in it; whom it expects stands in the file. */
const plays: Record<string, { definition: DefinitionInput; ops: Op[] }> = {
  'SG-H01': {
    definition: { held: { property: 'status', value: 'test', is: 'within', for: span(1, 'minute') } },
    ops: [
      set('u1', { status: 'test' }),
      { wait: 100 },
      'compute',
      { wait: 50 },
      'compute',
      { wait: 20 * 60 * second },
      'compute',
    ],
  },
  'SG-H02': {
    definition: { held: { property: 'status', value: 'onboarding', is: 'atLeast', for: span(7, 'day') } },
    ops: [
      ...[set('u1', { status: 'onboarding' }), 'compute', { wait: 7 * day + 60 * second }, 'compute'],
      ...[set('u1', { status: 'onboarding' }), 'compute', set('u1', { status: 'active' }), 'compute'],
    ] as Op[],
  },
  'SG-H03': {
    definition: { did: { event: 'test', op: 'eq', value: 0 } },
    ops: [did('u1', 'unrelated'), did('u2', 'test'), 'compute', 'compute', did('u1', 'test'), 'compute'],
  },
  'SG-H04': {
    definition: { did: { event: 'test', op: 'lt', value: 2 } },
    ops: [set('u0', {}), did('u1', 'test'), did('u2', 'test'), did('u2', 'test'), 'compute'],
  },
  'SG-H05': {
    definition: { did: { event: 'TEST_', prefix: true, op: 'gte', value: 2 } },
    ops: [did('u1', 'TEST_1'), did('u1', 'TEST_2'), did('u2', 'TEST_3'), 'compute'],
  },
  'SG-H06': {
    definition: is('email', 'isNotSet'),
    ops: [
      ...[set('u1', { email: 'a@x.cn' }), set('u2', { email: '' }), set('u3', {}), 'compute'],
      ...[set('u3', { email: 'c@x.cn' }), 'compute', set('u3', { unrelated: 1 }), 'compute'],
    ] as Op[],
  },
  'SG-H07': {
    definition: { and: [is('env', 'eq', 'test'), { did: { event: 'e', window: { last: span(5, 'second') } } }] },
    ops: [set('u1', { env: 'test' }), did('u1', 'e'), 'compute', { wait: 7 * second }, 'compute'],
  },
  'SG-H08': {
    definition: { and: [is('a', 'eq', 1), is('b', 'eq', 1)] },
    ops: [set('u1', { a: 1 }), 'compute', set('u1', { b: 1 }), 'compute', set('u1', { b: 2 }), 'compute'],
  },
  'SG-H10': {
    definition: is('items', 'includes', 'test2'),
    ops: [
      ...[set('u1', { items: ['test1', 'test2'] }), set('u2', { items: ['test1', 'test3'] })],
      ...[set('u3', { items: 'test2 as a plain, invalid string' }), 'compute', set('u1', { items: [] }), 'compute'],
    ] as Op[],
  },
  'SG-H11': {
    definition: is('env', 'ne', 'prod'),
    ops: [set('u1', { env: 'test' }), set('u2', { env: 'prod' }), set('u3', {}), 'compute'],
  },
}

/** Policies that Siyu does not offer, or not in that form. */
const notOffered: Record<string, string> = {
  'SG-H09': 'who may be written to is asked at the moment of sending (consents, P51) and never frozen in a segment',
  'SG-H12': 'segments give no points: a condition holds or it does not',
}

let house: House
const users = new Map<
  string,
  { id: string; attributes: Record<string, unknown>; events: Someone['events'][number][] }
>()
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house?.close())

const numbers: Record<string, string> = { u0: '100', u1: '101', u2: '102', u3: '103' }

function userOf(name: string) {
  const user = users.get(name) ?? { id: numbers[name] ?? '', attributes: {}, events: [] }
  users.set(name, user)
  return user
}

function happen(op: Exclude<Op, 'compute'>) {
  const at = house.platform.clock()
  if ('wait' in op) return house.platform.clock.advance(op.wait)
  if ('track' in op) return void userOf(op.track).events.push({ event: op.event, at, properties: {} })
  const user = userOf(op.identify)
  user.attributes = { ...user.attributes, ...op.traits }
  user.events.push({ event: '$identify', at, properties: op.traits })
}

const people = () => [...users.values()].map((user): Someone => ({ ...stranger, ...user, strands: [] }))

/** Who belongs after looking at everybody anew as a live segment does; a full run then changes nothing. */
async function computed(segment: string): Promise<string[]> {
  await house.fill(people())
  await runSegment(house.deps, segment, { cause: 'live', by: 'test', strands: Object.values(numbers) })
  const full = await runSegment(house.deps, segment, { cause: 'asked', by: 'test' })
  expect(full).toMatchObject({ entered: 0, gone: 0 })
  const { items } = await house.api.segments.people({ id: segment })
  return items.map(({ person }) => Object.keys(numbers).find((name) => numbers[name] === person) ?? person)
}

async function play(name: string, { definition, ops }: (typeof plays)[string]): Promise<string[][]> {
  users.clear()
  await house.fill([])
  const { segment, task } = await house.api.segments.create({ name, refresh: 'manual', definition })
  await house.ended(task)
  const seen: string[][] = []
  for (const op of ops) {
    if (op === 'compute') seen.push(await computed(segment.id))
    else happen(op)
  }
  return seen
}

const there = existsSync(file)
const cases: Case[] = there ? JSON.parse(readFileSync(file, 'utf8')).cases : []

describe.skipIf(!there)('[G23] published cases of segments (../shared/cases/segments.json)', () => {
  test('every case is played, or named with the policy that is not offered', () => {
    const known = [...Object.keys(plays), ...Object.keys(notOffered)]
    expect(cases.map(({ id }) => id).sort()).toEqual(known.sort())
  })

  const offered = cases.filter(({ id }) => plays[id])
  test.each(offered)('$id $title', async ({ id, expect: { in: expected } }) => {
    const wanted = Array.isArray(expected[0]) ? expected : [expected]
    expect(await play(id, plays[id] ?? { definition: { or: [] }, ops: [] })).toEqual(wanted)
  })
})

test('[G3] [G23] a trait and a recent event; when the time is over, nobody', async () => {
  const definition: DefinitionInput = {
    and: [is('env', 'eq', 'test'), { did: { event: 'e', window: { last: span(1, 'minute') } } }],
  }
  const ops: Op[] = [set('u1', { env: 'test' }), did('u1', 'e'), { wait: 59_999 }, 'compute', { wait: 1 }, 'compute']
  expect(await play('a minute', { definition, ops })).toEqual([['u1'], []])
})
