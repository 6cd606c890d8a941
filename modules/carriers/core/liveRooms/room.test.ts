import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countOf, figureOf, secondsOf } from './figures.ts'
import { liveRoomKind } from './importKind.ts'
import { readRoom } from './room.ts'

const when = { zone: 'Asia/Shanghai', now: Date.UTC(2026, 10, 29) }

test('[C88] figures are read as back offices write them; what is none is none', () => {
  expect(['12,345', '1.2万', ' 3 人', '0', '1.23456万', '-3', '约3', ''].map(countOf)).toEqual([
    ...[12_345, 12_000, 3, 0, null, null, null, null],
  ])
  expect(
    ['01:23:45', '3:12', '1小时23分', '83分钟', '45秒', '90', 'ab', ''].map((text) => secondsOf(text, 60)),
  ).toEqual([...[5025, 192, 4980, 4980, 45, 5400, null, null]])
  expect(['1,234.50', '¥12', '1.5万', '12.3元', '-1'].map((text) => figureOf('gmv', text))).toEqual([
    ...[123_450, 1200, 1_500_000, 1230, null],
  ])
})

test('[C88] a duration that was written is read again, whatever it is', () => {
  fc.assert(
    fc.property(fc.nat(86_400), (seconds) => {
      const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
      expect(secondsOf(`${h}小时${m}分${s}秒`, 60)).toBe(seconds)
      expect(secondsOf(`${h}:${String(m).padStart(2, '0')}:${String(s).padStart(2, '0')}`, 1)).toBe(seconds)
    }),
    { numRuns: 100 },
  )
})

test('[C88] a room is read with its end, from a time or a length; a broken figure costs its cell, a broken time the row', () => {
  const cells = {
    startedAt: '2026-11-20 20:00',
    duration: '1小时30分',
    viewers: '1.2万',
    peak: '很多',
    title: '周五专场',
  }
  const read = readRoom(cells, when)
  expect(read).toMatchObject({
    ok: true,
    value: {
      room: { key: '2026-11-20T12:00:00.000Z', endedAt: Date.UTC(2026, 10, 20, 13, 30), figures: { viewers: 12_000 } },
      doubts: [{ code: 'bad-figure', target: 'peak' }],
    },
  })
  const refused = (more: object) => readRoom({ ...cells, ...more }, when)
  expect(refused({ startedAt: '昨晚' })).toMatchObject({ refusal: { code: 'bad-start' } })
  expect(refused({ startedAt: '2026-12-20 20:00' })).toMatchObject({ refusal: { code: 'out-of-range' } })
  expect(refused({ endedAt: '2026-11-20 19:00' })).toMatchObject({ refusal: { code: 'ends-before' } })
  expect(refused({ duration: '很久' })).toMatchObject({ refusal: { code: 'bad-end' } })
  expect(readRoom({}, when)).toMatchObject({ refusal: { code: 'no-start' } })
})

test('[C88] presets map to what there is', () => {
  const names = new Set(liveRoomKind.targets.map(({ name }) => name))
  for (const { mapping, options } of liveRoomKind.presets) {
    expect(Object.values(mapping).filter((to) => !names.has(to))).toEqual([])
    expect(liveRoomKind.lacking(new Set(Object.values(mapping)))).toBeNull()
    expect(liveRoomKind.options.safeParse(options).success).toBe(true)
  }
  expect(liveRoomKind.lacking(new Set(['title']))).not.toBeNull()
})
