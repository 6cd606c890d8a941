import { describe, expect, test } from 'vitest'
import { belongs, stranger } from './belongs.ts'
import { checkDefinition, expand, type Known, withTag } from './check.ts'
import { Definition, type DefinitionInput } from './definition.ts'
import { firstCells } from './list.ts'
import { concerns, watchOf } from './watch.ts'

const of = (input: DefinitionInput) => Definition.parse(input)
const refusal = (input: DefinitionInput) => {
  const checked = checkDefinition(of(input))
  return checked.ok ? null : checked.refusal
}

describe('[G1] a definition that cannot be asked is refused with its reason', () => {
  const nested = (levels: number): DefinitionInput => (levels === 0 ? { tag: '1' } : { not: nested(levels - 1) })
  const cases: [DefinitionInput, string | null][] = [
    [{ is: { property: 'a`b', op: 'isSet' } }, 'property-name-wrong'],
    [{ is: { property: 'a', op: 'eq', value: '' } }, 'rule-value-wrong'],
    [{ is: { property: 'a', op: 'in', value: ['x', ''] } }, 'rule-value-wrong'],
    [{ is: { property: 'a', op: 'between', value: 3 } }, 'rule-value-wrong'],
    [{ is: { property: 'a', op: 'includes', value: ['x'] } }, 'rule-value-wrong'],
    [{ is: { property: 'city', of: 'person', op: 'isSet' } }, 'person-field-unknown'],
    [{ held: { property: 'a`', value: 1, is: 'within', for: { value: 1, unit: 'day' } } }, 'property-name-wrong'],
    [{ held: { property: 'a', value: '', is: 'within', for: { value: 1, unit: 'day' } } }, 'rule-value-wrong'],
    [{ ordered: { measure: 'net', op: 'between', value: 3 } }, 'rule-value-wrong'],
    [
      { ordered: { measure: 'net', op: 'gt', value: 3, where: { property: 'city', op: 'isSet' } } },
      'order-field-unknown',
    ],
    [
      { ordered: { measure: 'net', op: 'gt', value: 3, where: { not: { or: [{ property: 'x', op: 'isSet' }] } } } },
      'order-field-unknown',
    ],
    [{ did: { event: 'a', measure: 'sum' } }, 'measure-needs-property'],
    [{ did: { event: 'a', measure: 'sum', property: '`' } }, 'property-name-wrong'],
    [{ did: { event: 'a', where: { property: 'x', op: 'in', value: [] } } }, 'rule-value-wrong'],
    [{ did: { event: 'a', window: { from: '2026-01-02T00:00:00Z', to: '2026-01-01T00:00:00Z' } } }, 'window-wrong'],
    [{ entered: { window: { last: { value: 1, unit: 'day' }, before: { value: 1, unit: 'day' } } } }, 'window-wrong'],
    [
      { sequence: { steps: [{ event: 'a', where: { property: '`', op: 'isSet' } }, { event: 'b' }] } },
      'property-name-wrong',
    ],
    [{ sequence: { steps: [{ event: 'a' }, { event: 'b' }], window: { from: '2026-01-02T00:00:00Z' } } }, null],
    [nested(8), 'segment-too-large'],
    [
      { and: Array.from({ length: 3 }, () => ({ or: Array.from({ length: 40 }, () => ({ tag: '1' })) })) },
      'segment-too-large',
    ],
    [
      { and: [nested(6), { carrier: { state: 'live' } }, { segment: '1' }, { is: { property: 'a', op: 'isSet' } }] },
      null,
    ],
  ]
  test.each(cases)('%j → %s', (input, why) => expect(refusal(input)).toBe(why))
})

test('[G7] other segments and tags by rule stand for their conditions; lists stay; a circle and what is gone are refused', () => {
  const live = of({ carrier: { state: 'live' } })
  const segments = new Map<string, Known>([
    ['1', { definition: live }],
    ['2', { definition: of({ and: [{ segment: '1' }, { tag: '9' }] }) }],
    ['3', { definition: null }],
    ['4', { definition: of({ segment: '5' }) }],
    ['5', { definition: of({ not: { tag: '8' } }) }],
  ])
  const names = { segments, tags: new Map([['8', '4']]) }
  const tree = of({ or: [{ segment: '2' }, { not: { segment: '3' } }] })
  const whole = { or: [{ and: [live, { tag: '9' }] }, { not: { segment: '3' } }] }
  expect(expand(tree, names, null)).toEqual({ ok: true, value: whole })
  expect(expand(of({ segment: '4' }), names, null)).toMatchObject({ refusal: 'segment-of-itself' })
  expect(expand(of({ segment: '2' }), names, '1')).toMatchObject({ refusal: 'segment-of-itself' })
  expect(expand(of({ segment: '77' }), names, null)).toMatchObject({ refusal: 'no-such-segment' })
  const wide = of({
    and: Array.from({ length: 50 }, () => ({ or: Array.from({ length: 50 }, () => ({ segment: '2' })) })),
  })
  expect(expand(wide, names, null)).toMatchObject({ refusal: 'segment-too-large' })
})

test('[G17] one tag is asked for in place of another', () => {
  const tree = of({
    and: [{ tag: '1' }, { or: [{ not: { tag: '1' } }, { tag: '2' }] }, { carrier: { state: 'lost' } }],
  })
  expect(withTag(tree, '1', '3')).toEqual(
    of({ and: [{ tag: '3' }, { or: [{ not: { tag: '3' } }, { tag: '2' }] }, { carrier: { state: 'lost' } }] }),
  )
})

test('[G13] an event concerns a segment when one of its conditions is about it', () => {
  const where = { property: 'price', op: 'gt', value: 10 } as const
  const watch = watchOf(
    of({
      and: [
        { did: { event: 'pay', where } },
        { not: { did: { event: 'view_', prefix: true } } },
        { sequence: { steps: [{ event: 'add' }, { event: 'pay' }] } },
        { held: { property: 'a', value: 1, is: 'atLeast', for: { value: 1, unit: 'day' } } },
        { tag: '1' },
      ],
    }),
  )
  expect(watch.person).toBe(true)
  expect(watchOf(of({ did: { event: 'x' } })).person).toBe(false)
  const told = (event: string, properties = {}) => concerns(watch, event, properties)
  expect([told('add'), told('view_item'), told('$identify'), told('pay')]).toEqual([true, true, true, true])
  expect([told('view'), told('other')]).toEqual([false, false])
  const only = watchOf(of({ did: { event: 'pay', where } }))
  expect([concerns(only, 'pay', { price: 11 }), concerns(only, 'pay', { price: 9 })]).toEqual([true, false])
})

test('[G12] a list is the first cell of each line, however it was saved', () => {
  const lines = firstCells('\uFEFFphone,name\r\n"138, 0013",a\n\n 139\tb\r"a ""b"""')
  expect(lines).toEqual([
    { line: 1, value: 'phone' },
    { line: 2, value: '138, 0013' },
    { line: 4, value: '139' },
    { line: 5, value: 'a "b"' },
  ])
})

test('[G4] what somebody never did was done 0 times and sums to 0; it has no average', () => {
  const at = 1_000_000
  const holds = (input: DefinitionInput) => belongs(of(input), stranger, at)
  expect(holds({ did: { event: 'a', op: 'lt', value: 2 } })).toBe(true)
  expect(holds({ did: { event: 'a', op: 'eq', value: 0 } })).toBe(true)
  expect(holds({ did: { event: 'a', measure: 'sum', property: 'p', op: 'lte', value: 0 } })).toBe(true)
  expect(holds({ did: { event: 'a', measure: 'average', property: 'p', op: 'ne', value: 3 } })).toBe(false)
  expect(holds({ did: { event: 'a', op: 'between', value: [0, 1] } })).toBe(true)
  expect(holds({ ordered: { measure: 'average', op: 'lt', value: 3 } })).toBe(false)
  expect(holds({ ordered: { measure: 'net', op: 'eq', value: 0 } })).toBe(true)
})
