import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mp4Seconds, videoLimits, videoTrouble } from './video.ts'
import { emptyMp4 } from './videoFixture.ts'

test('[C93] an MP4 says how long it lasts, in either of its heads', () => {
  for (const long of [false, true]) expect(mp4Seconds(emptyMp4(12.5, { long, padding: 1000 }))).toBe(12.5)
  expect(videoTrouble(emptyMp4(30))).toBeNull()
  expect(videoTrouble(emptyMp4(30.1))).toBe('video-too-long')
  expect(videoTrouble(emptyMp4(0))).toBe('video-no-mp4')
  expect(videoTrouble(emptyMp4(5, { padding: videoLimits.bytes }))).toBe('video-too-large')
  expect(videoTrouble(new Uint8Array([71, 73, 70, 56, 57, 97]))).toBe('video-no-mp4')
})

test('[C93] whatever bytes come, it is told or refused, never thrown', () => {
  const broken = fc.tuple(fc.nat(200), fc.uint8Array({ maxLength: 40 })).map(([cut, tail]) => {
    return new Uint8Array([...emptyMp4(5).subarray(0, cut), ...tail])
  })
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), broken), (bytes) => {
      expect(['video-no-mp4', 'video-too-long', null]).toContain(videoTrouble(bytes))
    }),
    { numRuns: 100 },
  )
})
