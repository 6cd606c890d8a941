import { describe, expect, test } from 'vitest'
import { peopleKind } from './importKind.ts'
import { readPerson, rowRefusals } from './readPerson.ts'

const now = Date.parse('2026-06-01T00:00:00Z')
const read = (values: Record<string, string>, undated: number | null = null) =>
  readPerson(values, 'Asia/Shanghai', now, {
    carrier: 'imported',
    undated,
    purposes: new Set(['marketing.sms', 'sharing']),
  })
const why = (values: Record<string, string>) => {
  const result = read({ 'identity:member_id': 'm1', ...values })
  return result.ok ? 'fine' : [result.refusal.why, result.refusal.target]
}

describe('[P14] a row of a people list', () => {
  test('is read whole, its times in the zone of the workspace', () => {
    const result = read({
      ...{ 'identity:member_id': 'm1', 'identity:phone': '138 0013 8000', 'inviter:member_id': 'm0' },
      ...{ enteredAt: '2026-05-03 08:00', leftAt: '2026-05-04', carrier: 'wecom', account: 'staff-1' },
      ...{ owner: '小李', source: 'store', 'trait:姓名': '王小明', 'trait:city': '杭州' },
    })
    expect(result).toEqual({
      ok: true,
      value: {
        claims: [
          { type: 'member_id', value: 'm1' },
          { type: 'phone', value: '+8613800138000' },
        ],
        inviter: [{ type: 'member_id', value: 'm0' }],
        enteredAt: Date.parse('2026-05-03T00:00:00Z'),
        leftAt: Date.parse('2026-05-03T16:00:00Z'),
        ...{ carrier: 'wecom', account: 'staff-1', owner: '小李', source: 'store' },
        traits: { 姓名: '王小明', city: '杭州' },
        consents: { said: [], at: null, textVersion: null },
        wearer: null,
        masked: [],
      },
    })
  })
  test.each([
    [{ 'identity:phone': 'none' }, ['bad-identity', 'identity:phone']],
    [{ 'inviter:member_id': '000' }, ['bad-identity', 'inviter:member_id']],
    [{ enteredAt: 'soon' }, ['bad-time', 'enteredAt']],
    [{ enteredAt: '1950-01-01' }, ['bad-time', 'enteredAt']],
    [{ enteredAt: '2026-07-01' }, ['bad-time', 'enteredAt']],
    [{ enteredAt: '2026-05-03', leftAt: '2026-05-02' }, ['left-before-entered', 'leftAt']],
    [{ carrier: '抖音' }, ['unknown-carrier', 'carrier']],
    [{ 'consent:sharing': '也许' }, ['bad-consent', 'consent:sharing']],
    [{ 'consent:unheard': '是' }, ['unknown-purpose', 'consent:unheard']],
    [{ 'consent:sharing': '是', consentAt: 'soon' }, ['bad-time', 'consentAt']],
  ])('%j is rejected with its reason', (values, refusal) => expect(why(values)).toEqual(refusal))
  test('needs an identity', () => {
    expect(read({ owner: '小李' })).toEqual({ ok: false, refusal: { why: 'no-identity', target: 'identity' } })
    expect(peopleKind.lacking(new Set(['owner', 'trait:city']))).not.toBeNull()
    expect(peopleKind.lacking(new Set(['identity:phone']))).toBeNull()
  })
  test('every reason has both languages', () => {
    for (const text of Object.values(rowRefusals)) expect([text.zh, text.en].every((one) => one.length > 3)).toBe(true)
  })
})

test('[P14] a mapping may name only ids and traits that exist', () => {
  const accepts = (name: string, type: string) => peopleKind.targets.find((t) => t.name === name)?.accepts?.(type)
  expect(accepts('identity', 'openid:wx1')).toBe(true)
  for (const type of ['openid', 'constructor', 'foo', '']) expect(accepts('identity', type)).toBe(false)
  expect(accepts('trait', '镜片类型')).toBe(true)
  expect(accepts('trait', 'a:b')).toBe(false)
})

test('[P15] a row without a time gets none unless the importer was told which', () => {
  const at = (undated: number | null) => {
    const result = read({ 'identity:member_id': 'm1' }, undated)
    return result.ok ? result.value.enteredAt : 'refused'
  }
  expect(at(null)).toBeNull()
  expect(at(now - 5)).toBe(now - 5)
})

test('[P31] what the platform has hidden is left out; a row of which nothing is left is rejected', () => {
  const result = read({
    ...{ 'identity:member_id': 'm1', 'identity:phone': '138****0000', 'inviter:phone': '1**********' },
    ...{ 'trait:姓名': '张*', 'trait:city': '杭**', 'trait:备注': '五**' },
  })
  expect(result).toMatchObject({
    ok: true,
    value: {
      ...{ claims: [{ type: 'member_id', value: 'm1' }], inviter: [], traits: { city: '杭**', 备注: '五**' } },
      masked: ['identity:phone', 'inviter:phone', 'trait:姓名'],
    },
  })
  expect(read({ 'identity:platform:taobao': 't**1' })).toEqual({
    ok: false,
    refusal: { why: 'masked-identity', target: 'identity:platform:taobao' },
  })
})
