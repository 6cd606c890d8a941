import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type fc from 'fast-check'
import { makeSource } from './api.ts'
import { type Attack, type Attacked, attackAll, type Outcome, outcome } from './attack/attack.ts'
import { segmentAttacks } from './attack/segment.ts'
import { sensorsAttacks } from './attack/sensors.ts'
import { ratio, table, whole } from './figures.ts'
import { Inspector, inspected, type Memory } from './inspector.ts'
import { startProcess } from './siyu.ts'

export interface MalformedSizes {
  inputs: number
  seed: number
  /** Both when absent. */
  protocol?: string
}

const protocols: Record<string, (writeKey: string) => fc.Arbitrary<Attack>> = {
  segment: segmentAttacks,
  sensors: sensorsAttacks,
}
/** From here on the server is warm: what it takes more than here has to level off. */
const warm = 2000

/** Malformed requests to each collector: no 5xx, nothing lost, memory flat. */
export async function benchMalformed({ inputs, seed, protocol }: MalformedSizes) {
  for (const [name, attacks] of Object.entries(protocols))
    if (protocol === undefined || protocol === name) await benchProtocol(name, attacks, { count: inputs, seed })
}

async function benchProtocol(
  name: string,
  attacks: (writeKey: string) => fc.Arbitrary<Attack>,
  plan: { count: number; seed: number },
) {
  const folder = mkdtempSync(join(tmpdir(), 'siyu-bench-'))
  try {
    const siyu = await startProcess({ folder, nodeArgs: inspected })
    const inspector = await Inspector.open(siyu)
    const marks: [number, Memory][] = [[0, await inspector.memory()]]
    const from = performance.now()
    const after = async (sent: number) => {
      if (sent % warm !== 0) return
      const memory = await inspector.memory()
      marks.push([sent, memory])
      console.log(`  ${name}: ${whole(sent)} sent, ${whole(memory.resident)} MB resident`)
    }
    const all = await attackAll(siyu.url, attacks(await makeSource(siyu)), { ...plan, after })
    const seconds = (performance.now() - from) / 1000
    inspector.close()
    const became = await outcome(siyu)
    expectNothingLost(all, became)
    console.log(
      `\n${name}: ${whole(plan.count)} requests in ${whole(seconds)} s, ${whole(all.accepted)} accepted, the others 4xx; their ${whole(all.items)} events: ${whole(became.stored)} stored, ${whole(became.parked)} parked, none lost, none twice`,
    )
    tableOf(name, marks)
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
  }
}

function expectNothingLost(all: Attacked, { stored, parked, canaries, reasonless }: Outcome) {
  const [first] = all.wrong
  if (first) throw new Error(`${all.wrong.length} wrong answers, the first: ${JSON.stringify(first)}`)
  if (stored + parked !== all.items || canaries !== all.canaries || reasonless > 0)
    throw new Error(
      `${JSON.stringify({ ...all, wrong: 0 })} became ${JSON.stringify({ stored, parked, canaries, reasonless })}`,
    )
}

function tableOf(name: string, marks: readonly [number, Memory][]) {
  const base = marks.find(([sent]) => sent === warm)?.[1].resident ?? Number.NaN
  const columns = ['after requests', 'resident', 'of warm', 'heap', 'external', 'native', 'mapped']
  const rows = marks.map(([sent, { resident, heap, external, native, mapped }]) => [
    whole(sent),
    `${whole(resident)} MB`,
    ratio(resident / base),
    ...[heap, external, native, mapped].map((mb) => `${whole(mb)} MB`),
  ])
  table(`${name}, memory of the server after a collection`, [columns, ...rows])
}
