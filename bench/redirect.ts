import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { get, post } from './api.ts'
import { startBare } from './bare.ts'
import { Connection } from './connection.ts'
import { cpuSeconds, median, ratio, table, whole } from './figures.ts'
import { startProcess } from './siyu.ts'

interface Plan {
  port: number
  path: string
  requests: number
}

const connections = 64
const runs = 5
// What a browser sends; each tenth visitor is somebody else's.
const agent = (n: number) =>
  `Mozilla/5.0 (iPhone; CPU iPhone OS 17_${n % 10} like Mac OS X) AppleWebKit/605.1.15 MicroMessenger/8.0.49 NetType/WIFI`

/** P7 of the quality bars: `/s/{code}` with its click recorded beside a bare Fastify that answers 302, in turn. */
export async function benchRedirect({ requests }: { requests: number }) {
  const folder = mkdtempSync(join(tmpdir(), 'siyu-bench-'))
  const bare = await startBare()
  const siyu = await startProcess({ folder })
  try {
    const made = await post(`${siyu.url}/api/v1/links`, { url: 'https://shop.example/spring' })
    const { id, code } = made as { id: string; code: string }
    const path = `/s/${code}`
    const at = { ours: { port: Number(new URL(siyu.url).port), path }, theirs: { port: bare.port, path } }
    const rates = { ours: [] as number[], theirs: [] as number[] }
    const pids = { ours: siyu.pid, theirs: bare.pid }
    const used = { ours: 0, theirs: 0 }
    for (let run = 0; run <= runs; run += 1)
      for (const side of ['theirs', 'ours'] as const) {
        const before = cpuSeconds(pids[side])
        const perSecond = await runVisits({ ...at[side], requests })
        // The first of each warms up.
        if (run > 0) rates[side].push(perSecond)
        if (run > 0) used[side] += cpuSeconds(pids[side]) - before
      }
    const [ours, theirs] = [median(rates.ours), median(rates.theirs)]
    const micros = (seconds: number) => ((seconds / (requests * runs)) * 1e6).toFixed(1)
    await counted(siyu.url, id, requests * (runs + 1))
    table(
      `redirects a second, ${connections} connections, median of ${runs} × ${whole(requests)}; every click stored`,
      [
        ['bare Fastify 302', whole(theirs), `${micros(used.theirs)} µs of processor each`],
        [
          'Siyu /s/{code}',
          `${whole(ours)} (${ratio(ours / theirs)}; bar 0.7)`,
          `${micros(used.ours)} µs, storing the clicks included`,
        ],
      ],
    )
  } finally {
    bare.stop()
    await siyu.stop()
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
  }
}

/** Waits until every visit is a click. */
async function counted(url: string, id: string, sent: number) {
  for (;;) {
    const { clicks } = await get<{ clicks: number }>(url, `/links/${id}/clicks`)
    if (clicks === sent) return
    if (clicks > sent) throw new Error(`${clicks} clicks of ${sent} visits`)
  }
}

/** From a process of its own. */
function runVisits(plan: Plan): Promise<number> {
  const child = fork(import.meta.filename, { execArgv: [] })
  child.send(plan)
  return new Promise((resolve, reject) => {
    child.once('message', (perSecond) => resolve(Number(perSecond)))
    child.once('exit', (code) => reject(new Error(`the visitors ended with ${code}`)))
  })
}

async function visit({ port, path, requests }: Plan): Promise<number> {
  const open = await Promise.all(Array.from({ length: connections }, () => Connection.open(port, path, '')))
  const start = performance.now()
  let next = 0
  await Promise.all(
    open.map(async (connection) => {
      while (next < requests) {
        next += 1
        const status = await connection.get(path, agent(next))
        if (status !== 302) throw new Error(`answered ${status}`)
      }
      connection.close()
    }),
  )
  return requests / ((performance.now() - start) / 1000)
}

if (import.meta.main)
  process.once('message', async (plan) => {
    process.send?.(await visit(plan as Plan), () => process.disconnect())
  })
