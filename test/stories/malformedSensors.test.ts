import { test } from 'vitest'
import { sensorsAttacks } from '../../bench/attack/sensors.ts'
import { expectUnharmed, inputs } from '../support/malformed.ts'

test(`${inputs} malformed requests of the Sensors protocol: a 4xx or parked rows, never a 5xx, nothing lost`, async () => {
  await expectUnharmed(sensorsAttacks)
}, 600_000)
