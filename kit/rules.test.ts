import { describe, expect, test } from 'vitest'
import { checkRule, isPropertyName, matches, propertyOf, type Rule } from './rules.ts'

const properties = {
  price: 5,
  text: '05',
  color: 'red',
  ok: true,
  list: ['red'],
  empty: {},
  'a.b': 1,
  n: null,
  deep: { k: { m: 'x' } },
}
const holds = (rule: Rule) => matches(rule, (name, on) => (on === 'person' ? undefined : propertyOf(properties, name)))

describe('rules', () => {
  test.each<[Rule, boolean]>([
    [{ property: 'price', op: 'eq', value: 5 }, true],
    [{ property: 'price', op: 'eq', value: '5' }, true],
    [{ property: 'text', op: 'eq', value: 5 }, true],
    [{ property: 'text', op: 'eq', value: '5' }, false],
    [{ property: 'color', op: 'ne', value: 5 }, true],
    [{ property: 'color', op: 'gt', value: 5 }, false],
    [{ property: 'color', op: 'between', value: ['a', 'z'] }, true],
    [{ property: 'price', op: 'between', value: [5, 6] }, true],
    [{ property: 'ok', op: 'eq', value: true }, true],
    [{ property: 'ok', op: 'eq', value: 1 }, false],
    [{ property: 'color', op: 'in', value: ['blue', 'red'] }, true],
    [{ property: 'color', op: 'contains', value: 'e' }, true],
    [{ property: 'color', op: 'startsWith', value: 're' }, true],
    [{ property: 'color', op: 'endsWith', value: 're' }, false],
    [{ property: 'price', op: 'gte', value: 5 }, true],
    [{ property: 'price', op: 'lt', value: 5 }, false],
    [{ property: 'price', op: 'lte', value: 4 }, false],
    [{ property: 'list', op: 'ne', value: 'red' }, false],
    [{ property: 'deep.k.m', op: 'eq', value: 'x' }, true],
    [{ property: 'a.b', op: 'eq', value: 1 }, true],
    [{ and: [] }, true],
    [{ or: [] }, false],
  ])('%j', (rule, expected) => expect(holds(rule)).toBe(expected))

  test('a missing property matches no comparison, not even ne; only isNotSet', () => {
    for (const name of ['missing', 'n', 'empty.x', 'deep.q', 'toString']) {
      for (const op of ['eq', 'ne', 'gt', 'lt', 'contains'] as const) {
        expect(holds({ property: name, op, value: 'x' })).toBe(false)
      }
      expect(holds({ property: name, op: 'isSet' })).toBe(false)
      expect(holds({ property: name, op: 'isNotSet' })).toBe(true)
    }
    expect(holds({ property: 'price', on: 'person', op: 'eq', value: 5 })).toBe(false)
    expect(holds({ not: { property: 'missing', op: 'eq', value: 'x' } })).toBe(true)
    expect(holds({ property: 'list', op: 'isSet' })).toBe(true)
    expect(holds({ property: 'empty', op: 'isSet' })).toBe(false)
  })

  test('texts are ordered by code point', () => {
    const emoji = (rule: Rule) => matches(rule, () => '😀')
    expect(emoji({ property: 'p', op: 'gt', value: 'ﬁ' })).toBe(true)
    expect(emoji({ property: 'p', op: 'gt', value: '😀a' })).toBe(false)
    expect(emoji({ property: 'p', op: 'lte', value: '😀' })).toBe(true)
  })

  test.each<[Rule, string]>([
    [{ property: 'a`b', op: 'isSet' }, 'property-name-wrong'],
    [{ property: '', op: 'isSet' }, 'property-name-wrong'],
    [{ property: 'a', op: 'isSet', value: 1 }, 'rule-value-wrong'],
    [{ property: 'a', op: 'eq' }, 'rule-value-wrong'],
    [{ property: 'a', op: 'eq', value: ['x'] }, 'rule-value-wrong'],
    [{ property: 'a', op: 'gt', value: true }, 'rule-value-wrong'],
    [{ property: 'a', op: 'contains', value: 5 }, 'rule-value-wrong'],
    [{ property: 'a', op: 'in', value: [] }, 'rule-value-wrong'],
    [{ property: 'a', op: 'between', value: [1] }, 'rule-value-wrong'],
    [{ property: 'a', op: 'between', value: [1, '2'] }, 'rule-value-wrong'],
    [{ or: [{ not: { and: [{ property: 'a', op: 'between', value: [true, false] }] } }] }, 'rule-value-wrong'],
    [{ and: Array.from({ length: 200 }, () => ({ property: 'a', op: 'isSet' }) as const) }, 'rule-too-large'],
    [Array.from({ length: 10 }).reduce<Rule>((not) => ({ not }), { property: 'a', op: 'isSet' }), 'rule-too-large'],
  ])('%j is refused', (rule, refusal) => expect(checkRule(rule)).toEqual({ ok: false, refusal }))

  test('a rule that can be asked passes', () => {
    const rule: Rule = { and: [{ property: '名 字', on: 'person', op: 'in', value: ['a', 1, true] }, { or: [] }] }
    expect(checkRule(rule)).toEqual({ ok: true, value: undefined })
    expect(['$browser', 'a.b-c_d', '价格 2'].every(isPropertyName)).toBe(true)
    expect(['a`', "a'", 'a\\', 'a:b', 'x'.repeat(101)].some(isPropertyName)).toBe(false)
  })
})
