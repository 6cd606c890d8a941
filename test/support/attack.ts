import { join } from 'node:path'
import fc from 'fast-check'
import { expect } from 'vitest'
import { openOlap } from '#platform/clickhouse/olap'
import { apiKey, type SiyuProcess } from './siyu.ts'

/** A request that may be wrong in any way. */
export interface Attack {
  path: string
  /** Absent = GET. */
  body?: string | Buffer
  /** Events it holds when it is answered with 200; NaN = not known. */
  items: number
  /** Good events among them, called `canary`: they have to be stored whatever happens to their neighbours. */
  canaries: number
  headers?: Record<string, string>
}

const seed = Number(process.env['SIYU_SEED'] ?? 20_261_122)
const atOnce = 40

/** Sends generated attacks. Any answer but 200 and a 4xx is an error; 429 too, for it would be sent again for ever. */
export async function attackAll(siyu: SiyuProcess, attacks: fc.Arbitrary<Attack>, count: number) {
  const accepted: Pick<Attack, 'items' | 'canaries'>[] = []
  const wrong: object[] = []
  const memory: number[] = []
  const send = async ({ path, body, items, canaries, headers = {} }: Attack) => {
    const init = body === undefined ? {} : { method: 'POST', body }
    const answer = await fetch(siyu.url + path, { ...init, headers })
    const reply = await answer.text()
    if (answer.status === 200) accepted.push({ items, canaries })
    else if (answer.status >= 500 || answer.status === 429 || answer.status < 400)
      wrong.push({ status: answer.status, reply, path: path.slice(0, 300), body: body?.toString().slice(0, 300) })
  }
  // In portions: all of them at once would be a few hundred MB in this process.
  const portion = Math.ceil(count / 10)
  for (let at = 0; at < count; at += portion) {
    const some = fc.sample(attacks, { numRuns: Math.min(portion, count - at), seed: seed + at })
    for (let i = 0; i < some.length; i += atOnce) await Promise.all(some.slice(i, i + atOnce).map(send))
    memory.push(await residentMb(siyu.url))
  }
  expect(wrong.slice(0, 10), `seed ${seed}`).toEqual([])
  expect((await fetch(`${siyu.url}/healthz`)).status).toBe(200)
  return { accepted, memory }
}

async function residentMb(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text()
  return Math.round(Number(/^process_resident_memory_bytes (\d+)/m.exec(metrics)?.[1]) / 1024 ** 2)
}

/** What became of all of it: events in the log and canaries among them (after a stop), parked ones with their reasons. */
export async function outcome(siyu: SiyuProcess) {
  const parked = await everyParked(siyu.url)
  expect(parked.every((one) => one.reason.length > 0)).toBe(true)
  await siyu.stop()
  const olap = openOlap({ path: join(siyu.folder, 'olap') })
  const count = async (where: string) =>
    Number(await olap.bytes(`select count() from events where ${where} format TSV`))
  const [rows, canaries] = [await count('1'), await count("event = 'canary'")]
  await olap.close()
  return { parked: parked.length, rows, canaries }
}

async function everyParked(url: string): Promise<{ reason: string }[]> {
  const all: { reason: string }[] = []
  let cursor = ''
  do {
    const answer = await fetch(`${url}/api/v1/parked?limit=200${cursor}`, {
      headers: { authorization: `Bearer ${apiKey}` },
    })
    const page = (await answer.json()) as { items: { reason: string }[]; next?: string }
    expect(answer.status).toBe(200)
    all.push(...page.items)
    cursor = page.next ? `&cursor=${page.next}` : ''
  } while (cursor)
  return all
}

/** Nothing fell away: what was accepted is stored or parked, and every good event is stored. */
export function expectNothingLost(
  accepted: readonly Pick<Attack, 'items' | 'canaries'>[],
  { parked, rows, canaries }: Awaited<ReturnType<typeof outcome>>,
) {
  const countable = accepted.filter((one) => !Number.isNaN(one.items))
  const sum = (of: 'items' | 'canaries') => countable.reduce((total, one) => total + one[of], 0)
  expect(canaries).toBe(sum('canaries'))
  // What one changed byte left readable holds one event or none that counts.
  const uncounted = parked + rows - sum('items')
  expect(uncounted).toBe(accepted.length - countable.length)
}

/** Memory after two tenths of the requests is that of a warm server; what comes may fill the stores' caches, no more. */
export function expectFlat(memory: readonly number[]) {
  console.log(`resident memory in MB after each tenth: ${memory.join(' ')}`)
  expect(Math.max(...memory.slice(-3))).toBeLessThan((memory[1] ?? 0) * 1.5)
}
