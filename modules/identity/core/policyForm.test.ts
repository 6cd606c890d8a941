import { expect, test } from 'vitest'
import { policySchema, rulesOf } from './policy.ts'
import { policyChanges } from './policyChanges.ts'
import { fromForm, policyForm, toForm } from './policyForm.ts'

const kind = { priority: 9, perPerson: null, perValue: 3 }
const own = { type: 'custom:card', title: '配镜卡', strength: 'strong', open: false, ...kind } as const
const policy = policySchema.parse({
  ...{ maxSize: 50, devices: 'stay', kinds: { phone: kind }, custom: [own] },
  blocked: [{ type: 'phone', value: '1700000*' }, { value: 'test' }],
})

test('[I25] a policy goes through its form and comes back the same', () => {
  for (const one of [policy, policySchema.parse({})]) {
    const filled = policyForm.safeParse(toForm(one))
    expect(filled.success).toBe(true)
    expect(fromForm(filled.data ?? toForm(one))).toEqual(one)
  }
})

test('[I32] what changed is told item by item', () => {
  const next = policySchema.parse({
    ...policy,
    maxSize: 60,
    blocked: [{ value: 'test' }, { type: 'phone', value: '13800000000' }],
    kinds: {},
  })
  expect(policyChanges(policy, next)).toEqual([
    { field: 'maxSize', item: '', before: '50', after: '60' },
    { field: 'kinds', item: 'phone', before: 'priority 9, perPerson ∞, perValue 3', after: null },
    { field: 'blocked', item: 'phone 1700000*', before: 'phone 1700000*', after: null },
    { field: 'blocked', item: 'phone 13800000000', before: null, after: 'phone 13800000000' },
  ])
  expect(policyChanges(policy, policy)).toEqual([])
})

test('[I25] a phone that is blocked as people write it is blocked as it is kept', () => {
  const rules = rulesOf(policySchema.parse({ blocked: [{ type: 'phone', value: '138 0000 0000' }] }))
  expect(rules.isBlocked({ type: 'phone', value: '+8613800000000' })).toBe(true)
  expect(rules.isBlocked({ type: 'phone', value: '+8613800000001' })).toBe(false)
})
