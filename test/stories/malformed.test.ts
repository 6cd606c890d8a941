import { test } from 'vitest'
import { segmentAttacks } from '../../bench/attack/segment.ts'
import { expectUnharmed, inputs } from '../support/malformed.ts'

test(`${inputs} malformed requests of the Segment protocol: a 4xx or parked rows, never a 5xx, nothing lost`, async () => {
  await expectUnharmed(segmentAttacks)
}, 600_000)
