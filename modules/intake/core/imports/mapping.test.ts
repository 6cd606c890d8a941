import { describe, expect, test } from 'vitest'
import { csvLine } from '#kit/csv'
import { thingKind, thingMapping } from './fixture.ts'
import { planOf, targetOf } from './mapping.ts'
import { missingColumns } from './reasons.ts'

const refusal = (preset?: string, mapping?: Record<string, string>) => {
  const plan = planOf(thingKind, preset, mapping)
  return plan.ok ? 'ok' : plan.refusal.code
}

describe('[T26] a mapping is checked before the file is taken', () => {
  test('against the targets of the kind', () => {
    expect(refusal(undefined, thingMapping)).toBe('ok')
    expect(refusal('shop')).toBe('ok')
    expect(refusal('nope')).toBe('unknown-preset')
    expect(refusal()).toBe('no-mapping')
    expect(refusal(undefined, {})).toBe('no-mapping')
    expect(refusal(undefined, { A: 'price', B: 'prise' })).toBe('unknown-target')
    expect(refusal(undefined, { A: 'price', B: 'price' })).toBe('target-twice')
    expect(refusal(undefined, { A: 'no' })).toBe('lacking-targets')
    expect(refusal(undefined, { A: 'price', B: '' })).toBe('ok')
  })

  test('a typed target needs a type that exists, others have none', () => {
    expect(targetOf(thingKind, 'owner:phone')?.name).toBe('owner')
    expect(targetOf(thingKind, 'owner:openid:wx1')?.name).toBe('owner')
    for (const text of ['owner', 'owner:', 'owner:X y', 'owner:xbox', 'no:phone', 'toString', '']) {
      expect(targetOf(thingKind, text)).toBeNull()
    }
  })

  test('a mapping beside a preset replaces its columns', () => {
    const plan = planOf(thingKind, 'shop', { P: 'price' })
    expect(plan.ok && [plan.value.mapping, plan.value.strict]).toEqual([{ P: 'price' }, true])
  })
})

test('[T15] the message names what is missing and what is there', () => {
  const { reason } = missingColumns(['Price'], ['No', 'Name'])
  expect(reason.zh).toBe('文件里没有这些列：“Price”。文件的列有：“No”、“Name”')
  expect(reason.en).toBe('The file lacks columns: "Price". The file has: "No", "Name"')
})

test('[T24] cells that a spreadsheet would run are made harmless', () => {
  expect(csvLine(['=1+1', '+1', '-1', '@x', '\tx', '＝1', 'a,b', 'say "hi"', '2\n3', '安全'])).toBe(
    '\'=1+1,\'+1,\'-1,\'@x,\'\tx,\'＝1,"a,b","say ""hi""","2\n3",安全\r\n',
  )
})
