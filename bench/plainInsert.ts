import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Olap, openOlap } from '#platform/clickhouse/olap'
import { migrateClickhouse } from '#platform/migrate'
import { parseSegment } from '../modules/intake/core/segment.ts'
import { lineOf } from '../modules/intake/server/collector.ts'
import { eventKey } from '../modules/intake/server/dedupe.ts'
import { type Calls, eventJson } from './event.ts'
import { root } from './siyu.ts'

interface InsertPlan extends Calls {
  events: number
}

const batch = 10_000
const source = { id: 1, kind: 'server', slug: 'bench', dailyQuota: null } as const

/** Rows a second of one client that puts the same rows as JSONEachRow straight into a table of the same definition. */
export function runPlainInsert(plan: InsertPlan): Promise<number> {
  const child = fork(import.meta.filename, { execArgv: [] })
  child.send(plan)
  return new Promise((resolve, reject) => {
    child.once('message', (perSecond) => resolve(Number(perSecond)))
    child.once('exit', (code) => reject(new Error(`the plain insert ended with ${code}`)))
  })
}

function rowOf(plan: InsertPlan, n: number, now: number): string {
  const raw: unknown = JSON.parse(eventJson(plan, n, new Date(now).toISOString()))
  const parsed = parseSegment(raw, { receivedAt: now, sentAt: now, context: {} }, () => '')
  if (!parsed.ok) throw new Error(parsed.reason)
  const person = String(1 + (n % plan.people))
  const line = lineOf(source, parsed.event, eventKey(1, parsed.event.messageId), person, person)
  return `{"received":${now},${line}`
}

async function insertAll(olap: Olap, plan: InsertPlan): Promise<number> {
  let spent = 0
  for (let first = 0; first < plan.events; first += batch) {
    const count = Math.min(batch, plan.events - first)
    let lines = ''
    for (let n = first; n < first + count; n += 1) lines += rowOf(plan, n, Date.now())
    const from = performance.now()
    await olap.insertLines('events', lines)
    // The first insert also opens the table.
    if (first > 0) spent += performance.now() - from
  }
  return (plan.events - batch) / (spent / 1000)
}

if (import.meta.main) {
  process.once('message', async (plan) => {
    const folder = mkdtempSync(join(tmpdir(), 'siyu-bench-'))
    const olap = openOlap({ path: join(folder, 'olap'), connections: 1 })
    await migrateClickhouse(olap, root)
    const perSecond = await insertAll(olap, plan as InsertPlan)
    await olap.close()
    rmSync(folder, { recursive: true, force: true })
    process.send?.(perSecond, () => process.disconnect())
  })
}
