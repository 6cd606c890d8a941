import type fc from 'fast-check'
import { expect } from 'vitest'
import { type Attack, attackAll, outcome } from '../../bench/attack/attack.ts'
import { apiOf, dataFolder, siyuProcess } from './siyu.ts'

/** `npm run bench malformed` sends ten thousand and looks at the memory. */
export const inputs = Number(process.env['SIYU_INPUTS'] ?? 400)
const seed = Number(process.env['SIYU_SEED'] ?? 20_261_122)

/** Every attack is refused with a 4xx, or each of its events is stored or parked with a reason, once. */
export async function expectUnharmed(attacks: (writeKey: string) => fc.Arbitrary<Attack>) {
  const siyu = await siyuProcess({ folder: dataFolder() })
  const { writeKey } = await apiOf(siyu.url).sources.create({ name: 'Attacked', kind: 'server' })
  const all = await attackAll(siyu.url, attacks(writeKey), { count: inputs, seed })
  expect(all.wrong.slice(0, 10), `seed ${seed}\n${siyu.output()}`).toEqual([])
  expect(all.accepted).toBeGreaterThan(inputs / 2)
  expect((await fetch(`${siyu.url}/healthz`)).status).toBe(200)
  const { stored, parked, canaries, reasonless } = await outcome(siyu)
  const found = { events: stored + parked, canaries, reasonless }
  expect(found, `seed ${seed}`).toEqual({ events: all.items, canaries: all.canaries, reasonless: 0 })
}
