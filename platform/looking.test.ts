import { expect, test } from 'vitest'
import { Looking } from './looking.ts'

test('started twice it looks once at a time, and stops', async () => {
  let looks = 0
  let most = 0
  let under = 0
  const looking = new Looking(
    async () => {
      looks += 1
      under += 1
      most = Math.max(most, under)
      await new Promise((resolve) => setImmediate(resolve))
      under -= 1
      return looks < 20
    },
    60_000,
    () => undefined,
  )
  looking.start()
  looking.start()
  await looking.stop()
  expect([most, under]).toEqual([1, 0])
})
