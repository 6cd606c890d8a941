import { expect, test } from 'vitest'
import { parkReasons, reasonText } from './parkReasons.ts'
import { breachKinds } from './plan.ts'

const every = [
  ...Object.keys(parkReasons),
  'off-plan:unplanned',
  ...breachKinds.map((kind) => `off-plan:${kind}:paid.amount`),
]

test.each(every)('[T70] %s has words of its own in both languages', (reason) => {
  const { zh, en } = reasonText(reason)
  expect(zh).toMatch(/[一-龥]{3}/)
  expect(en).toMatch(/^[A-Z][ -~]+$/)
  expect(zh).not.toContain('off-plan')
  const same = every.filter((other) => reasonText(other).zh === zh || reasonText(other).en === en)
  expect(same).toEqual([reason])
})

test('[T70] a breach says the event and the property, whatever is in their names', () => {
  expect(reasonText('off-plan:missing:a:b.c.d').zh).toContain('a:b.c.d')
  expect(reasonText('off-plan:type:two\nlines.x').en).toContain('two\nlines.x')
  expect(reasonText('from-an-older-version')).toEqual({ zh: 'from-an-older-version', en: 'from-an-older-version' })
  expect(reasonText('toString')).toEqual({ zh: 'toString', en: 'toString' })
})
