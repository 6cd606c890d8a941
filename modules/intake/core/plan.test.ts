import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  breachesOf,
  needsPlan,
  type PlannedEvent,
  type PropertyType,
  planState,
  propertyTypes,
  seenType,
} from './plan.ts'

const property = (type: PropertyType, more: Partial<PlannedEvent['properties'][number]> = {}) => ({
  ...{ name: 'p', type, required: false, zh: '', values: [] },
  ...more,
})
const event = (...properties: PlannedEvent['properties']): PlannedEvent => ({
  ...{ name: 'paid', zh: '', help: '', owner: '', onBreach: 'keep' },
  properties,
})

const examples: Record<PropertyType, unknown[]> = {
  text: ['', 'a', '12'],
  number: [0, -1.5, 1e9],
  boolean: [true, false],
  time: ['2026-11-11', '2026-11-11T10:00:00+08:00'],
  list: [[], [1, 'a']],
  object: [{}, { a: 1 }],
}

test('[T61] a value fits the type it is an example of, and no other', () => {
  for (const type of propertyTypes)
    for (const [of, values] of Object.entries(examples))
      for (const value of values) {
        const isText = type === 'text' && of === 'time'
        expect(breachesOf(event(property(type)), { p: value }), `${JSON.stringify(value)} as ${type}`).toEqual(
          type === of || isText ? [] : [{ kind: 'type', property: 'p' }],
        )
      }
})

test('[T61] missing, wrong, not allowed: one breach a property, the rest of the event does not matter', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (rest) => {
      const { a: _a, b: _b, ...others } = rest
      const plan = event(
        property('number', { name: 'a', required: true }),
        property('text', { name: 'b', values: ['x'] }),
      )
      expect(breachesOf(plan, { ...others, a: 1 })).toEqual([])
      expect(breachesOf(plan, { ...others, a: 1, b: 'x' })).toEqual([])
      expect(breachesOf(plan, others)).toEqual([{ kind: 'missing', property: 'a' }])
      expect(breachesOf(plan, { ...others, a: null, b: 'y' })).toEqual([
        { kind: 'missing', property: 'a' },
        { kind: 'value', property: 'b' },
      ])
    }),
  )
})

test("[T62] the SDKs' own events need no plan", () => {
  expect(needsPlan('track', 'paid')).toBe(true)
  expect(needsPlan('track', '$WebClick')).toBe(false)
  expect(needsPlan('page', 'Home')).toBe(false)
})

test('[T63] the state says what is wrong first', () => {
  expect(planState({ wanted: true, seen: 0, breaches: 0 })).toBe('silent')
  expect(planState({ wanted: false, seen: 5, breaches: 0 })).toBe('unplanned')
  expect(planState({ wanted: true, seen: 5, breaches: 1 })).toBe('breached')
  expect(planState({ wanted: true, seen: 0, breaches: 1 })).toBe('breached')
  expect(planState({ wanted: true, seen: 5, breaches: 0 })).toBe('fine')
})

test('[T60] types of the store in the words of the plan', () => {
  const found = { Int64: 'number', Float64: 'number', String: 'text', Bool: 'boolean', 'DateTime64(9)': 'time' }
  for (const [type, word] of Object.entries(found)) expect(seenType(type)).toBe(word)
  expect(seenType('Array(Nullable(String))')).toBe('list')
  expect(seenType('Array(JSON)')).toBe('list')
})
