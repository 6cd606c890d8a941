import { fork } from 'node:child_process'
import { Connection } from './connection.ts'
import { bodyOf, type Calls } from './event.ts'

export interface LoadPlan extends Calls {
  port: number
  connections: number
  events: number
}

export interface LoadFigures {
  events: number
  seconds: number
  perSecond: number
  /** Milliseconds a request. */
  p50: number
  p99: number
  worst: number
  /** Requests by status other than 200. */
  refused: Record<string, number>
}

/** Sends the load from a process of its own and returns what that process measured. */
export function runLoad(plan: LoadPlan): Promise<LoadFigures> {
  const child = fork(import.meta.filename, { execArgv: [] })
  child.send(plan)
  return new Promise((resolve, reject) => {
    child.once('message', (figures) => resolve(figures as LoadFigures))
    child.once('exit', (code) => reject(new Error(`the load generator ended with ${code}`)))
  })
}

async function measure(plan: LoadPlan): Promise<LoadFigures> {
  const path = plan.perRequest === 1 ? '/v1/track' : '/v1/batch'
  const authorization = `Basic ${Buffer.from(`${plan.writeKey}:`).toString('base64')}`
  const opening = Array.from({ length: plan.connections }, () => Connection.open(plan.port, path, authorization))
  const connections = await Promise.all(opening)
  const times: number[] = []
  const refused: Record<string, number> = {}
  let next = 0
  const drive = async (connection: Connection) => {
    while (next < plan.events) {
      const first = next
      next = Math.min(plan.events, first + plan.perRequest)
      const body = bodyOf(plan, first, next - first)
      const from = performance.now()
      const status = await connection.post(body)
      times.push(performance.now() - from)
      if (status !== 200) refused[status] = (refused[status] ?? 0) + 1
      if (status === 0) return
    }
  }
  const start = performance.now()
  await Promise.all(connections.map(drive))
  const seconds = (performance.now() - start) / 1000
  for (const connection of connections) connection.close()
  times.sort((a, b) => a - b)
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0
  const { events } = plan
  return { events, seconds, perSecond: events / seconds, p50: at(0.5), p99: at(0.99), worst: at(1), refused }
}

if (import.meta.main) {
  process.once('message', async (plan) => {
    process.send?.(await measure(plan as LoadPlan), () => process.disconnect())
  })
}
