import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isTooMuch } from './complaints.ts'
import { fillSms, isComplaint, isStop, isStopCode, placesIn, segmentsOf } from './sms.ts'

test.each([
  [0, 0],
  [1, 1],
  [70, 1],
  [71, 2],
  [134, 2],
  [135, 3],
])('[C27] %i units are billed as %i', (length, segments) => expect(segmentsOf('字'.repeat(length))).toBe(segments))

test('[C27] longer is never cheaper, and no piece is longer than it may be', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2000 }), (length) => {
      const segments = segmentsOf('a'.repeat(length))
      expect(segments).toBeGreaterThanOrEqual(segmentsOf('a'.repeat(length - 1)))
      expect(length / segments).toBeLessThanOrEqual(segments === 1 ? 70 : 67)
    }),
  )
})

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: the vendors' own placeholders
const text = '您的镜片该换了，点${link}看${name}'
test('[C27] values are filled in and count; what is missing, long, painted or without a way out is told', () => {
  expect(placesIn(text)).toEqual(['link', 'name'])
  const told = { text: `${text}。拒收请回复R`, purpose: 'promotion' } as const
  expect(fillSms('明眸', told, { link: 'a.cn', name: '它' })).toEqual({
    ...{ whole: '【明眸】您的镜片该换了，点a.cn看它。拒收请回复R', segments: 1, problems: [] },
  })
  expect(fillSms('明眸', { text, purpose: 'service' }, { link: 'a' }).problems).toEqual(['missing-value'])
  expect(fillSms('明眸', { text, purpose: 'promotion' }, { link: 'a', name: 'b' }).problems).toEqual(['no-opt-out'])
  expect(fillSms('明眸', told, { link: '👓', name: 'b' }).problems).toEqual(['emoji'])
  expect(fillSms('明眸', told, { link: 'a'.repeat(500), name: 'b' }).problems).toEqual(['too-long'])
  expect(fillSms('明眸', { text: '${constructor}', purpose: 'service' }, {}).problems).toEqual(['missing-value'])
})
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: the vendors' own placeholders

test.each(['R', ' r ', 'T', 'td', 'N', '退订', '拒收\n', '回T', 'Ｔ退订', 'R退订。', '取消订阅'])(
  '[C28] %j stops advertisements',
  (word) => expect(isStop(word)).toBe(true),
)
test.each(['', 'RR', '好的', 'TDD', '我要退订会员', '回'])('[C28] %j does not', (word) =>
  expect(isStop(word)).toBe(false),
)
test('[C28] what carriers call a refusal', () => {
  expect(['REJECTD', 'MBBLACK', 'DELIVRD'].map(isStopCode)).toEqual([true, true, false])
})
test.each([
  ['我要投诉你们', true],
  ['１２３２１举报', true],
  ['好的谢谢', false],
  ['退订', false],
])('[C78] %j is a complaint: %j', (text, wanted) => expect(isComplaint(text)).toBe(wanted))
test('[C78] a send stops by itself when too many complain of those it was sent to', () => {
  expect(isTooMuch({ complaints: 2, sent: 2 })).toBe(false)
  expect(isTooMuch({ complaints: 3, sent: 100 })).toBe(true)
  expect(isTooMuch({ complaints: 3, sent: 10_000 })).toBe(false)
})
