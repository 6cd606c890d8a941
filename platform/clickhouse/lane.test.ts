import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { createLane, ReportCancelled, ReportsBusy, ReportTooHeavy } from './lane.ts'
import { openOlap, type Query } from './olap.ts'

const gate = () => {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, opened }
}

test('one runs, the others wait in order and know their place; too many are turned away', async () => {
  const lane = createLane(1, 2)
  const first = gate()
  const order: string[] = []
  const run = (name: string, until?: Promise<void>) =>
    lane.run({ ticket: name }, async () => {
      await until
      order.push(name)
    })
  const all = [run('a', first.opened), run('b'), run('c')]
  await expect(run('d')).rejects.toBeInstanceOf(ReportsBusy)
  expect(lane.state('c')).toEqual({ running: 1, waiting: 2, ahead: 2 })
  expect(lane.state('a').ahead).toBeNull()
  first.open()
  await Promise.all(all)
  expect(order).toEqual(['a', 'b', 'c'])
  expect(lane.state()).toEqual({ running: 0, waiting: 0, ahead: null })
})

test('who leaves while waiting is taken out, and a task that fails gives its place away', async () => {
  const lane = createLane(1, 9)
  const first = gate()
  const running = lane.run({}, async () => {
    await first.opened
    throw new Error('broken')
  })
  const leaving = new AbortController()
  const waiting = lane.run({ signal: leaving.signal }, async () => 'never')
  const last = lane.run({}, async () => 'last')
  leaving.abort()
  await expect(waiting).rejects.toBeInstanceOf(ReportCancelled)
  await expect(lane.run({ signal: leaving.signal }, async () => 'never')).rejects.toBeInstanceOf(ReportCancelled)
  first.open()
  await expect(running).rejects.toThrow('broken')
  expect(await last).toBe('last')
})

test('a report in the store is ended when its reader goes, and at its limits; other questions are answered meanwhile', async () => {
  const path = mkdtempSync(join(tmpdir(), 'siyu-lane-'))
  const olap = openOlap({ path, connections: 1 })
  onTestFinished(async () => {
    await olap.close()
    rmSync(path, { recursive: true, force: true })
  })
  const query = (sql: string): Query<z.ZodObject, z.ZodObject<{ n: z.ZodCoercedNumber }>> => ({
    ...{ name: 'test', sql, params: z.object({}), row: z.object({ n: z.coerce.number() }) },
  })
  const endless = query('select count() as n from numbers(1000000000000) where sipHash64(number) = 1')
  const leaving = new AbortController()
  const asked = olap.report(endless, {}, { signal: leaving.signal })
  const told = expect(asked).rejects.toBeInstanceOf(ReportCancelled)
  await expect
    .poll(() => olap.query(query("select countIf(position(query, 'siyu report') = 4) as n from system.processes"), {}))
    .toEqual([{ n: 1 }])
  expect(olap.reports()).toEqual({ running: 1, waiting: 0, ahead: null })
  leaving.abort()
  await told
  const large = query('select uniqExact(number) as n from numbers(10000000) settings max_memory_usage = 1000000')
  await expect(olap.report(large, {})).rejects.toBeInstanceOf(ReportTooHeavy)
  expect(await olap.report(query('select 7 as n'), {})).toEqual([{ n: 7 }])
})
