import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createJobs, type Jobs } from './jobs.ts'
import { createLog } from './log.ts'
import { freshPostgres } from './testing.ts'

let platform: Awaited<ReturnType<typeof freshPostgres>>
let jobs: Jobs
beforeEach(async () => {
  platform = await freshPostgres()
  jobs = createJobs(platform.postgres, createLog('silent'))
})
afterEach(async () => {
  await jobs.stop().catch(() => undefined)
  await platform.close()
})

/** Resolves when `count` runs of a job have said so. */
function counter(count: number) {
  const runs: unknown[] = []
  const done = Promise.withResolvers<void>()
  const add = (run: unknown) => {
    runs.push(run)
    if (runs.length === count) done.resolve()
  }
  return { runs, add, done: done.promise }
}

describe('jobs', () => {
  test('run with what they were given; stored before enqueue returns, they survive the process', async () => {
    const { runs, add, done } = counter(2)
    jobs.define('plain', async (data) => add(data))
    await jobs.start()
    await jobs.enqueue('plain', { n: 1 })
    await jobs.enqueue('plain', { n: 2 })
    const stored = await platform.postgres.pool.query(`select 1 from jobs.job where name = 'plain'`)
    expect(stored.rowCount).toBe(2)
    await done
    expect(runs).toEqual([{ n: 1 }, { n: 2 }])
    expect(() => jobs.define('late', async () => undefined)).toThrow('after start')
  })

  test('of one key wait at most once, also while one of them runs; others are not held up', async () => {
    const started = Promise.withResolvers<void>()
    const go = Promise.withResolvers<void>()
    const { runs, add, done } = counter(3)
    jobs.define('keyed', async (data) => {
      started.resolve()
      await go.promise
      add((data as { key: string }).key)
    })
    await jobs.start()
    await jobs.enqueue('keyed', { key: 'a' }, { key: 'a' })
    await started.promise
    for (let n = 0; n < 5; n += 1) await jobs.enqueue('keyed', { key: 'a' }, { key: 'a' })
    await Promise.all(Array.from({ length: 4 }, () => jobs.enqueue('keyed', { key: 'b' }, { key: 'b' })))
    const waiting = await platform.postgres.pool.query(
      `select singleton_key as key from jobs.job where name = 'keyed' and state = 'created' order by 1`,
    )
    expect(waiting.rows).toEqual([{ key: 'a' }, { key: 'b' }])
    go.resolve()
    await done
    expect(runs.sort()).toEqual(['a', 'a', 'b'])
  })

  test('that fail are tried again', async () => {
    const { runs, add, done } = counter(2)
    jobs.define('shaky', async (data) => {
      add(data)
      if (runs.length === 1) throw new Error('not yet')
    })
    await jobs.start()
    await jobs.enqueue('shaky', { n: 1 })
    await done
    expect(runs).toEqual([{ n: 1 }, { n: 1 }])
  })

  test('are told when the process stops, and it waits for them', async () => {
    const started = Promise.withResolvers<void>()
    let ended = false
    jobs.define('long', async (_, { signal }) => {
      started.resolve()
      await new Promise((stop) => signal.addEventListener('abort', stop))
      ended = true
    })
    await jobs.start()
    await jobs.enqueue('long', {})
    await started.promise
    await jobs.stop()
    expect(ended).toBe(true)
  })
})
