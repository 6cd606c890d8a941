import { fork } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { Connection } from './connection.ts'
import { bodyOf, type Calls } from './event.ts'

export interface LoadPlan extends Calls {
  port: number
  connections: number
  /** As many, or until it is stopped when Infinity. */
  events: number
  /** Events a second; as fast as they are answered when absent. A request is timed from when it was due. */
  rate?: number
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
  return startLoad(plan).figures
}

/** The same, until it is stopped. */
export function startLoad(plan: LoadPlan): { figures: Promise<LoadFigures>; stop(): void } {
  const child = fork(import.meta.filename, { execArgv: [], serialization: 'advanced' })
  child.send(plan)
  const figures = new Promise<LoadFigures>((resolve, reject) => {
    child.once('message', (figures) => resolve(figures as LoadFigures))
    child.once('exit', (code) => reject(new Error(`the load generator ended with ${code}`)))
  })
  return { figures, stop: () => void child.send('stop') }
}

async function measure(plan: LoadPlan, isStopped: () => boolean): Promise<LoadFigures> {
  const path = plan.perRequest === 1 ? '/v1/track' : '/v1/batch'
  const authorization = `Basic ${Buffer.from(`${plan.writeKey}:`).toString('base64')}`
  const opening = Array.from({ length: plan.connections }, () => Connection.open(plan.port, path, authorization))
  const connections = await Promise.all(opening)
  const times: number[] = []
  const refused: Record<string, number> = {}
  let next = 0
  const start = performance.now()
  const drive = async (connection: Connection) => {
    while (next < plan.events && !isStopped()) {
      const first = next
      next = Math.min(plan.events, first + plan.perRequest)
      const body = bodyOf(plan, first, next - first)
      const from = await due(plan, start, first)
      const status = await connection.post(body)
      times.push(performance.now() - from)
      if (status !== 200) refused[status] = (refused[status] ?? 0) + 1
      if (status === 0) return
    }
  }
  await Promise.all(connections.map(drive))
  const seconds = (performance.now() - start) / 1000
  for (const connection of connections) connection.close()
  return { events: next, seconds, perSecond: next / seconds, ...spread(times), refused }
}

/** Waits until the request with this first event is due, at once when no rate is set; returns when that was. */
async function due({ rate }: LoadPlan, start: number, first: number): Promise<number> {
  if (rate === undefined) return performance.now()
  const at = start + (first / rate) * 1000
  if (at > performance.now()) await pause(at - performance.now())
  return at
}

function spread(times: number[]): Pick<LoadFigures, 'p50' | 'p99' | 'worst'> {
  times.sort((a, b) => a - b)
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0
  return { p50: at(0.5), p99: at(0.99), worst: at(1) }
}

if (import.meta.main) {
  let stopped = false
  process.once('message', async (plan) => {
    process.on('message', () => (stopped = true))
    process.send?.(await measure(plan as LoadPlan, () => stopped), () => process.disconnect())
  })
}
